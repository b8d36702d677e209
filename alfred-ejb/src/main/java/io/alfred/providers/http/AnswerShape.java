package io.alfred.providers.http;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.ProviderCall;
import io.alfred.secrets.Secret;

import java.util.Optional;

/** How the answers of one endpoint are read: whole ones here, events by a {@link StreamWatch}. */
public interface AnswerShape {
    /** Whether an answer is one of this endpoint at all. */
    boolean fits(JsonNode answer);

    /** The error in an answer of status 200 that says that nothing was served. */
    default Optional<ProviderError> failure(JsonNode answer) {
        return Optional.empty();
    }

    /** The bytes to pass on for a whole answer. */
    default byte[] passedOn(byte[] body, JsonNode answer, Optional<Secret> key) {
        return body;
    }

    /** What the provider reported; empty when that cannot be true. */
    Optional<TokenUsage> usage(JsonNode answer);

    /** All that was written, to be counted when there is no usage. */
    String text(JsonNode answer);

    /**
     * A watch for one stream.
     *
     * @param hideUsage whether the event that only reports usage is kept back
     */
    StreamWatch watch(ProviderCall call, boolean hideUsage);

    /** Whether usage is reported in streams only when {@code stream_options} ask for it. */
    boolean usageOnRequest();
}
