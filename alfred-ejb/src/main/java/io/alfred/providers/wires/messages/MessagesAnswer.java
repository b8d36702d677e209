package io.alfred.providers.wires.messages;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.providers.anthropic.MessageUsage;
import io.alfred.providers.dialogue.Answer;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.StopReason;
import io.alfred.providers.wires.CallIds;
import io.alfred.providers.wires.JsonTexts;
import io.alfred.providers.wires.Texts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a whole message. */
final class MessagesAnswer {
    private MessagesAnswer() {}

    static Optional<Answer> read(JsonNode body) {
        JsonNode content = body.path("content");
        if (!body.path("type").asText().equals("message") || !content.isArray()) {
            return Optional.empty();
        }
        List<Part> parts = new ArrayList<>();
        for (JsonNode block : content) {
            part(block).ifPresent(parts::add);
        }
        MessageUsage counts = new MessageUsage();
        counts.add(body.path("usage"));
        StopReason stop = stop(body.path("stop_reason").asText());
        return Optional.of(
                new Answer(
                        Texts.in(body.path("id")),
                        Texts.in(body.path("model")).orElse(""),
                        parts,
                        stop,
                        stopText(stop, body),
                        counts.reported()));
    }

    private static Optional<Part> part(JsonNode block) {
        return switch (block.path("type").asText()) {
            case "text" -> Texts.in(block.path("text")).map(Part.Text::new);
            case "thinking" -> thinking(block);
            case "redacted_thinking" -> Texts.in(block.path("data")).map(Part.Sealed::new);
            case "tool_use" ->
                    Texts.in(block.path("name"))
                            .map(
                                    name ->
                                            new Part.ToolCall(
                                                    callId(block),
                                                    name,
                                                    arguments(block.path("input")),
                                                    Optional.empty()));
            default -> Optional.empty(); // of tools that run at the provider, which none was asked
        };
    }

    private static Optional<Part> thinking(JsonNode block) {
        String text = block.path("thinking").asText("");
        Optional<String> signature = Texts.in(block.path("signature"));
        return text.isEmpty() && signature.isEmpty()
                ? Optional.empty()
                : Optional.of(new Part.Reasoned(text, signature));
    }

    static String callId(JsonNode block) {
        return Texts.in(block.path("id")).orElseGet(CallIds::fresh);
    }

    private static String arguments(JsonNode input) {
        return input.isObject() ? JsonTexts.of(input) : "{}";
    }

    static StopReason stop(String reason) {
        return switch (reason) {
            case "max_tokens", "model_context_window_exceeded" -> StopReason.LENGTH;
            case "tool_use" -> StopReason.TOOL_CALLS;
            case "stop_sequence" -> StopReason.STOP_TEXT;
            case "refusal" -> StopReason.FILTERED;
            case "pause_turn" -> StopReason.PAUSED;
            default -> StopReason.DONE;
        };
    }

    /** The text that ended an answer, which stands beside the reason. */
    static Optional<String> stopText(StopReason stop, JsonNode parent) {
        return stop == StopReason.STOP_TEXT
                ? Texts.in(parent.path("stop_sequence"))
                : Optional.empty();
    }
}
