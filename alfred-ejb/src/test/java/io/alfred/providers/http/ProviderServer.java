package io.alfred.providers.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A provider on a raw socket, so that every byte of both directions is in the test's hands. */
public final class ProviderServer implements AutoCloseable {
    /** What the provider does with one request; the connection closes afterwards. */
    public interface Script {
        void answer(Connection connection) throws IOException, InterruptedException;
    }

    /** One request with the way to answer it. */
    public record Connection(String head, byte[] body, Socket socket, OutputStream out) {
        /** Sends a whole response. */
        public void respond(int status, String contentType, String body) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            send(
                    "HTTP/1.1 "
                            + status
                            + " X\r\nContent-Type: "
                            + contentType
                            + "\r\nContent-Length: "
                            + bytes.length
                            + "\r\nConnection: close\r\n\r\n");
            send(bytes);
        }

        /** Starts a stream that ends with the connection. */
        public void startStream() throws IOException {
            send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n");
        }

        public void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.UTF_8));
        }

        public void send(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /** Returns once the other side closed the connection. */
        public void awaitClosed() throws IOException {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        }

        public Optional<String> header(String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ": ";
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                    .map(line -> line.substring(prefix.length()))
                    .findFirst();
        }

        public List<String> headerNames() {
            return head.lines()
                    .skip(1)
                    .map(line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT))
                    .sorted()
                    .toList();
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private final ServerSocket server;
    private final Script script;
    private final BlockingQueue<Connection> requests = new LinkedBlockingQueue<>();
    private final CountDownLatch finished = new CountDownLatch(1);

    public ProviderServer(Script script) {
        this.script = script;
        try {
            server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::serve);
    }

    public URI baseUrl() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/v1");
    }

    public Connection request() throws InterruptedException {
        Connection request = requests.poll(10, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("no request came");
        }
        return request;
    }

    /** Whether a script ran to its end. */
    public boolean scriptFinished() throws InterruptedException {
        return finished.await(10, TimeUnit.SECONDS);
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String head = head(in);
            int length =
                    head.lines()
                            .filter(l -> l.toLowerCase(Locale.ROOT).startsWith("content-length: "))
                            .mapToInt(l -> Integer.parseInt(l.substring(16).strip()))
                            .findFirst()
                            .orElse(0);
            Connection connection =
                    new Connection(head, in.readNBytes(length), socket, socket.getOutputStream());
            requests.add(connection);
            script.answer(connection);
            finished.countDown();
        } catch (IOException e) {
            // The other side left: some tests want that.
            finished.countDown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("no request");
            }
            head.write(b);
        }
        return head.toString(StandardCharsets.ISO_8859_1).strip();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
