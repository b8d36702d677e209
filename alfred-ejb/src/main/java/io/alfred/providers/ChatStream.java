package io.alfred.providers;

import io.alfred.kernel.TokenUsage;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * The answer of a provider as it comes, event by event.
 *
 * <p>One thread reads; any thread may close. What {@link #usage} and {@link #producedText} tell
 * grows while reading.
 */
public interface ChatStream extends AutoCloseable {
    /**
     * The exact bytes of the next server-sent event, its blank line included; null at the end.
     * Blocks until there is one. The event that only reports usage is left out when the client did
     * not ask for it.
     *
     * @throws UpstreamException when the stream broke, took too long or is not understood; what was
     *     delivered before stands
     */
    byte @Nullable [] next() throws UpstreamException;

    /** What the provider reported so far; empty when it reported nothing believable. */
    Optional<TokenUsage> usage();

    /** All text, tool arguments, refusals and visible reasoning that came so far. */
    String producedText();

    /** True when the answer ended as the protocol says: {@code [DONE]}, or all choices finished. */
    boolean complete();

    /** True when the provider itself said, by an error event, that it failed. */
    boolean failed();

    /** Cancels the upstream call if it still runs; a blocked {@link #next} ends at once. */
    @Override
    void close();
}
