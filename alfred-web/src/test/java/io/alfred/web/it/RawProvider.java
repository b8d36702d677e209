package io.alfred.web.it;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A provider on a raw socket: the test sends every byte of its answers itself. */
final class RawProvider implements AutoCloseable {
    private final ServerSocket server;
    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();

    RawProvider() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    String baseUrl() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/v1";
    }

    /** The next request, read to its end. */
    Call call() {
        try {
            Call call = calls.poll(Await.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (call == null) {
                throw new AssertionError("the provider got no request");
            }
            return call;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Whether no request came that was not taken. */
    boolean isUntouched() {
        return calls.isEmpty();
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> read(socket));
            }
        } catch (IOException e) {
            // closed: the test is over
        }
    }

    private void read(Socket socket) {
        try {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String head = Wire.head(in);
            int length = Integer.parseInt(Wire.header(head, "Content-Length"));
            String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
            calls.add(new Call(socket, in, head, body));
        } catch (IOException e) {
            // left without a request
        }
    }

    /** One request and its connection, which ends with the answer. */
    record Call(Socket socket, InputStream in, String head, String body) implements AutoCloseable {
        /** The transaction, as Alfred names it to the provider. */
        String tx() {
            return Wire.header(head, "X-Client-Request-Id");
        }

        // line ends are CRLF
        @SuppressWarnings("StringConcatToTextBlock")
        Call startEvents() {
            return sendRaw(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                            + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
        }

        Call startJson(int contentLength) {
            return sendRaw(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                            + contentLength
                            + "\r\nConnection: close\r\n\r\n");
        }

        /** A piece of the body, in one packet. */
        Call send(byte[] bytes) {
            ByteArrayOutputStream chunk = new ByteArrayOutputStream();
            chunk.writeBytes(
                    (Integer.toHexString(bytes.length) + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            chunk.writeBytes(bytes);
            chunk.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
            return sendRaw(chunk.toByteArray());
        }

        Call send(String text) {
            return send(text.getBytes(StandardCharsets.UTF_8));
        }

        Call event(String data) {
            return send(Wire.event(data));
        }

        /** The proper end of the body. */
        void end() {
            sendRaw("0\r\n\r\n");
            close();
        }

        Call sendRaw(String text) {
            return sendRaw(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        private Call sendRaw(byte[] bytes) {
            try {
                OutputStream out = socket.getOutputStream();
                out.write(bytes);
                out.flush();
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Ends the connection in the middle of the body. */
        void die() {
            close();
        }

        /** Returns once Alfred has closed the connection. */
        void awaitHangUp() {
            try {
                socket.setSoTimeout((int) Await.LIMIT.toMillis());
                while (in.read() >= 0) {
                    // a pipelined request would be a defect, and never end this
                }
            } catch (SocketTimeoutException e) {
                throw new AssertionError("Alfred did not hang up", e);
            } catch (IOException e) {
                // a reset is a way to hang up
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

    @Override
    public void close() throws IOException {
        server.close();
        for (Call call : calls) {
            call.close();
        }
    }
}
