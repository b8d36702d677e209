package io.alfred.providers.http;

import io.alfred.kernel.Courtesy;
import io.alfred.providers.UpstreamException;
import io.alfred.providers.UpstreamException.Kind;

import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A response body, read by one thread within the call's deadline and closed by any.
 *
 * <p>Read either whole, on the reader's own thread, or packet by packet: then a thread of its own
 * waits for the provider, so that the reader can do something else when nothing comes. At most one
 * packet waits here; the rest is held back in the network.
 */
final class ResponseChunks implements SseReader.Packets, AutoCloseable {
    private sealed interface Signal {
        record Data(byte[] bytes) implements Signal {}

        record End() implements Signal {}

        record Broken() implements Signal {}

        record Closed() implements Signal {}
    }

    private static final byte[] NOTHING = {};
    private static final int PACKET_BYTES_MAX = 8 * 1024;

    private final InputStream in;
    private final long length;
    private final SentRequest sent;
    private final Attempt attempt;
    private final LinkedBlockingQueue<Signal> signals = new LinkedBlockingQueue<>();

    /** Packets that may still be read from the network. */
    private final Semaphore wanted = new Semaphore(1);

    private boolean pumping;
    private volatile boolean closed;

    ResponseChunks(InputStream in, long length, SentRequest sent, Attempt attempt) {
        this.in = in;
        this.length = length;
        this.sent = sent;
        this.attempt = attempt;
    }

    static ResponseChunks of(ClassicHttpResponse response, SentRequest sent, Attempt attempt)
            throws IOException {
        HttpEntity entity = response.getEntity();
        return entity == null
                ? new ResponseChunks(InputStream.nullInputStream(), 0, sent, attempt)
                : new ResponseChunks(entity.getContent(), entity.getContentLength(), sent, attempt);
    }

    /**
     * The whole body; empty when it is longer than a bound, and then given up.
     *
     * @throws UpstreamException {@code TIMEOUT}, {@code BAD_ANSWER} when the connection broke, or
     *     {@code CANCELLED} when this was closed or the thread interrupted
     */
    Optional<byte[]> whole(int bytesMax) throws UpstreamException {
        if (length > bytesMax) {
            close();
            return Optional.empty();
        }
        try {
            // one more, so that the end is met and the connection can be used again
            byte[] body = in.readNBytes((int) (length < 0 ? bytesMax : length) + 1);
            if (body.length > bytesMax) {
                close();
                return Optional.empty();
            }
            sent.complete();
            return Optional.of(body);
        } catch (IOException e) {
            UpstreamException failure = broken();
            close();
            throw failure;
        }
    }

    private UpstreamException broken() {
        return sent.ending()
                .map(ending -> ending.told(attempt))
                .orElseGet(() -> attempt.failed(Kind.BAD_ANSWER, "broke off its answer"));
    }

    /**
     * The next packet; null at the end of the body, no bytes at all when none came within a time.
     *
     * @throws UpstreamException as {@link #whole}
     */
    @Override
    public byte @Nullable [] next(Duration quietMax) throws UpstreamException {
        if (!pumping) {
            pumping = true;
            var unused = Thread.startVirtualThread(this::pump);
        }
        Signal signal = poll(quietMax);
        return switch (signal) {
            case null -> {
                if (attempt.remainingNanos() > 0) {
                    yield NOTHING;
                }
                close();
                throw attempt.timedOut();
            }
            case Signal.Data data -> {
                wanted.release();
                yield data.bytes();
            }
            case Signal.End end -> {
                signals.add(end);
                yield null;
            }
            case Signal.Broken broken -> {
                signals.add(broken);
                throw broken();
            }
            case Signal.Closed over -> {
                signals.add(over);
                throw SentRequest.Ending.GIVEN_UP.told(attempt);
            }
        };
    }

    private @Nullable Signal poll(Duration quietMax) {
        if (closed) {
            return new Signal.Closed();
        }
        try {
            long leftNanos = attempt.remainingNanos();
            // A provider that never stops has no more time than a silent one.
            Signal signal =
                    leftNanos <= 0
                            ? null
                            : signals.poll(
                                    Math.min(leftNanos, quietMax.toNanos()), TimeUnit.NANOSECONDS);
            // Closing looks like a broken connection from here.
            return closed ? new Signal.Closed() : signal;
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            return new Signal.Closed();
        }
    }

    /** Reads the network, a packet ahead of the reader. */
    private void pump() {
        byte[] packet = new byte[PACKET_BYTES_MAX];
        try {
            for (boolean first = true; ; first = false) {
                wanted.acquire();
                if (!first) {
                    // small packets that come while others have the processor are read as one
                    Courtesy.letOthersGoFirst();
                }
                if (closed) {
                    // what came before stands in the client's buffer and would still be read
                    return;
                }
                int size = in.read(packet);
                if (size < 0) {
                    sent.complete();
                    signals.add(new Signal.End());
                    return;
                }
                signals.add(new Signal.Data(Arrays.copyOf(packet, size)));
            }
        } catch (IOException e) {
            signals.add(new Signal.Broken());
        } catch (InterruptedException e) {
            signals.add(new Signal.Broken());
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            // whatever it is, nobody has to wait for the deadline because of it
            signals.add(new Signal.Broken());
            throw e;
        }
    }

    /** Drops what still comes, for at most so long; a body that ends frees its connection. */
    void awaitEnd(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        try {
            while (signals.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS)
                    instanceof Signal.Data) {
                wanted.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    /** Gives the connection up if the body has not ended; a waiting reader is woken. */
    @Override
    public void close() {
        closed = true;
        sent.close();
        signals.add(new Signal.Closed());
        // the pump finds the connection closed
        wanted.release();
    }
}
