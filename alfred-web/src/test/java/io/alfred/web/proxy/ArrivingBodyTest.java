package io.alfred.web.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

class ArrivingBodyTest {
    private static final long MEMORY_BYTES = 64L * 1024 * 1024;
    private static final Duration MAX = Duration.ofSeconds(60);

    private final BodyMemory memory = new BodyMemory(MEMORY_BYTES);
    private final Packets packets = new Packets();

    /** What the network delivers, packet by packet. */
    private static final class Packets extends ServletInputStream {
        private final Queue<byte[]> arrived = new ArrayDeque<>();

        @Override
        public boolean isReady() {
            return !arrived.isEmpty();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            byte[] next = arrived.remove();
            int count = Math.min(length, next.length);
            System.arraycopy(next, 0, target, offset, count);
            if (count < next.length) {
                byte[] rest = new byte[next.length - count];
                System.arraycopy(next, count, rest, 0, rest.length);
                arrived.add(rest);
            }
            return count;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isFinished() {
            return false;
        }

        @Override
        public void setReadListener(ReadListener listener) {}
    }

    private ArrivingBody announced(long bytes) {
        return new ArrivingBody(packets, bytes, memory.room(), 0);
    }

    private void arrive(ArrivingBody body, int bytes) throws IOException {
        packets.arrived.add(new byte[bytes]);
        body.onDataAvailable();
    }

    private static Future<ReceivedBody> whole(ArrivingBody body) {
        return body.whole();
    }

    private static ErrorCode failure(ArrivingBody body) {
        try {
            whole(body).get();
        } catch (ExecutionException e) {
            return ((AlfredException) Objects.requireNonNull(e.getCause())).code();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new AssertionError("no failure");
    }

    private void assertNothingTaken() {
        try (BodyMemory.Room all = memory.room()) {
            all.growTo(MEMORY_BYTES);
        }
    }

    @Test
    void a_body_is_whole_with_its_last_announced_byte_and_not_before()
            throws IOException, InterruptedException, ExecutionException {
        ArrivingBody body = announced(100_000);
        arrive(body, 60_000);
        arrive(body, 39_999);
        assertThat(whole(body)).isNotDone();

        arrive(body, 1);

        try (ReceivedBody received = whole(body).get()) {
            assertThat(received.bytes()).hasSize(100_000);
        }
        assertNothingTaken();
    }

    @Test
    void a_body_in_chunks_is_whole_when_the_container_says_so()
            throws IOException, InterruptedException, ExecutionException {
        ArrivingBody body = announced(-1);
        arrive(body, 60_000);
        assertThat(whole(body)).isNotDone();

        body.onAllDataRead();

        try (ReceivedBody received = whole(body).get()) {
            assertThat(received.bytes()).hasSize(60_000);
        }
        assertNothingTaken();
    }

    @Test
    void a_body_that_ends_before_its_announced_length_is_refused() throws IOException {
        ArrivingBody body = announced(10);
        arrive(body, 9);
        body.onAllDataRead();

        assertThat(failure(body)).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertNothingTaken();
    }

    @Test
    void a_body_in_chunks_may_be_as_large_as_any_other_and_not_larger()
            throws IOException, InterruptedException, ExecutionException {
        ArrivingBody largest = announced(-1);
        arrive(largest, RequestBody.BODY_BYTES_MAX);
        largest.onAllDataRead();
        try (ReceivedBody received = whole(largest).get()) {
            assertThat(received.bytes()).hasSize(RequestBody.BODY_BYTES_MAX);
        }

        ArrivingBody larger = announced(-1);
        arrive(larger, RequestBody.BODY_BYTES_MAX + 1);
        assertThat(failure(larger)).isEqualTo(ErrorCode.REQUEST_TOO_LARGE);
        assertNothingTaken();
    }

    @Test
    void an_announcement_takes_no_memory_before_bytes_come() throws IOException {
        ArrivingBody body = announced(RequestBody.BODY_BYTES_MAX);
        arrive(body, 1);
        try (BodyMemory.Room others = memory.room()) {
            others.growTo(MEMORY_BYTES - 16 * 1024);
        }
        body.onError(new IOException("gone"));
        assertNothingTaken();
    }

    @Test
    void a_body_for_which_no_memory_is_left_is_refused() throws IOException {
        try (BodyMemory.Room others = memory.room()) {
            others.growTo(MEMORY_BYTES - 1024);
            ArrivingBody body = announced(100_000);
            arrive(body, 1);

            assertThat(failure(body)).isEqualTo(ErrorCode.OVERLOADED);
        }
        assertNothingTaken();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 9999, false",
        "1, 10000, true",
        "10239, 10000, true",
        "10240, 10000, false",
        "10240, 10999, false",
        "10240, 11000, true",
        "1000000, 59999, false",
        "1000000, 60000, true"
    })
    void a_body_is_given_up_when_it_is_too_slow(int bytes, long ms, boolean given)
            throws IOException {
        ArrivingBody body = announced(2_000_000);
        arrive(body, bytes);

        body.check(MAX, Duration.ofMillis(ms).toNanos());

        assertThat(whole(body).isDone()).isEqualTo(given);
        if (given) {
            assertThat(failure(body)).isEqualTo(ErrorCode.REQUEST_TIMEOUT);
            assertNothingTaken();
        }
    }

    @Test
    void what_comes_after_the_end_changes_nothing() throws IOException {
        ArrivingBody body = announced(3);
        arrive(body, 3);
        CompletableFuture<ReceivedBody> whole = body.whole();

        arrive(body, 5);
        body.onAllDataRead();
        body.onError(new IOException("late"));
        body.check(MAX, Long.MAX_VALUE);

        assertThat(whole.join().bytes()).hasSize(3);
        whole.join().close();
        assertNothingTaken();
    }
}
