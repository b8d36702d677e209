package io.alfred.gateway;

import io.alfred.kernel.Courtesy;
import io.alfred.providers.AnswerStream;
import io.alfred.providers.UpstreamException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Relays a provider's events to the client as they come, and settles the call at its end.
 *
 * <p>However it ends (complete, broken upstream, client gone, never started) the hold is resolved:
 * what was produced is charged, provisionally unless the provider reported it at the end; an answer
 * that broke before any token stays held as UNKNOWN; only what the provider itself called failed is
 * free. The settle is on its way before the client sees the last event. A client that leaves
 * cancels the provider's call, whether that is noticed by a write or told by its {@link Presence}.
 */
public final class RelayedStream implements AutoCloseable {
    /** Seconds between two journal notes of what a running stream has cost. */
    static final int PROGRESS_PERIOD_S = 5;

    private static final System.Logger LOG = System.getLogger(RelayedStream.class.getName());

    private final AnswerStream upstream;
    private final OpenCall call;
    private final AtomicReference<Runnable> afterClose = new AtomicReference<>(() -> {});
    private final Duration quietMax;
    private byte @Nullable [] pending;
    private long lastProgress = System.nanoTime();

    /** Whether the client has seen anything. */
    private boolean begun;

    /**
     * @param firstEvent the first bytes, or none when none came in time
     * @param quietMax how long the client hears nothing, at most
     */
    RelayedStream(AnswerStream upstream, OpenCall call, byte[] firstEvent, Duration quietMax) {
        this.upstream = upstream;
        this.call = call;
        this.pending = firstEvent;
        this.quietMax = quietMax;
    }

    /** Runs once when the stream is over, however it ends. */
    void whenClosed(Runnable action) {
        afterClose.set(action);
    }

    /**
     * Relays until the end. Errors of the provider become an error event, since the status is out.
     */
    public void writeTo(OutputStream client) {
        try {
            relay(client);
        } catch (IOException e) {
            left();
        } finally {
            close();
        }
    }

    private void relay(OutputStream client) throws IOException {
        try {
            while (pending != null) {
                if (upstream.ended()) {
                    end(!upstream.failed());
                }
                client.write(
                        pending.length == 0 ? Heartbeat.of(call.endpoint().protocol()) : pending);
                noteProgress();
                pending = following(client);
            }
            client.flush();
            if (!upstream.complete()) {
                end(!upstream.failed());
                ended(client);
            }
        } catch (UpstreamException e) {
            end(e.maybeServed());
            if (call.client().isGone()) {
                left();
                return;
            }
            boolean timeout = e.kind() == UpstreamException.Kind.TIMEOUT;
            writeError(client, timeout ? "upstream_timeout" : "upstream_failed", e.getMessage());
        }
    }

    /**
     * Events that came together leave together; nothing is kept back while one is waited for.
     *
     * <p>After the first, other threads that wait for a processor go first, and more may have come
     * afterwards; where none waits, that takes no time.
     */
    private byte @Nullable [] following(OutputStream client) throws IOException, UpstreamException {
        if (!upstream.ended()) {
            byte[] here = next(Duration.ZERO);
            if (here != null && here.length == 0 && begun) {
                Courtesy.letOthersGoFirst();
                here = next(Duration.ZERO);
            }
            if (here == null || here.length > 0) {
                return here;
            }
        }
        client.flush();
        begun = true;
        return next(quietMax);
    }

    private byte @Nullable [] next(Duration waitMax) throws UpstreamException {
        call.client().beginWait();
        try {
            return upstream.next(waitMax);
        } finally {
            call.client().endWait();
        }
    }

    /** The provider is told at once, by closing, and what it produced is charged. */
    private void left() {
        LOG.log(System.Logger.Level.DEBUG, "the client left {0}", call.txId());
        call.facts().error("client_left");
    }

    /** An answer that is not whole: the client is told, unless the provider's own event did. */
    private void ended(OutputStream client) throws IOException {
        if (upstream.failed()) {
            call.facts().error("upstream_failed");
        } else {
            writeError(client, "upstream_failed", "the provider's answer ended too early");
        }
    }

    private void writeError(OutputStream client, String code, @Nullable String message)
            throws IOException {
        call.facts().error(code);
        client.write(ErrorBody.event(call, code, String.valueOf(message), upstream.nextNumber()));
        client.flush();
    }

    private void noteProgress() {
        if (System.nanoTime() - lastProgress > TimeUnit.SECONDS.toNanos(PROGRESS_PERIOD_S)) {
            lastProgress = System.nanoTime();
            call.progress(upstream);
        }
    }

    /** At the provider's end, good or bad: an answer without any token was no answer. */
    private void end(boolean maybeServed) {
        boolean served =
                upstream.complete()
                        || upstream.usage().isPresent()
                        || !upstream.producedText().isEmpty();
        if (served) {
            settle();
        } else if (maybeServed) {
            call.unknown();
        } else {
            call.release("the provider failed before any token");
        }
    }

    private void settle() {
        call.settle(upstream);
    }

    /** Cancels what still runs and resolves what was not resolved. */
    @Override
    public void close() {
        try {
            upstream.close();
            end(true);
        } finally {
            afterClose.getAndSet(() -> {}).run();
        }
    }
}
