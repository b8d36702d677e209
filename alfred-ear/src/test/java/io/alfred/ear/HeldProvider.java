package io.alfred.ear;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An OpenAI-compatible provider that starts a stream and ends it only when the test says so. */
final class HeldProvider implements AutoCloseable {
    private static final String CHUNK =
            """
            data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":\
            [{"index":0,"delta":{"role":"assistant","content":"one "},"finish_reason":null}]}

            """;
    private static final String REST =
            """
            data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":\
            [{"index":0,"delta":{"content":"two"},"finish_reason":"stop"}]}

            data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[],\
            "usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}

            data: [DONE]

            """;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final HttpServer server;

    HeldProvider() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    void endStream() {
        mayEnd.countDown();
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(CHUNK.getBytes(StandardCharsets.UTF_8));
            body.flush();
            mayEnd.await();
            body.write(REST.getBytes(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        mayEnd.countDown();
        server.stop(0);
        threads.close();
    }
}
