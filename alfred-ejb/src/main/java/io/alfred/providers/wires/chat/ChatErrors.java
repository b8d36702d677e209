package io.alfred.providers.wires.chat;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.providers.http.ProviderError;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/** Errors in the shapes in which compatible providers tell them. */
final class ChatErrors {
    private static final ProviderError UNEXPLAINED =
            new ProviderError(
                    "the provider failed while it was answering", "api_error", null, null);

    private ChatErrors() {}

    static Optional<ProviderError> in(JsonNode body) {
        if (!body.isObject()) {
            return Optional.empty();
        }
        return ProviderError.in(body)
                .or(() -> bare(body))
                .or(() -> flat(body))
                .or(() -> detail(body))
                .or(() -> inChoice(body));
    }

    /** xAI and LM Studio: {@code {"code":…,"error":"text"}}. */
    private static Optional<ProviderError> bare(JsonNode body) {
        JsonNode error = body.path("error");
        return error.isTextual() && !error.textValue().isBlank()
                ? Optional.of(
                        new ProviderError(error.textValue(), null, scalar(body, "code"), null))
                : Optional.empty();
    }

    /** Mistral and older vLLM: {@code {"object":"error","message":…,"type":…}}. */
    private static Optional<ProviderError> flat(JsonNode body) {
        if (!body.path("object").asText().equalsIgnoreCase("error")) {
            return Optional.empty();
        }
        JsonNode message = body.path("message");
        return message.isTextual()
                ? Optional.of(
                        new ProviderError(
                                message.textValue(),
                                scalar(body, "type"),
                                scalar(body, "code"),
                                scalar(body, "param")))
                : detail(message);
    }

    /** Where the schema of a request is checked: {@code {"detail":[{"loc":[…],"msg":…}]}}. */
    private static Optional<ProviderError> detail(JsonNode body) {
        JsonNode detail = body.path("detail");
        if (detail.isTextual()) {
            return Optional.of(new ProviderError(detail.textValue(), null, null, null));
        }
        JsonNode first = detail.path(0);
        if (!first.path("msg").isTextual()) {
            return Optional.empty();
        }
        StringBuilder path = new StringBuilder();
        for (JsonNode step : first.path("loc")) {
            if (!step.asText().equals("body")) {
                path.append(path.isEmpty() ? "" : ".").append(step.asText());
            }
        }
        return Optional.of(
                new ProviderError(
                        first.path("msg").textValue(),
                        "invalid_request_error",
                        null,
                        path.isEmpty() ? null : path.toString()));
    }

    /** OpenRouter, Mistral and Groq: the answer was begun and then broken off. */
    private static Optional<ProviderError> inChoice(JsonNode body) {
        JsonNode choice = body.path("choices").path(0);
        Optional<ProviderError> told = ProviderError.in(choice);
        if (told.isPresent()) {
            return told;
        }
        JsonNode groq = body.path("x_groq").path("error");
        if (groq.isTextual() && !groq.textValue().isBlank()) {
            return Optional.of(new ProviderError(groq.textValue(), "api_error", null, null));
        }
        return choice.path("finish_reason").asText().equals("error")
                ? Optional.of(UNEXPLAINED)
                : Optional.empty();
    }

    private static @Nullable String scalar(JsonNode body, String name) {
        JsonNode node = body.path(name);
        return node.isTextual() || node.isNumber() ? node.asText() : null;
    }
}
