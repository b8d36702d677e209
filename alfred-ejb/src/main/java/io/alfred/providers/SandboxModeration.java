package io.alfred.providers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.TokenUsage;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Moderations of {@code sandbox/moderation}: an input is flagged when it says so itself. */
final class SandboxModeration {
    /** The text that is flagged, so that an application can try both outcomes. */
    static final String FLAGGED = "sandbox-flag-me";

    private static final List<String> CATEGORIES =
            List.of(
                    "harassment",
                    "harassment/threatening",
                    "hate",
                    "hate/threatening",
                    "illicit",
                    "illicit/violent",
                    "self-harm",
                    "self-harm/intent",
                    "self-harm/instructions",
                    "sexual",
                    "sexual/minors",
                    "violence",
                    "violence/graphic");

    private SandboxModeration() {}

    static ProviderReply answer(ProviderCall call) {
        JsonNode input = call.request().path("input");
        ObjectNode body =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("id", "modr-" + call.txId())
                        .put("model", call.model().id());
        boolean texts = input.isArray() && input.path(0).isTextual();
        for (int i = 0; i < (texts ? input.size() : 1); i++) {
            String text = (texts ? input.path(i) : input).toString();
            result(body.withArray("results").addObject(), text.contains(FLAGGED));
        }
        return new ProviderReply.Whole(
                200,
                Map.of("content-type", "application/json"),
                ExactJson.write(body),
                Optional.of(TokenUsage.reported(call.promptTokens(), 0)),
                "");
    }

    private static void result(ObjectNode result, boolean flagged) {
        result.put("flagged", flagged);
        ObjectNode categories = result.putObject("categories");
        ObjectNode scores = result.putObject("category_scores");
        ObjectNode inputs = result.putObject("category_applied_input_types");
        for (String category : CATEGORIES) {
            boolean applies = flagged && category.equals("violence");
            categories.put(category, applies);
            scores.put(category, applies ? 1 : 0);
            inputs.putArray(category).add("text");
        }
    }
}
