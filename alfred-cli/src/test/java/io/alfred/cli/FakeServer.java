package io.alfred.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Answers as told, and remembers what it was asked. */
final class FakeServer implements AutoCloseable {
    /** A status for an answer that never comes: the connection breaks instead. */
    static final int BREAK_OFF = -1;

    /**
     * One request: {@code "GET /api/orgs?limit=50"}, bearer token, media type, body and
     * Idempotency-Key, which is empty when there is none.
     */
    record Request(String line, String token, String contentType, String body, String key) {}

    /** One answer. */
    record Answer(int status, String body, Map<String, String> headers) {}

    private final HttpServer server;
    private final Map<String, List<Answer>> answers = new LinkedHashMap<>();
    private final List<Request> requests = new ArrayList<>();

    FakeServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers the path, which may have a query; the last answer given for it repeats. */
    synchronized FakeServer on(String line, int status, String body) {
        return on(line, status, body, Map.of());
    }

    synchronized FakeServer on(String line, int status, String body, Map<String, String> headers) {
        answers.computeIfAbsent(line, l -> new ArrayList<>())
                .add(new Answer(status, body, headers));
        return this;
    }

    synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    synchronized Request last() {
        return requests.getLast();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String full = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        String path = exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath();
        String token =
                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))
                        .replaceFirst("^Bearer ", "");
        String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String key =
                Objects.requireNonNullElse(
                        exchange.getRequestHeaders().getFirst("Idempotency-Key"), "");
        Answer answer = take(new Request(full, token, type, body, key), full, path);
        if (answer.status() == BREAK_OFF) {
            exchange.close();
            return;
        }
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private synchronized Answer take(Request request, String full, String path) {
        requests.add(request);
        List<Answer> queue = answers.containsKey(full) ? answers.get(full) : answers.get(path);
        if (queue == null) {
            return new Answer(
                    404, "{\"code\":\"not_found\",\"detail\":\"nothing here\"}", Map.of());
        }
        return queue.size() > 1 ? queue.removeFirst() : queue.getFirst();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
