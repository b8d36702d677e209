package io.alfred.web.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A provider of OpenAI's protocol on loopback that answers as the test says and remembers what it
 * saw.
 */
final class TestProvider implements AutoCloseable {
    /** The key that Alfred has to send upstream. */
    static final String KEY = "sk-upstream-5up3rs3cr3tpr0v1d3rk3y";

    private static final int BACKLOG = 1024;

    private final HttpServer server;
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private volatile Reply reply = json(Completion.text("hello", 10, 2));

    /** A request as it arrived. */
    record Seen(String path, Map<String, List<String>> headers, byte[] body) {
        String header(String name) {
            return String.join(",", headers.getOrDefault(name, List.of()));
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** How to answer one call; runs on a virtual thread. */
    @FunctionalInterface
    interface Reply {
        void answer(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private TestProvider(HttpServer server) {
        this.server = server;
    }

    static TestProvider start() throws IOException {
        HttpServer server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        TestProvider provider = new TestProvider(server);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", provider::handle);
        server.start();
        return provider;
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(exchange.getRequestHeaders());
        String path = exchange.getRequestURI().getPath();
        seen.add(new Seen(path, headers, body));
        try {
            if (path.endsWith("/models")) {
                json("{\"object\":\"list\",\"data\":[]}").answer(exchange);
            } else {
                reply.answer(exchange);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /** Has something else answer below a path, which does not count as seen. */
    void serve(String path, HttpHandler handler) {
        server.createContext(path, handler);
    }

    /** Answers from now on like this, and forgets what was seen. */
    void answer(Reply next) {
        seen.clear();
        reply = next;
    }

    List<Seen> seen() {
        return List.copyOf(seen);
    }

    /** The one request since {@link #answer}. */
    Seen only() {
        if (seen.size() != 1) {
            throw new AssertionError("the provider saw " + seen.size() + " requests, not 1");
        }
        return seen.get(0);
    }

    static Reply json(String body) {
        return status(200, "application/json", body);
    }

    static Reply status(int status, String type, String body) {
        return bytes(status, type, body.getBytes(StandardCharsets.UTF_8));
    }

    static Reply bytes(int status, String type, byte[] bytes) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        };
    }

    /** All events at once, then a proper end. */
    static Reply events(List<String> data) {
        return exchange -> {
            try (OutputStream out = startEvents(exchange)) {
                for (String event : data) {
                    write(out, event);
                }
            }
        };
    }

    private static OutputStream startEvents(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        return exchange.getResponseBody();
    }

    private static void write(OutputStream out, String data) throws IOException {
        String event = data.startsWith("event: ") ? data : "data: " + data;
        out.write((event + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** A stream that the test drives event by event. */
    static final class Live implements Reply {
        private static final String BREAK = "break";

        private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
        private final CountDownLatch cancelled = new CountDownLatch(1);

        void send(String data) {
            events.add(data);
        }

        /** Ends the connection without the end of the body. */
        void breakOff() {
            events.add(BREAK);
        }

        /** Whether Alfred hung up. */
        boolean isCancelled() {
            return cancelled.getCount() == 0;
        }

        @Override
        public void answer(HttpExchange exchange) throws InterruptedException {
            try {
                OutputStream out = startEvents(exchange);
                String event = events.take();
                while (!event.equals(BREAK)) {
                    write(out, event);
                    event = events.take();
                }
            } catch (IOException e) {
                cancelled.countDown();
            }
        }
    }

    /** Answers once the latch is open. */
    static Reply after(CountDownLatch latch, Reply then) {
        return exchange -> {
            Await.until("the provider may answer", latch);
            then.answer(exchange);
        };
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
