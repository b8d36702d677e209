package io.alfred.providers.cohere;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.providers.dialogue.AnswerEvent;
import io.alfred.providers.dialogue.ProviderWire.EventReader;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the events of a streamed chat: {@code message-start}, contents, a plan and tool calls, then
 * {@code message-end} with the reason and the usage.
 */
final class CohereReader implements EventReader {
    /** Tool calls of one answer; what comes after is a hostile stream's. */
    private static final int CALLS_MAX = 1_000;

    private final Map<Integer, Call> callsByIndex = new HashMap<>();
    private int calls;
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
        JsonNode delta = data.path("delta");
        JsonNode message = delta.path("message");
        return switch (CohereAnswer.text(data, "type").orElse(type)) {
            case "message-start" ->
                    List.of(new AnswerEvent.Started(CohereAnswer.text(data, "id"), ""));
            case "content-start", "content-delta" -> content(message.path("content"));
            case "tool-plan-delta" ->
                    CohereAnswer.text(message, "tool_plan")
                            .<List<AnswerEvent>>map(
                                    text -> List.of(new AnswerEvent.TextPiece(text)))
                            .orElse(List.of());
            case "tool-call-start" -> callBegun(index(data), message.path("tool_calls"));
            case "tool-call-delta" ->
                    arguments(index(data), message.path("tool_calls").path("function"));
            case "tool-call-end" -> callEnded(index(data));
            case "message-end" -> messageEnded(delta);
            default ->
                    // citations, debug events, and what later versions add
                    List.of();
        };
    }

    private static int index(JsonNode data) {
        return data.path("index").asInt(0);
    }

    private static List<AnswerEvent> content(JsonNode content) {
        List<AnswerEvent> events = new ArrayList<>();
        CohereAnswer.text(content, "thinking")
                .map(AnswerEvent.ReasoningPiece::new)
                .ifPresent(events::add);
        CohereAnswer.text(content, "text").map(AnswerEvent.TextPiece::new).ifPresent(events::add);
        return events;
    }

    private List<AnswerEvent> callBegun(int index, JsonNode call) {
        JsonNode function = call.path("function");
        boolean usable = call.path("id").isTextual() && function.path("name").isTextual();
        if (!usable || calls >= CALLS_MAX) {
            return List.of();
        }
        Call known = new Call(calls++);
        callsByIndex.put(index, known);
        List<AnswerEvent> events = new ArrayList<>();
        events.add(
                new AnswerEvent.ToolCallBegun(
                        known.index,
                        call.path("id").textValue(),
                        function.path("name").textValue(),
                        Optional.empty()));
        events.addAll(arguments(index, function));
        return events;
    }

    private List<AnswerEvent> arguments(int index, JsonNode function) {
        Call call = callsByIndex.get(index);
        Optional<String> piece = CohereAnswer.text(function, "arguments");
        if (call == null || piece.isEmpty()) {
            return List.of();
        }
        call.argued = true;
        return List.of(new AnswerEvent.ToolArguments(call.index, piece.get()));
    }

    /** A call without arguments comes without any piece of them. */
    private List<AnswerEvent> callEnded(int index) {
        Call call = callsByIndex.remove(index);
        return call == null || call.argued
                ? List.of()
                : List.of(new AnswerEvent.ToolArguments(call.index, "{}"));
    }

    private List<AnswerEvent> messageEnded(JsonNode delta) {
        if (ended) {
            return List.of();
        }
        ended = true;
        String finish = CohereAnswer.text(delta, "finish_reason").orElse("");
        List<AnswerEvent> events = new ArrayList<>();
        CohereUsage.in(delta.path("usage")).map(AnswerEvent.Reported::new).ifPresent(events::add);
        CohereError.ofFinish(finish)
                .ifPresentOrElse(
                        error -> events.add(new AnswerEvent.Failed(error)),
                        () -> {
                            events.add(
                                    new AnswerEvent.Stopped(
                                            CohereAnswer.stop(finish, calls > 0),
                                            Optional.empty()));
                            events.add(new AnswerEvent.Ended());
                        });
        return events;
    }
}
