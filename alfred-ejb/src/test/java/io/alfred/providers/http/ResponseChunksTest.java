package io.alfred.providers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alfred.providers.UpstreamException;
import io.alfred.providers.UpstreamException.Kind;

import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.junit.jupiter.api.Test;

import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

class ResponseChunksTest {
    /** Far beyond what a test may take, so that a reader who waits for it is seen. */
    private static final Duration LONG = Duration.ofHours(1);

    private final Attempt attempt = Attempt.start("a", LONG);

    private ResponseChunks chunks(InputStream in) {
        SentRequest sent = SentRequest.before(new HttpPost("http://127.0.0.1/"), attempt);
        return new ResponseChunks(in, -1, sent, attempt);
    }

    /** A body that gives one byte at a time. */
    private static final class Body extends InputStream {
        private final IntSupplier bytes;

        Body(IntSupplier bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return bytes.getAsInt();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            target[offset] = (byte) read();
            return 1;
        }
    }

    @Test
    void a_body_that_fails_in_no_foreseen_way_is_told_at_once()
            throws ExecutionException, InterruptedException, TimeoutException {
        ResponseChunks chunks =
                chunks(
                        new Body(
                                () -> {
                                    throw new IllegalStateException("as no connection should");
                                }));

        UpstreamException failure =
                CompletableFuture.supplyAsync(
                                () ->
                                        catchThrowableOfType(
                                                UpstreamException.class, () -> chunks.next(LONG)))
                        .get(30, TimeUnit.SECONDS);

        assertThat(failure.kind()).isEqualTo(Kind.BAD_ANSWER);
    }

    @Test
    void a_reader_that_leaves_within_a_burst_ends_the_reading()
            throws ExecutionException, InterruptedException, TimeoutException, UpstreamException {
        AtomicInteger reads = new AtomicInteger();
        CompletableFuture<Thread> pump = new CompletableFuture<>();
        ResponseChunks chunks =
                chunks(
                        new Body(
                                () -> {
                                    pump.complete(Thread.currentThread());
                                    return reads.incrementAndGet();
                                }));

        assertThat(chunks.next(LONG)).containsExactly(1);
        chunks.close();

        assertThat(pump.get(30, TimeUnit.SECONDS).join(Duration.ofSeconds(30))).isTrue();
        // one packet ahead of the reader, and one that was wanted when it left
        assertThat(reads).hasValueLessThanOrEqualTo(3);
    }
}
