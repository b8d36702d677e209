package io.alfred.providers;

import io.alfred.kernel.ServiceTier;
import io.alfred.kernel.TokenUsage;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;

/**
 * The answer of a provider as it comes, event by event.
 *
 * <p>One thread reads; any thread may close. What {@link #usage} and {@link #producedText} tell
 * grows while reading.
 */
public interface AnswerStream extends AutoCloseable {
    /**
     * The exact bytes of the next server-sent event, its blank line included; no bytes at all when
     * none came within a time; null at the end. An event that Alfred asked for and the client did
     * not is left out.
     *
     * @param quietMax how long to wait for an event; zero for one that has come already
     * @throws UpstreamException when the stream broke, took too long or is not understood; what was
     *     delivered before stands
     */
    byte @Nullable [] next(Duration quietMax) throws UpstreamException;

    /** What the provider reported so far; empty when it reported nothing believable. */
    Optional<TokenUsage> usage();

    /** The tier that the provider named so far, with or without a report; empty for none. */
    default Optional<ServiceTier> tier() {
        return usage().flatMap(TokenUsage::tier);
    }

    /** All text, tool arguments, refusals and visible reasoning that came so far. */
    String producedText();

    /** True when the answer ended as its protocol says, or all that was asked for is finished. */
    boolean complete();

    /** True when the event that ends the protocol was the last one returned. */
    boolean ended();

    /** True when the provider itself said, by an error event, that it failed. */
    boolean failed();

    /** The number of the event that would come next, where a protocol numbers its events. */
    default long nextNumber() {
        return 0;
    }

    /** Cancels the upstream call if it still runs; a blocked {@link #next} ends at once. */
    @Override
    void close();
}
