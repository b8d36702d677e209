package io.alfred.providers.wires.responses;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.providers.http.ProviderError;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * Errors of responses: {@code {"error":{…}}} with a status, the same in a response that failed,
 * where it mostly has a code and no type, and an event whose members stand in it or in its {@code
 * error}.
 */
public final class ResponsesErrors {
    private static final ProviderError UNEXPLAINED =
            new ProviderError(
                    "the provider failed while it was answering", "api_error", null, null);

    private static final String CALLERS_MISTAKE = "invalid_request_error";
    private static final String RATE_LIMIT = "rate_limit_exceeded";

    private ResponsesErrors() {}

    /** The error in a body; empty when it tells of none. */
    static Optional<ProviderError> in(JsonNode body) {
        Optional<ProviderError> told = ProviderError.in(body).map(ResponsesErrors::typed);
        boolean failed = body.path("status").asText().equals("failed");
        return told.isEmpty() && failed ? Optional.of(UNEXPLAINED) : told;
    }

    /** The error in an event that is one. */
    static ProviderError inEvent(JsonNode event) {
        return in(event)
                .or(() -> in(event.path("response")))
                .or(() -> flat(event))
                .orElse(UNEXPLAINED);
    }

    /** The event's own type says no more than that it is an error. */
    private static Optional<ProviderError> flat(JsonNode event) {
        return event.path("message").isTextual()
                ? Optional.of(
                        typed(
                                new ProviderError(
                                        event.path("message").textValue(),
                                        null,
                                        text(event.path("code")),
                                        text(event.path("param")))))
                : Optional.empty();
    }

    private static ProviderError typed(ProviderError error) {
        return new ProviderError(
                error.message(), type(error.type(), error.code()), error.code(), error.param());
    }

    /**
     * The type of an error with such a type and code. Codes speak of the request when they speak of
     * its prompt, pictures, length or purpose.
     */
    public static @Nullable String type(@Nullable String type, @Nullable String code) {
        if (code == null) {
            return type;
        }
        if (code.equals(RATE_LIMIT)) {
            return "rate_limit_error";
        }
        if (type != null) {
            return type;
        }
        boolean callers =
                code.startsWith("invalid_")
                        || code.contains("image")
                        || code.endsWith("_policy")
                        || code.equals("context_length_exceeded");
        return callers ? CALLERS_MISTAKE : null;
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() ? node.textValue() : null;
    }
}
