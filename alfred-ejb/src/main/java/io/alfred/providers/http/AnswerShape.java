package io.alfred.providers.http;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.ServiceTier;
import io.alfred.kernel.TokenUsage;
import io.alfred.providers.ProviderCall;
import io.alfred.secrets.Secret;

import java.util.Optional;

/** How the answers of one endpoint are read: whole ones here, events by a {@link StreamWatch}. */
public interface AnswerShape {
    /**
     * What a whole answer tells; empty when it is not one of this endpoint.
     *
     * @param contentType in lower case
     */
    default Optional<AnswerFacts> read(byte[] body, String contentType) {
        JsonNode answer = AnswerJson.parse(body);
        return answer == null || !fits(answer)
                ? Optional.empty()
                : Optional.of(
                        AnswerFacts.ofTokens(usage(answer), text(answer))
                                .failing(failure(answer))
                                .servedIn(tier(answer)));
    }

    /** Most bytes of a whole answer of this endpoint. */
    default int bytesMax() {
        return HttpAdapter.ANSWER_BYTES_MAX;
    }

    /** What a whole answer may be, as in the header Accept. */
    default String accept() {
        return "application/json";
    }

    /** Whether some models answer whole although a stream was asked for. */
    default boolean mayIgnoreStream() {
        return false;
    }

    /** Whether an answer is one of this endpoint at all. */
    boolean fits(JsonNode answer);

    /** The error in an answer of status 200 that says that the call failed. */
    default Optional<ProviderError> failure(JsonNode answer) {
        return Optional.empty();
    }

    /** An answer with such an error, told without the provider's own affairs. */
    default byte[] told(byte[] body, ProviderError failure, Optional<Secret> key) {
        return body;
    }

    /** What the provider reported; empty when that cannot be true. */
    Optional<TokenUsage> usage(JsonNode answer);

    /** The service tier that it says it was served in, where its endpoint has such a field. */
    default Optional<ServiceTier> tier(JsonNode answer) {
        return Optional.empty();
    }

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
