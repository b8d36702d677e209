package io.alfred.providers.http;

import io.alfred.providers.UpstreamException;
import io.alfred.providers.UpstreamException.Kind;

import org.jspecify.annotations.Nullable;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A response body as it arrives, read by one thread with a deadline and closed by any.
 *
 * <p>At most one packet waits here; the rest is held back in the network.
 */
final class ResponseChunks implements BodySubscriber<ResponseChunks>, AutoCloseable {
    private sealed interface Signal {
        record Data(List<ByteBuffer> buffers) implements Signal {}

        record End() implements Signal {}

        record Broken() implements Signal {}

        record Closed() implements Signal {}
    }

    private static final byte[] NOTHING = {};

    private final LinkedBlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final Object lock = new Object();
    private Flow.@Nullable Subscription subscription;
    private boolean closed;

    @Override
    public CompletionStage<ResponseChunks> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription upstream) {
        synchronized (lock) {
            subscription = upstream;
            if (closed) {
                upstream.cancel();
                return;
            }
        }
        upstream.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        signals.add(new Signal.Data(buffers));
    }

    @Override
    public void onError(Throwable error) {
        signals.add(new Signal.Broken());
    }

    @Override
    public void onComplete() {
        signals.add(new Signal.End());
    }

    /**
     * The next bytes; null at the end of the body.
     *
     * @throws UpstreamException {@code TIMEOUT}, {@code BAD_ANSWER} when the connection broke, or
     *     {@code CANCELLED} when this was closed or the thread interrupted
     */
    byte @Nullable [] next(Attempt attempt) throws UpstreamException {
        return next(attempt, attempt.timeout());
    }

    /** The same; no bytes at all when none came within a time. */
    byte @Nullable [] next(Attempt attempt, Duration quietMax) throws UpstreamException {
        Signal signal = poll(attempt, quietMax);
        return switch (signal) {
            case null -> {
                if (attempt.remainingNanos() > 0) {
                    yield NOTHING;
                }
                close();
                throw attempt.timedOut();
            }
            case Signal.Data data -> {
                requestMore();
                yield bytes(data.buffers());
            }
            case Signal.End end -> {
                signals.add(end);
                yield null;
            }
            case Signal.Broken broken -> {
                signals.add(broken);
                throw attempt.failed(Kind.BAD_ANSWER, "broke off its answer");
            }
            case Signal.Closed over -> {
                signals.add(over);
                throw attempt.failed(Kind.CANCELLED, "was not listened to any longer");
            }
        };
    }

    /** Drops what still comes, for at most so long; a body that ends frees its connection. */
    void awaitEnd(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        try {
            while (signals.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS)
                    instanceof Signal.Data) {
                requestMore();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    private @Nullable Signal poll(Attempt attempt, Duration quietMax) {
        if (isClosed()) {
            return new Signal.Closed();
        }
        try {
            long remainingNanos = Math.min(attempt.remainingNanos(), quietMax.toNanos());
            // A provider that never stops has no more time than a silent one.
            Signal signal =
                    remainingNanos <= 0 ? null : signals.poll(remainingNanos, TimeUnit.NANOSECONDS);
            // Cancelling looks like a broken connection from here.
            return isClosed() ? new Signal.Closed() : signal;
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            return new Signal.Closed();
        }
    }

    private boolean isClosed() {
        synchronized (lock) {
            return closed;
        }
    }

    private void requestMore() {
        Flow.Subscription upstream;
        synchronized (lock) {
            upstream = subscription;
        }
        if (upstream != null) {
            upstream.request(1);
        }
    }

    private static byte[] bytes(List<ByteBuffer> buffers) {
        byte[] bytes = new byte[buffers.stream().mapToInt(ByteBuffer::remaining).sum()];
        int at = 0;
        for (ByteBuffer buffer : buffers) {
            int length = buffer.remaining();
            buffer.get(bytes, at, length);
            at += length;
        }
        return bytes;
    }

    /** Gives the connection up if the body has not ended; a waiting reader is woken. */
    @Override
    public void close() {
        Flow.Subscription upstream;
        synchronized (lock) {
            closed = true;
            upstream = subscription;
        }
        if (upstream != null) {
            upstream.cancel();
        }
        signals.add(new Signal.Closed());
    }
}
