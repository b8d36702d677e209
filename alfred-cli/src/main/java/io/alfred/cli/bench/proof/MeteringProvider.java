package io.alfred.cli.bench.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.alfred.cli.core.Json;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An OpenAI-shaped provider that counts what it serves per transaction id, whoever dies meanwhile.
 *
 * <p>A token counts when it is produced, not when it arrives: like a real provider it bills what a
 * broken connection swallowed. It listens on the loopback interface and wants its key.
 */
final class MeteringProvider implements AutoCloseable {
    /** Longer than the patience of the nodes under proof. */
    static final Duration STALL = Duration.ofSeconds(6);

    /** How long a node under proof waits for this provider. */
    static final Duration PATIENCE = Duration.ofSeconds(4);

    private static final String TRANSACTION = "X-Client-Request-Id";
    private static final int CONNECTIONS_MAX = 2048;
    private static final int[] ERRORS = {500, 503, 429, 400};

    private final Meter meter;
    private final String key;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger working = new AtomicInteger();

    MeteringProvider(Meter meter, String key) throws IOException {
        this.meter = meter;
        this.key = key;
        this.server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        CONNECTIONS_MAX);
        server.setExecutor(threads);
        server.createContext("/v1/chat/completions", this::answer);
        server.start();
    }

    URI baseUrl() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
    }

    /** Whether no call is worked on, so that the count is final. */
    boolean idle() {
        return working.get() == 0;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** An exception out of here makes the HTTP server drop the connection as it is. */
    private void answer(HttpExchange exchange) throws IOException {
        working.incrementAndGet();
        try {
            JsonNode request =
                    Json.parse(
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8),
                            "the request");
            String tx = exchange.getRequestHeaders().getFirst(TRANSACTION);
            String sent = exchange.getRequestHeaders().getFirst("Authorization");
            if (tx == null || !("Bearer " + key).equals(sent)) {
                error(exchange, 401);
                return;
            }
            String prompt = request.at("/messages/0/content").asText();
            Errand errand = Errand.parse(prompt);
            if (errand.fate() == Errand.Fate.ERROR) {
                error(exchange, ERRORS[errand.tokens() % ERRORS.length]);
                return;
            }
            Meter.Served served = meter.begin(tx, prompt.split(" ", -1).length);
            if (request.path("stream").asBoolean()) {
                stream(exchange, errand, served);
            } else {
                whole(exchange, errand, served);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            working.decrementAndGet();
        }
    }

    private static void whole(HttpExchange exchange, Errand errand, Meter.Served served)
            throws IOException, InterruptedException {
        TimeUnit.MILLISECONDS.sleep((long) errand.pauseMs() * errand.tokens());
        served.produced(errand.tokens());
        if (errand.fate() == Errand.Fate.STALL) {
            TimeUnit.MILLISECONDS.sleep(STALL.toMillis());
        }
        ObjectNode answer =
                Json.object().put("object", "chat.completion").put("model", Tariff.MODEL);
        answer.putArray("choices")
                .addObject()
                .put("index", 0)
                .put("finish_reason", "stop")
                .putObject("message")
                .put("role", "assistant")
                .put("content", "word ".repeat(errand.tokens()));
        answer.set("usage", usage(served));
        byte[] bytes = Json.write(answer).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        OutputStream out = exchange.getResponseBody();
        if (errand.fate() == Errand.Fate.CUT) {
            out.write(bytes, 0, bytes.length / 2);
            out.flush();
            throw new IOException("cut");
        }
        out.write(bytes);
        out.close();
    }

    private static void stream(HttpExchange exchange, Errand errand, Meter.Served served)
            throws IOException, InterruptedException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        for (int token = 0; token < errand.tokens(); token++) {
            if (token == errand.at()) {
                strike(errand.fate());
            }
            served.produced(1);
            event(out, choice("word ", false));
            TimeUnit.MILLISECONDS.sleep(errand.pauseMs());
        }
        event(out, choice("", true));
        ObjectNode last = Json.object();
        last.putArray("choices");
        last.set("usage", usage(served));
        event(out, last);
        out.write("data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII));
        out.close();
    }

    private static void strike(Errand.Fate fate) throws IOException, InterruptedException {
        switch (fate) {
            case CUT -> throw new IOException("cut");
            case STALL -> TimeUnit.MILLISECONDS.sleep(STALL.toMillis());
            case WHOLE, ERROR -> {}
        }
    }

    private static ObjectNode choice(String text, boolean last) {
        ObjectNode chunk = Json.object().put("object", "chat.completion.chunk");
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.putObject("delta").put("content", text);
        choice.put("finish_reason", last ? "stop" : null);
        return chunk;
    }

    private static ObjectNode usage(Meter.Served served) {
        return Json.object()
                .put("prompt_tokens", served.promptTokens())
                .put("completion_tokens", served.completionTokens())
                .put("total_tokens", served.promptTokens() + served.completionTokens());
    }

    private static void event(OutputStream out, JsonNode event) throws IOException {
        out.write(("data: " + Json.write(event) + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void error(HttpExchange exchange, int status) throws IOException {
        ObjectNode body = Json.object();
        body.putObject("error")
                .put("message", "the metering provider refuses this call")
                .put("type", status == 400 ? "invalid_request_error" : "server_error");
        byte[] bytes = Json.write(body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
