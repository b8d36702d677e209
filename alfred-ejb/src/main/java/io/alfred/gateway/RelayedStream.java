package io.alfred.gateway;

import io.alfred.providers.ChatStream;
import io.alfred.providers.UpstreamException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Relays a provider's events to the client as they come, and settles the call at its end.
 *
 * <p>However it ends (complete, broken upstream, client gone, never started) the hold is resolved:
 * what was produced is charged, provisionally unless the provider reported it at the end; an answer
 * that broke before any token stays held as UNKNOWN; only what the provider itself called failed is
 * free. The settle is on its way before the client sees the last event.
 */
public final class RelayedStream implements AutoCloseable {
    /** Seconds between two journal notes of what a running stream has cost. */
    static final int PROGRESS_PERIOD_S = 5;

    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);
    private static final System.Logger LOG = System.getLogger(RelayedStream.class.getName());

    private final ChatStream upstream;
    private final OpenCall call;
    private final AtomicReference<Runnable> afterClose = new AtomicReference<>(() -> {});
    private byte @Nullable [] pending;
    private long lastProgress = System.nanoTime();

    RelayedStream(ChatStream upstream, OpenCall call, byte[] firstEvent) {
        this.upstream = upstream;
        this.call = call;
        this.pending = firstEvent;
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
            // The client left: the provider is told at once, and what it produced is charged.
            LOG.log(System.Logger.Level.DEBUG, "the client left {0}", call.txId());
            call.facts().error("client_left");
        } finally {
            close();
        }
    }

    private void relay(OutputStream client) throws IOException {
        try {
            while (pending != null) {
                if (isDone(pending)) {
                    end(!upstream.failed());
                }
                client.write(pending);
                client.flush();
                noteProgress();
                pending = upstream.next();
            }
            if (!upstream.complete()) {
                end(!upstream.failed());
                writeError(client, "upstream_failed", "the provider's answer ended too early");
            }
        } catch (UpstreamException e) {
            end(e.maybeServed());
            boolean timeout = e.kind() == UpstreamException.Kind.TIMEOUT;
            writeError(client, timeout ? "upstream_timeout" : "upstream_failed", e.getMessage());
        }
    }

    private void writeError(OutputStream client, String code, @Nullable String message)
            throws IOException {
        call.facts().error(code);
        client.write(
                ("data: "
                                + ErrorBody.openAi(
                                        code,
                                        "upstream_error",
                                        String.valueOf(message),
                                        call.txId())
                                + "\n\n")
                        .getBytes(StandardCharsets.UTF_8));
        client.flush();
    }

    private void noteProgress() {
        if (System.nanoTime() - lastProgress > TimeUnit.SECONDS.toNanos(PROGRESS_PERIOD_S)) {
            lastProgress = System.nanoTime();
            call.progress(upstream.producedText());
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
        call.settle(upstream.usage(), upstream.producedText(), upstream.complete());
    }

    private static boolean isDone(byte[] event) {
        // An event that merely quotes "[DONE]" settles a little early, which is harmless only when
        // nothing follows; so the whole data must be the mark.
        String text = new String(event, StandardCharsets.UTF_8).strip();
        return event.length <= DONE.length + 16
                && text.startsWith("data:")
                && text.substring(5).strip().equals("[DONE]");
    }

    /** Cancels what still runs and settles what was not settled. */
    @Override
    public void close() {
        try {
            upstream.close();
            settle();
        } finally {
            afterClose.getAndSet(() -> {}).run();
        }
    }
}
