package io.alfred.providers.cohere;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.providers.dialogue.Answer;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.StopReason;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads whole answers, and what they share with streams. */
final class CohereAnswer {
    private CohereAnswer() {}

    /** Empty also for an answer that says that it failed; {@link CohereError} reads that. */
    static Optional<Answer> read(JsonNode body) {
        JsonNode message = body.path("message");
        Optional<String> finish = text(body, "finish_reason");
        if (!message.isObject()
                || finish.isEmpty()
                || CohereError.ofFinish(finish.get()).isPresent()) {
            return Optional.empty();
        }
        List<Part> parts = parts(message);
        boolean calls = parts.stream().anyMatch(Part.ToolCall.class::isInstance);
        return Optional.of(
                new Answer(
                        text(body, "id"),
                        "",
                        parts,
                        stop(finish.get(), calls),
                        Optional.empty(),
                        CohereUsage.in(body.path("usage"))));
    }

    private static List<Part> parts(JsonNode message) {
        List<Part> parts = new ArrayList<>();
        for (JsonNode block : message.path("content")) {
            text(block, "thinking")
                    .map(thought -> new Part.Reasoned(thought, Optional.empty()))
                    .ifPresent(parts::add);
            text(block, "text").map(Part.Text::new).ifPresent(parts::add);
        }
        if (message.path("content").isTextual()) {
            text(message, "content").map(Part.Text::new).ifPresent(parts::add);
        }
        text(message, "tool_plan").map(Part.Text::new).ifPresent(parts::add);
        for (JsonNode call : message.path("tool_calls")) {
            JsonNode function = call.path("function");
            if (call.path("id").isTextual() && function.path("name").isTextual()) {
                parts.add(
                        new Part.ToolCall(
                                call.path("id").textValue(),
                                function.path("name").textValue(),
                                text(function, "arguments").orElse("{}"),
                                Optional.empty()));
            }
        }
        return parts;
    }

    /** A text that is there and not empty. */
    static Optional<String> text(JsonNode node, String name) {
        return node.path(name).isTextual() && !node.path(name).textValue().isEmpty()
                ? Optional.of(node.path(name).textValue())
                : Optional.empty();
    }

    static StopReason stop(String finishReason, boolean calledTools) {
        return switch (finishReason) {
            case "COMPLETE" -> StopReason.DONE;
            case "TOOL_CALL" -> StopReason.TOOL_CALLS;
            case "MAX_TOKENS", "ERROR_LIMIT" -> StopReason.LENGTH;
            case "STOP_SEQUENCE" -> StopReason.STOP_TEXT;
            case "ERROR_TOXIC" -> StopReason.FILTERED;
            default -> calledTools ? StopReason.TOOL_CALLS : StopReason.DONE;
        };
    }
}
