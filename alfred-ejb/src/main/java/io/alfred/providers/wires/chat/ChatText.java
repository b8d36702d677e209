package io.alfred.providers.wires.chat;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.StopReason;
import io.alfred.providers.wires.JsonTexts;
import io.alfred.providers.wires.Quirks;
import io.alfred.providers.wires.Quirks.Telling;
import io.alfred.providers.wires.Texts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what a message, or a piece of one, says: reasoning, words and refusal, in this order. */
final class ChatText {
    private static final String CONTENT_FIELD = "reasoning_content";
    private static final String PLAIN_FIELD = "reasoning";

    private final Telling telling;

    ChatText(Quirks quirks) {
        this.telling = quirks.telling();
    }

    List<Part> parts(JsonNode message) {
        List<Part> parts = new ArrayList<>();
        reasoning(message).ifPresent(text -> parts.add(new Part.Reasoned(text, Optional.empty())));
        JsonNode content = message.path("content");
        Texts.in(content).ifPresent(text -> parts.add(new Part.Text(text)));
        for (JsonNode part : content.isArray() ? content : List.<JsonNode>of()) {
            listed(part).ifPresent(parts::add);
        }
        Texts.in(message.path("refusal")).ifPresent(text -> parts.add(new Part.Refusal(text)));
        return parts;
    }

    /** One of two names, the provider's own first: some tell the same under both. */
    private Optional<String> reasoning(JsonNode message) {
        boolean plainFirst = telling == Telling.REASONING;
        return Texts.in(message.path(plainFirst ? PLAIN_FIELD : CONTENT_FIELD))
                .or(() -> Texts.in(message.path(plainFirst ? CONTENT_FIELD : PLAIN_FIELD)));
    }

    private static Optional<Part> listed(JsonNode part) {
        return switch (part.path("type").asText()) {
            case "text" -> Texts.in(part.path("text")).map(Part.Text::new);
            case "refusal" -> Texts.in(part.path("refusal")).map(Part.Refusal::new);
            case "thinking" -> thought(part);
            default -> Optional.empty(); // such as references to what was searched
        };
    }

    private static Optional<Part> thought(JsonNode part) {
        JsonNode thinking = part.path("thinking");
        StringBuilder thought = new StringBuilder(thinking.asText(""));
        for (JsonNode piece : thinking.isArray() ? thinking : List.<JsonNode>of()) {
            thought.append(Texts.in(piece.path("text")).orElse(""));
        }
        Optional<String> signature = Texts.in(part.path("signature"));
        return thought.isEmpty() && signature.isEmpty()
                ? Optional.empty()
                : Optional.of(new Part.Reasoned(thought.toString(), signature));
    }

    /** The arguments of a call; some providers send the object itself. */
    static String arguments(JsonNode function) {
        JsonNode arguments = function.path("arguments");
        return arguments.isObject() ? JsonTexts.of(arguments) : arguments.asText("");
    }

    /** The name of a call, where the provider gave one; Mistral may give the word "null". */
    static Optional<String> callId(JsonNode call) {
        return Texts.in(call.path("id")).filter(id -> !id.equals("null"));
    }

    /** The text that ended an answer, which vLLM tells beside the reason. */
    static Optional<String> stopText(JsonNode choice) {
        return Texts.in(choice.path("stop_reason"));
    }

    /**
     * Why an answer ended.
     *
     * @param called whether it calls tools, which not every provider says in the reason
     */
    static StopReason stop(JsonNode choice, boolean called) {
        return switch (choice.path("finish_reason").asText()) {
            case "length", "model_length" -> StopReason.LENGTH;
            case "content_filter" -> StopReason.FILTERED;
            case "tool_calls", "function_call" -> StopReason.TOOL_CALLS;
            default -> {
                if (called) {
                    yield StopReason.TOOL_CALLS;
                }
                yield stopText(choice).isPresent() ? StopReason.STOP_TEXT : StopReason.DONE;
            }
        };
    }
}
