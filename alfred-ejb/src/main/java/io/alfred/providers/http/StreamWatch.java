package io.alfred.providers.http;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.ServiceTier;
import io.alfred.kernel.TokenUsage;

import java.util.Optional;

/** Reads what the events of one stream tell while they pass: text, usage and the end. */
public interface StreamWatch {
    /** Most characters of one answer. */
    int CHARS_MAX = 32 * 1024 * 1024;

    /** What becomes of an event. */
    enum Step {
        RELAY,
        HIDE,
        /** The answer grew beyond {@link #CHARS_MAX}. */
        TOO_LONG
    }

    /** Reads one event, which is no error. */
    Step see(JsonNode event);

    /** Whether an event says that the provider failed or refuses. */
    boolean isError(JsonNode event);

    /** Whether an error is about the request itself. */
    default boolean isCallersMistake(JsonNode error) {
        return ProviderError.in(error).map(ProviderError::callersMistake).orElse(false);
    }

    /** The event to pass on in place of an error, without the provider's own affairs. */
    byte[] errorEvent(JsonNode event);

    /** The last believable report. */
    Optional<TokenUsage> usage();

    /** The tier that the events name last; empty when they name none. */
    default Optional<ServiceTier> tier() {
        return Optional.empty();
    }

    String producedText();

    /** Whether all that was asked for is finished. */
    boolean finished();

    /** Whether the event seen last is the last of the protocol. */
    boolean ended();

    /** The number of the event that would come next, where a protocol numbers its events. */
    default long nextNumber() {
        return 0;
    }
}
