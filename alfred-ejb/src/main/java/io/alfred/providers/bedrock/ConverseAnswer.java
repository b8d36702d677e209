package io.alfred.providers.bedrock;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.providers.dialogue.Answer;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.StopReason;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads whole answers, and what they share with streams. */
final class ConverseAnswer {
    private static final String STOP_REASON = "stopReason";

    private ConverseAnswer() {}

    static Optional<Answer> read(JsonNode body) {
        JsonNode content = body.path("output").path("message").path("content");
        if (!content.isArray() || !body.path(STOP_REASON).isTextual()) {
            return Optional.empty();
        }
        List<Part> parts = new ArrayList<>();
        for (JsonNode block : content) {
            part(block).ifPresent(parts::add);
        }
        boolean calls = parts.stream().anyMatch(Part.ToolCall.class::isInstance);
        return Optional.of(
                new Answer(
                        Optional.empty(),
                        "",
                        parts,
                        stop(body, calls),
                        stopText(body),
                        ConverseUsage.in(body)));
    }

    private static Optional<Part> part(JsonNode block) {
        if (block.path("text").isTextual()) {
            return Optional.of(new Part.Text(block.path("text").textValue()));
        }
        JsonNode call = block.path("toolUse");
        if (call.path("toolUseId").isTextual() && call.path("name").isTextual()) {
            String input = call.path("input").isObject() ? call.path("input").toString() : "{}";
            return Optional.of(
                    new Part.ToolCall(
                            call.path("toolUseId").textValue(),
                            call.path("name").textValue(),
                            input,
                            Optional.empty()));
        }
        JsonNode reasoning = block.path("reasoningContent");
        JsonNode reasoned = reasoning.path("reasoningText");
        if (reasoned.path("text").isTextual()) {
            return Optional.of(
                    new Part.Reasoned(
                            reasoned.path("text").textValue(), text(reasoned, "signature")));
        }
        return text(reasoning, "redactedContent").map(Part.Sealed::new);
    }

    /** A text that is there and not empty. */
    static Optional<String> text(JsonNode node, String name) {
        return node.path(name).isTextual() && !node.path(name).textValue().isEmpty()
                ? Optional.of(node.path(name).textValue())
                : Optional.empty();
    }

    /** Why it ended, in an answer or in the event {@code messageStop}. */
    static StopReason stop(JsonNode holder, boolean calledTools) {
        return switch (holder.path(STOP_REASON).asText()) {
            case "end_turn" -> StopReason.DONE;
            case "tool_use" -> StopReason.TOOL_CALLS;
            case "max_tokens", "model_context_window_exceeded" -> StopReason.LENGTH;
            case "stop_sequence" -> StopReason.STOP_TEXT;
            case "guardrail_intervened", "content_filtered", "refusal" -> StopReason.FILTERED;
            // What the model wrote was no answer, and Bedrock kept it back.
            case "malformed_model_output", "malformed_tool_use" -> StopReason.FILTERED;
            case "pause_turn" -> StopReason.PAUSED;
            default -> calledTools ? StopReason.TOOL_CALLS : StopReason.DONE;
        };
    }

    static Optional<String> stopText(JsonNode holder) {
        return text(holder.path("additionalModelResponseFields"), "stop_sequence");
    }
}
