package io.alfred.cli.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** An OpenAI-shaped provider whose streams go on until it is told to let them end. */
final class SlowProvider implements AutoCloseable {
    private final HttpServer server;
    private volatile boolean ending;
    private final Semaphore started = new Semaphore(0);

    SlowProvider() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/chat/completions", this::stream);
        server.start();
    }

    String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /** From now on streams last until {@link #letEnd}. */
    void keepGoing() {
        ending = false;
        started.drainPermits();
    }

    void letEnd() {
        ending = true;
    }

    boolean awaitStarted(int streams) throws InterruptedException {
        return started.tryAcquire(streams, 90, TimeUnit.SECONDS);
    }

    private void stream(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            started.release();
            int tokens = 0;
            do {
                tokens++;
                event(
                        out,
                        "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
                                + " word\"},\"finish_reason\":null}]}");
                TimeUnit.MILLISECONDS.sleep(50);
            } while (!ending && tokens < 2000);
            event(out, "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
            event(
                    out,
                    "{\"choices\":[],\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":"
                            + tokens
                            + ",\"total_tokens\":"
                            + (8 + tokens)
                            + "}}");
            out.write("data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void event(OutputStream out, String json) throws IOException {
        out.write(("data: " + json + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() {
        ending = true;
        server.stop(0);
    }
}
