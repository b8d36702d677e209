package io.alfred.cli.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

@Timeout(60)
class TargetTest {
    @Test
    void whole_answers_and_answers_in_events_are_counted_over_kept_connections()
            throws IOException, InterruptedException {
        try (TestProvider provider = new TestProvider();
                Target whole = target(provider.baseUrl(), Prompt.WHOLE);
                Target events = target(provider.baseUrl(), new Prompt(3, 1))) {
            Arrivals.open(whole, 200, 1);
            assertThat(whole.failures()).isZero();
            assertThat(whole.whole().count()).isEqualTo(200);
            assertThat(whole.first().count()).isZero();
            assertThat(Arrivals.closed(events, 4, 1)).isPositive();
            assertThat(events.failures()).isZero();
            assertThat(events.first().count()).isEqualTo(events.whole().count());
            assertThat(events.events().count()).isEqualTo(3 * events.whole().count());
            assertThat(events.whole().percentileMs(1)).isGreaterThanOrEqualTo(3);
            assertThat(provider.served()).isEqualTo(whole.whole().count() + events.whole().count());
        }
    }

    @Test
    void a_call_counts_from_when_it_was_due() throws IOException {
        try (TestProvider provider = new TestProvider();
                Target target = target(provider.baseUrl(), Prompt.WHOLE)) {
            target.call(System.nanoTime() - 5_000_000_000L);
            assertThat(target.whole().percentileMs(50)).isGreaterThanOrEqualTo(5_000);
        }
    }

    @Test
    void a_call_that_nobody_answers_is_a_failure_and_no_latency() {
        try (Target target = target(URI.create("http://127.0.0.1:1/v1"), Prompt.WHOLE)) {
            target.call(System.nanoTime());
            assertThat(target.failures()).isEqualTo(1);
            assertThat(target.firstFailure()).contains("refused");
            assertThat(target.whole().count()).isZero();
        }
    }

    @Test
    void a_connection_that_the_other_side_ends_is_not_used_again() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Target target =
                        target(
                                URI.create("http://127.0.0.1:" + server.getLocalPort() + "/v1"),
                                Prompt.WHOLE)) {
            Thread.startVirtualThread(() -> answerOnceEach(server));
            target.call(System.nanoTime());
            target.call(System.nanoTime());
            assertThat(target.firstFailure()).isEmpty();
            assertThat(target.whole().count()).isEqualTo(2);
        }
    }

    /** One answer a connection, as a server that counts its requests gives in the end. */
    private static void answerOnceEach(ServerSocket server) {
        try {
            while (true) {
                try (Socket socket = server.accept()) {
                    Wire wire = new Wire(socket.getInputStream());
                    wire.head();
                    wire.body();
                    String answer = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0";
                    socket.getOutputStream()
                            .write((answer + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                }
            }
        } catch (IOException e) {
            // closed: the test is over
            return;
        }
    }

    private static Target target(URI base, Prompt prompt) {
        return new Target(base, prompt.request(base, "echo", "none"), 200);
    }
}
