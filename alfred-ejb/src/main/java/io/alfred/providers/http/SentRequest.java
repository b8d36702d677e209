package io.alfred.providers.http;

import io.alfred.providers.UpstreamException;
import io.alfred.providers.UpstreamException.Kind;

import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A request from before it is sent until its response has been read or given up.
 *
 * <p>One deadline bounds it all: connecting, the head, and every byte of the body, however slowly a
 * provider lets them drip. Safe for any thread.
 */
final class SentRequest implements AutoCloseable {
    /** Why a request ended early. */
    enum Ending {
        TIMED_OUT,
        GIVEN_UP;

        UpstreamException told(Attempt attempt) {
            return switch (this) {
                case TIMED_OUT -> attempt.timedOut();
                case GIVEN_UP -> attempt.failed(Kind.CANCELLED, "was not listened to any longer");
            };
        }
    }

    private final HttpUriRequestBase request;
    private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();

    /** Completes with the response, or exceptionally when the time is over. */
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    private SentRequest(HttpUriRequestBase request) {
        this.request = request;
    }

    /** From here the time runs. */
    static SentRequest before(HttpUriRequestBase request, Attempt attempt) {
        SentRequest sent = new SentRequest(request);
        var unused =
                sent.over
                        .orTimeout(Math.max(attempt.remainingNanos(), 0), TimeUnit.NANOSECONDS)
                        .whenComplete(
                                (nothing, late) -> {
                                    if (late != null) {
                                        sent.end(Ending.TIMED_OUT);
                                    }
                                });
        return sent;
    }

    /** Whether and how it ended early; an interrupted thread has given it up. */
    Optional<Ending> ending() {
        if (Thread.currentThread().isInterrupted()) {
            end(Ending.GIVEN_UP);
        }
        return Optional.ofNullable(ending.get());
    }

    private void end(Ending how) {
        if (ending.compareAndSet(null, how)) {
            // Closes the connection at once; closing the response would read it to its end first.
            request.cancel();
        }
    }

    /** The response has been read to its end. */
    void complete() {
        over.complete(null);
    }

    /** Gives the connection up unless the response has been read to its end. */
    @Override
    public void close() {
        end(Ending.GIVEN_UP);
        over.complete(null);
    }
}
