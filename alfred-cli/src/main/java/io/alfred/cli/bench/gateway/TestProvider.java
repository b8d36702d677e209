package io.alfred.cli.bench.gateway;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An OpenAI-shaped provider that answers at once, or in as many events as the prompt asks for.
 *
 * <p>Each event carries the moment it was sent, of {@link System#nanoTime}, which is the clock of
 * the load too: both are in this process. It listens on the loopback interface.
 */
final class TestProvider implements AutoCloseable {
    private static final int BACKLOG = 2048;
    private static final int COMPLETION_TOKENS = 12;

    private static final byte[] WHOLE =
            response(
                    "application/json",
                    "{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion\",\"created\":1,"
                            + "\"model\":\"bench\",\"choices\":[{\"index\":0,\"message\":{\"role\":"
                            + "\"assistant\",\"content\":\"The quick brown fox jumps over the lazy"
                            + " dog and sleeps.\"},\"finish_reason\":\"stop\"}],\"usage\":{"
                            + "\"prompt_tokens\":20,\"completion_tokens\":"
                            + COMPLETION_TOKENS
                            + ",\"total_tokens\":"
                            + (20 + COMPLETION_TOKENS)
                            + "}}");

    private static final byte[] STREAM_HEAD =
            ascii(
                    String.join(
                            "\r\n",
                            "HTTP/1.1 200 OK",
                            "Content-Type: text/event-stream",
                            "Transfer-Encoding: chunked",
                            "",
                            ""));

    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicLong served = new AtomicLong();

    TestProvider() throws IOException {
        listener = new ServerSocket();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        threads.execute(this::accept);
    }

    URI baseUrl() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/v1");
    }

    /** Calls that were answered to the end. */
    long served() {
        return served.get();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                threads.execute(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed: the benchmark is over
            return;
        }
    }

    private void serve(Socket connection) {
        try (Socket socket = connection) {
            socket.setTcpNoDelay(true);
            Wire wire = new Wire(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            while (true) {
                wire.head();
                Prompt prompt = Prompt.in(wire.body());
                if (prompt.events() == 0) {
                    out.write(WHOLE);
                } else {
                    stream(out, prompt);
                }
                served.incrementAndGet();
            }
        } catch (EOFException e) {
            // the other side needs the connection no more
        } catch (IOException e) {
            // the other side broke off, as it does at the end
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void stream(OutputStream out, Prompt prompt)
            throws IOException, InterruptedException {
        out.write(STREAM_HEAD);
        for (int i = 0; i < prompt.events(); i++) {
            if (prompt.pauseMs() > 0) {
                TimeUnit.MILLISECONDS.sleep(prompt.pauseMs());
            }
            out.write(
                    event(
                            "{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\","
                                    + "\"created\":1,\"model\":\"bench\",\"choices\":[{\"index\":0,"
                                    + "\"delta\":{\"content\":\" t"
                                    + System.nanoTime()
                                    + "\"},\"finish_reason\":null}]}"));
        }
        out.write(
                event(
                        "{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\","
                                + "\"created\":1,\"model\":\"bench\",\"choices\":[{\"index\":0,"
                                + "\"delta\":{},\"finish_reason\":\"stop\"}]}"));
        out.write(
                event(
                        "{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\","
                                + "\"created\":1,\"model\":\"bench\",\"choices\":[],\"usage\":{"
                                + "\"prompt_tokens\":20,\"completion_tokens\":"
                                + prompt.events()
                                + ",\"total_tokens\":"
                                + (20 + prompt.events())
                                + "}}"));
        out.write(event("[DONE]"));
        out.write(ascii("0\r\n\r\n"));
    }

    private static byte[] event(String data) {
        String event = "data: " + data + "\n\n";
        return ascii(Integer.toHexString(event.length()) + "\r\n" + event + "\r\n");
    }

    private static byte[] response(String type, String body) {
        return ascii(
                "HTTP/1.1 200 OK\r\nContent-Type: "
                        + type
                        + "\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
