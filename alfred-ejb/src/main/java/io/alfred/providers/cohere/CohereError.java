package io.alfred.providers.cohere;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.providers.http.ProviderError;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads Cohere's errors, {@code {"message":…}}, and answers that say that they failed. Cohere names
 * no kind of error, so our account's troubles are known by their words.
 */
final class CohereError {
    private static final Set<String> FAILED = Set.of("ERROR", "TIMEOUT");

    /** In lower case. */
    private static final List<String> KEY =
            List.of("invalid api token", "no api key", "api key", "api token");

    private static final List<String> BILLING =
            List.of("billing", "payment method", "/ month", "per month", "monthly", "trial key");

    private CohereError() {}

    static Optional<ProviderError> in(JsonNode body) {
        Optional<String> finish = CohereAnswer.text(body, "finish_reason");
        if (finish.filter(FAILED::contains).isPresent()) {
            return finish.map(CohereError::failed);
        }
        return CohereAnswer.text(body, "message").map(CohereError::of);
    }

    /** An answer, or a stream, that ended with such a reason. */
    static Optional<ProviderError> ofFinish(String finishReason) {
        return FAILED.contains(finishReason) ? Optional.of(failed(finishReason)) : Optional.empty();
    }

    private static ProviderError failed(String finishReason) {
        return new ProviderError("the generation failed", "server_error", finishReason, null);
    }

    private static ProviderError of(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        if (KEY.stream().anyMatch(lower::contains)) {
            return new ProviderError(message, "authentication_error", null, null);
        }
        if (BILLING.stream().anyMatch(lower::contains)) {
            return new ProviderError(message, "billing_error", null, null);
        }
        return new ProviderError(message, null, null, null);
    }
}
