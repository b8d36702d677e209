package io.alfred.providers.bedrock;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.providers.dialogue.AnswerEvent;
import io.alfred.providers.dialogue.ProviderWire.EventReader;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the events of ConverseStream: {@code messageStart}, blocks, {@code messageStop}, {@code
 * metadata} with the usage, in this order; or an exception in between.
 */
final class ConverseReader implements EventReader {
    /** Tool calls of one answer; what comes after is a hostile stream's. */
    private static final int CALLS_MAX = 1_000;

    private final Map<Integer, Call> callsByBlock = new HashMap<>();
    private int calls;
    private boolean stopped;
    private boolean ended;

    private static final class Call {
        private final int index;
        private boolean argued;

        Call(int index) {
            this.index = index;
        }
    }

    @Override
    public List<AnswerEvent> read(String type, JsonNode data) {
        if (type.endsWith("Exception") || data.path("__type").isTextual()) {
            return ConverseError.in(data, Optional.of(type).filter(name -> !name.isEmpty()))
                    .<List<AnswerEvent>>map(error -> List.of(new AnswerEvent.Failed(error)))
                    .orElse(List.of());
        }
        return switch (type) {
            case "messageStart" -> List.of(new AnswerEvent.Started(Optional.empty(), ""));
            case "contentBlockStart" -> begun(data);
            case "contentBlockDelta" -> delta(data);
            case "contentBlockStop" -> blockStopped(data);
            case "messageStop" -> messageStopped(data);
            case "metadata" -> metadata(data);
            default -> List.of();
        };
    }

    private List<AnswerEvent> begun(JsonNode data) {
        JsonNode call = data.path("start").path("toolUse");
        boolean usable = call.path("toolUseId").isTextual() && call.path("name").isTextual();
        if (!usable || calls >= CALLS_MAX) {
            return List.of();
        }
        Call known = new Call(calls++);
        callsByBlock.put(block(data), known);
        return List.of(
                new AnswerEvent.ToolCallBegun(
                        known.index,
                        call.path("toolUseId").textValue(),
                        call.path("name").textValue(),
                        Optional.empty()));
    }

    private static int block(JsonNode data) {
        return data.path("contentBlockIndex").asInt(-1);
    }

    private List<AnswerEvent> delta(JsonNode data) {
        JsonNode delta = data.path("delta");
        Optional<String> input = ConverseAnswer.text(delta.path("toolUse"), "input");
        Call call = callsByBlock.get(block(data));
        if (input.isPresent() && call != null) {
            call.argued = true;
            return List.of(new AnswerEvent.ToolArguments(call.index, input.get()));
        }
        JsonNode reasoning = delta.path("reasoningContent");
        return ConverseAnswer.text(delta, "text")
                .<AnswerEvent>map(AnswerEvent.TextPiece::new)
                .or(
                        () ->
                                ConverseAnswer.text(reasoning, "text")
                                        .map(AnswerEvent.ReasoningPiece::new))
                .or(
                        () ->
                                ConverseAnswer.text(reasoning, "signature")
                                        .map(AnswerEvent.ReasoningSigned::new))
                .or(
                        () ->
                                ConverseAnswer.text(reasoning, "redactedContent")
                                        .map(AnswerEvent.SealedReasoning::new))
                .map(List::of)
                .orElse(List.of());
    }

    /** A call without arguments comes without any piece of them. */
    private List<AnswerEvent> blockStopped(JsonNode data) {
        Call call = callsByBlock.remove(block(data));
        return call == null || call.argued
                ? List.of()
                : List.of(new AnswerEvent.ToolArguments(call.index, "{}"));
    }

    private List<AnswerEvent> messageStopped(JsonNode data) {
        if (stopped) {
            return List.of();
        }
        stopped = true;
        return List.of(
                new AnswerEvent.Stopped(
                        ConverseAnswer.stop(data, calls > 0), ConverseAnswer.stopText(data)));
    }

    private List<AnswerEvent> metadata(JsonNode data) {
        List<AnswerEvent> events = new ArrayList<>();
        ConverseUsage.in(data).map(AnswerEvent.Reported::new).ifPresent(events::add);
        if (stopped && !ended) {
            ended = true;
            events.add(new AnswerEvent.Ended());
        }
        return events;
    }

    @Override
    public List<AnswerEvent> end() {
        if (!stopped || ended) {
            return List.of();
        }
        ended = true;
        return List.of(new AnswerEvent.Ended());
    }
}
