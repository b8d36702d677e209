package io.alfred.providers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alfred.providers.UpstreamException;
import io.alfred.providers.UpstreamException.Kind;

import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.io.entity.EntityTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Against a provider that keeps its connections. */
class UpstreamTest {
    private static final String WHOLE = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String STREAM_HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked"
                    + "\r\n\r\n";

    private final Upstream upstream = Upstream.open();
    private final AtomicInteger connections = new AtomicInteger();
    private ServerSocket listener;

    /** What the provider sends for each request of one connection. */
    private interface Answer {
        void to(OutputStream out) throws IOException, InterruptedException;
    }

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        upstream.close();
        listener.close();
    }

    /**
     * Serves connections until the test is over.
     *
     * @param requests of a connection, after which it is closed without a word
     */
    private void serve(int requests, Answer answer) {
        Thread.startVirtualThread(
                () -> {
                    try {
                        while (true) {
                            Socket socket = listener.accept();
                            connections.incrementAndGet();
                            Thread.startVirtualThread(() -> serve(socket, requests, answer));
                        }
                    } catch (IOException e) {
                        // the test is over
                        return;
                    }
                });
    }

    private static void serve(Socket accepted, int requests, Answer answer) {
        try (Socket socket = accepted) {
            BufferedReader in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
            for (int i = 0; i < requests; i++) {
                String line = in.readLine();
                while (line != null && !line.isEmpty()) {
                    line = in.readLine();
                }
                if (line == null || in.read() < 0) {
                    return;
                }
                answer.to(socket.getOutputStream());
            }
        } catch (IOException e) {
            // the other side broke off
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private UpstreamAnswer send(Attempt attempt) throws UpstreamException {
        HttpPost request = new HttpPost("http://127.0.0.1:" + listener.getLocalPort() + "/v1");
        // one byte of body, which the provider reads
        request.setEntity(new SentBody(new byte[] {'x'}));
        return upstream.send(attempt, request);
    }

    private static Attempt attempt(long ms) {
        return Attempt.start("p", Duration.ofMillis(ms));
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void a_connection_is_used_again_after_whole_answers() throws UpstreamException {
        serve(10, out -> write(out, WHOLE));
        for (int i = 0; i < 3; i++) {
            assertThat(send(attempt(20_000)).body().whole(10)).hasValue(new byte[] {'o', 'k'});
        }
        assertThat(connections).hasValue(1);
    }

    @Test
    void a_connection_is_used_again_after_a_stream_that_ended() throws UpstreamException {
        serve(10, out -> write(out, STREAM_HEAD + "4\r\na\n\nb\r\n0\r\n\r\n"));
        for (int i = 0; i < 3; i++) {
            ResponseChunks body = send(attempt(20_000)).body();
            assertThat(body.next(Duration.ofSeconds(20))).isEqualTo(new byte[] {'a', 10, 10, 'b'});
            body.awaitEnd(Duration.ofSeconds(20));
        }
        assertThat(connections).hasValue(1);
    }

    @Test
    void a_longer_body_than_allowed_gives_its_connection_up() throws UpstreamException {
        serve(10, out -> write(out, WHOLE));
        assertThat(send(attempt(20_000)).body().whole(1)).isEmpty();
        assertThat(send(attempt(20_000)).body().whole(2)).isPresent();
        assertThat(connections).hasValue(2);
    }

    @Test
    void a_connection_that_was_closed_while_it_was_idle_is_not_used()
            throws UpstreamException, InterruptedException {
        serve(1, out -> write(out, WHOLE));
        assertThat(send(attempt(20_000)).body().whole(10)).isPresent();
        TimeUnit.MILLISECONDS.sleep(300);
        assertThat(send(attempt(20_000)).body().whole(10)).isPresent();
        assertThat(connections).hasValue(2);
    }

    @Test
    void a_head_that_drips_ends_with_the_deadline() {
        serve(
                1,
                out -> {
                    write(out, "HTTP/1.1 200 OK\r\n");
                    for (int i = 0; i < 500; i++) {
                        write(out, "X-" + i + ": y\r\n");
                        TimeUnit.MILLISECONDS.sleep(20);
                    }
                });
        UpstreamException error =
                catchThrowableOfType(UpstreamException.class, () -> send(attempt(300)));
        assertThat(error.kind()).isEqualTo(Kind.TIMEOUT);
    }

    @Test
    void a_body_that_drips_ends_with_the_deadline() throws UpstreamException {
        serve(
                1,
                out -> {
                    write(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
                    for (int i = 0; i < 500; i++) {
                        write(out, "x");
                        TimeUnit.MILLISECONDS.sleep(20);
                    }
                });
        ResponseChunks body = send(attempt(300)).body();
        UpstreamException error =
                catchThrowableOfType(UpstreamException.class, () -> body.whole(1000));
        assertThat(error.kind()).isEqualTo(Kind.TIMEOUT);
    }

    @Test
    void closing_ends_a_wait_for_the_next_packet() throws UpstreamException, InterruptedException {
        serve(
                1,
                out -> {
                    write(out, STREAM_HEAD);
                    TimeUnit.SECONDS.sleep(60);
                });
        ResponseChunks body = send(attempt(60_000)).body();
        Thread closing =
                Thread.startVirtualThread(
                        () -> {
                            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
                            body.close();
                        });
        UpstreamException error =
                catchThrowableOfType(
                        UpstreamException.class, () -> body.next(Duration.ofSeconds(50)));
        closing.join();
        assertThat(error.kind()).isEqualTo(Kind.CANCELLED);
    }

    @Test
    void a_large_request_that_is_refused_early_gets_the_refusal() throws UpstreamException {
        serve(
                1,
                out -> {
                    write(
                            out,
                            "HTTP/1.1 413 X\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
                    TimeUnit.SECONDS.sleep(5);
                });
        HttpPost request = new HttpPost("http://127.0.0.1:" + listener.getLocalPort() + "/v1");
        request.setEntity(new SentBody(new byte[64 * 1024 * 1024]));
        UpstreamAnswer answer = upstream.send(attempt(20_000), request);
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body().whole(10)).isPresent();
    }

    @Test
    void a_request_that_was_not_sent_whole_was_certainly_not_served() {
        // the body is never read
        serve(1, out -> TimeUnit.SECONDS.sleep(60));
        HttpPost request = new HttpPost("http://127.0.0.1:" + listener.getLocalPort() + "/v1");
        request.setEntity(new SentBody(new byte[64 * 1024 * 1024]));
        UpstreamException error =
                catchThrowableOfType(
                        UpstreamException.class, () -> upstream.send(attempt(500), request));
        assertThat(error.maybeServed()).isFalse();
    }

    @Test
    void an_error_in_one_call_leaves_the_others_their_connections() throws UpstreamException {
        serve(10, out -> write(out, WHOLE));
        HttpPost broken = new HttpPost("http://127.0.0.1:" + listener.getLocalPort() + "/v1");
        broken.setEntity(
                new EntityTemplate(
                        1,
                        null,
                        null,
                        out -> {
                            throw new OutOfMemoryError("as if");
                        }));
        assertThatThrownBy(() -> upstream.send(attempt(20_000), broken))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(send(attempt(20_000)).body().whole(10)).isPresent();
    }

    @Test
    void a_connection_that_is_refused_was_never_made() throws IOException {
        listener.close();
        UpstreamException error =
                catchThrowableOfType(UpstreamException.class, () -> send(attempt(20_000)));
        assertThat(error.kind()).isEqualTo(Kind.UNREACHABLE);
    }
}
