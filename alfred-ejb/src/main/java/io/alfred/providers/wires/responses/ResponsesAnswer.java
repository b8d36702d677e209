package io.alfred.providers.wires.responses;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.providers.dialogue.Answer;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.StopReason;
import io.alfred.providers.wires.CallIds;
import io.alfred.providers.wires.Texts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a whole response. */
final class ResponsesAnswer {
    /** Between the parts of a summary and between messages, which are paragraphs. */
    static final String BETWEEN_PARTS = "\n\n";

    /** Those of a response that is not there yet, or never will be. */
    private static final Set<String> UNFINISHED = Set.of("queued", "in_progress", "cancelled");

    private ResponsesAnswer() {}

    static Optional<Answer> read(JsonNode body) {
        boolean answered =
                body.path("output").isArray()
                        && !UNFINISHED.contains(body.path("status").asText())
                        && ResponsesErrors.in(body).isEmpty();
        if (!answered) {
            return Optional.empty();
        }
        List<Part> parts = new ArrayList<>();
        for (JsonNode item : body.path("output")) {
            parts.addAll(apart(parts, parts(item)));
        }
        boolean called = parts.stream().anyMatch(Part.ToolCall.class::isInstance);
        return Optional.of(
                new Answer(
                        Texts.in(body.path("id")),
                        Texts.in(body.path("model")).orElse(""),
                        parts,
                        stop(body, called),
                        Optional.empty(),
                        ResponsesUsage.in(body)));
    }

    /** The parts of an item after those of others: its text begins a paragraph. */
    private static List<Part> apart(List<Part> before, List<Part> item) {
        List<Part> parts = new ArrayList<>(item);
        if (before.stream().anyMatch(Part.Text.class::isInstance)) {
            for (int i = 0; i < parts.size(); i++) {
                if (parts.get(i) instanceof Part.Text text) {
                    parts.set(i, new Part.Text(BETWEEN_PARTS + text.text()));
                    break;
                }
            }
        }
        return parts;
    }

    /** What an item says; nothing for those of tools that run at the provider. */
    static List<Part> parts(JsonNode item) {
        return switch (item.path("type").asText()) {
            case "message" -> said(item.path("content"));
            case "function_call" -> call(item).stream().toList();
            case "reasoning" -> reasoning(item).stream().toList();
            default -> List.of();
        };
    }

    private static List<Part> said(JsonNode content) {
        List<Part> parts = new ArrayList<>();
        for (JsonNode part : content) {
            Texts.in(part.path("text")).map(Part.Text::new).ifPresent(parts::add);
            Texts.in(part.path("refusal")).map(Part.Refusal::new).ifPresent(parts::add);
        }
        return parts;
    }

    private static Optional<Part> call(JsonNode item) {
        String arguments = item.path("arguments").asText("");
        return Texts.in(item.path("name"))
                .map(
                        name ->
                                new Part.ToolCall(
                                        callId(item),
                                        name,
                                        arguments.isBlank() ? "{}" : arguments,
                                        Optional.empty()));
    }

    static String callId(JsonNode item) {
        return Texts.in(item.path("call_id")).orElseGet(CallIds::fresh);
    }

    /** Without a word of it, it is sealed. */
    private static Optional<Part> reasoning(JsonNode item) {
        List<String> paragraphs = new ArrayList<>();
        for (String list : List.of("summary", "content")) {
            for (JsonNode part : item.path(list)) {
                Texts.in(part.path("text")).ifPresent(paragraphs::add);
            }
        }
        Optional<String> kept = KeptReasoning.in(item);
        return paragraphs.isEmpty()
                ? kept.map(Part.Sealed::new)
                : Optional.of(new Part.Reasoned(String.join(BETWEEN_PARTS, paragraphs), kept));
    }

    /**
     * Why an answer ended.
     *
     * @param called whether it calls tools, which no field says
     */
    static StopReason stop(JsonNode response, boolean called) {
        if (response.path("status").asText().equals("incomplete")) {
            String reason = response.path("incomplete_details").path("reason").asText();
            return reason.equals("content_filter") ? StopReason.FILTERED : StopReason.LENGTH;
        }
        return called ? StopReason.TOOL_CALLS : StopReason.DONE;
    }
}
