package io.alfred.web.it;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One connection on which a test sends what no client library would, and reads the answers. */
final class RawConnection implements AutoCloseable {
    private static final int READ_MAX_MS = (int) Await.LIMIT.toMillis();

    private final Socket socket;
    private final InputStream in;

    private RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static RawConnection open() {
        URI url = Installation.current().url();
        try {
            Socket socket = new Socket(url.getHost(), url.getPort());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(READ_MAX_MS);
            return new RawConnection(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One request on a connection of its own. */
    static Answer exchange(String request) {
        try (RawConnection connection = open()) {
            return connection.send(request).read();
        }
    }

    /** An answer; header names in lower case. */
    record Answer(int status, Map<String, String> headers, String body) {
        /** The error of the answer when it has this status and code. */
        JsonNode error(int expected, String code) {
            JsonNode error = status == expected ? Json.parse(body) : Json.object();
            error = error.has("error") ? error.path("error") : error;
            if (!error.path("code").asText().equals(code)) {
                throw new AssertionError("not " + expected + " " + code + ": " + this);
            }
            return error;
        }

        boolean closes() {
            return headers.getOrDefault("connection", "").equalsIgnoreCase("close");
        }
    }

    RawConnection send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawConnection send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next final answer. */
    Answer read() {
        try {
            Answer answer = readOne();
            while (answer.status() == 100) {
                answer = readOne();
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Answer readOne() throws IOException {
        String start = line();
        if (!start.startsWith("HTTP/1.1 ")) {
            throw new IOException("not an answer: " + start);
        }
        int status = Integer.parseInt(start.substring(9, 12));
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return new Answer(
                status,
                headers,
                new String(status == 100 ? new byte[0] : body(headers), StandardCharsets.UTF_8));
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            for (int size = chunk(); size > 0; size = chunk()) {
                whole.write(in.readNBytes(size));
                line();
            }
            line();
            return whole.toByteArray();
        }
        String length = headers.get("content-length");
        return length == null ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length));
    }

    private int chunk() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int next = in.read();
        while (next != '\n') {
            if (next < 0) {
                throw new IOException("the connection ended within \"" + line + "\"");
            }
            if (next != '\r') {
                line.append((char) next);
            }
            next = in.read();
        }
        return line.toString();
    }

    /** Whether the server ends the connection, saying nothing more. */
    boolean ends() {
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
