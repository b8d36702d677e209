package io.alfred.providers.wires.messages;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.providers.anthropic.MessageUsage;
import io.alfred.providers.dialogue.AnswerEvent;
import io.alfred.providers.dialogue.ProviderWire.EventReader;
import io.alfred.providers.dialogue.StopReason;
import io.alfred.providers.http.ProviderError;
import io.alfred.providers.wires.CallIds;
import io.alfred.providers.wires.JsonTexts;
import io.alfred.providers.wires.Texts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the events of a streamed message. */
final class MessagesEvents implements EventReader {
    private static final ProviderError UNEXPLAINED =
            new ProviderError(
                    "the provider failed while it was answering", "api_error", null, null);

    private final MessageUsage counts = new MessageUsage();
    private final Map<Integer, Call> calls = new HashMap<>();
    private int callCount;
    private boolean started;

    /** A tool call that is being written. */
    private static final class Call {
        private final int index;
        private boolean argued;

        Call(int index) {
            this.index = index;
        }
    }

    @Override
    public List<AnswerEvent> read(String type, JsonNode data) {
        if (!data.isObject()) {
            return List.of();
        }
        List<AnswerEvent> events = new ArrayList<>();
        switch (Texts.in(data.path("type")).orElse(type)) {
            case "message_start" -> start(data.path("message"), events);
            case "content_block_start" -> block(number(data), data.path("content_block"), events);
            case "content_block_delta" -> delta(number(data), data.path("delta"), events);
            case "content_block_stop" -> close(number(data), events);
            case "message_delta" -> {
                count(data.path("usage"), events);
                stop(data.path("delta"), events);
            }
            case "message_stop" -> events.add(new AnswerEvent.Ended());
            case "error" ->
                    events.add(new AnswerEvent.Failed(ProviderError.in(data).orElse(UNEXPLAINED)));
            default -> {
                // ping, and what later versions add
            }
        }
        return events;
    }

    private static int number(JsonNode data) {
        return data.path("index").asInt(-1);
    }

    private void start(JsonNode message, List<AnswerEvent> events) {
        if (!started) {
            started = true;
            events.add(
                    new AnswerEvent.Started(
                            Texts.in(message.path("id")),
                            Texts.in(message.path("model")).orElse("")));
        }
        count(message.path("usage"), events);
    }

    private void count(JsonNode usage, List<AnswerEvent> events) {
        if (usage.isObject()) {
            counts.add(usage);
            counts.reported().map(AnswerEvent.Reported::new).ifPresent(events::add);
        }
    }

    private void block(int number, JsonNode block, List<AnswerEvent> events) {
        switch (block.path("type").asText()) {
            case "tool_use" -> call(number, block, events);
            case "redacted_thinking" ->
                    Texts.in(block.path("data"))
                            .map(AnswerEvent.SealedReasoning::new)
                            .ifPresent(events::add);
            default -> pieces(block, events);
        }
    }

    private void call(int number, JsonNode block, List<AnswerEvent> events) {
        String name = block.path("name").asText("");
        if (name.isEmpty() || callCount == CallIds.CALLS_MAX) {
            return;
        }
        Call call = new Call(callCount++);
        calls.put(number, call);
        events.add(
                new AnswerEvent.ToolCallBegun(
                        call.index, MessagesAnswer.callId(block), name, Optional.empty()));
        JsonNode input = block.path("input");
        if (input.isObject() && !input.isEmpty()) {
            argue(call, JsonTexts.of(input), events);
        }
    }

    private static void argue(Call call, String piece, List<AnswerEvent> events) {
        call.argued = true;
        events.add(new AnswerEvent.ToolArguments(call.index, piece));
    }

    private void delta(int number, JsonNode delta, List<AnswerEvent> events) {
        if (!delta.path("type").asText().equals("input_json_delta")) {
            pieces(delta, events);
            return;
        }
        Call call = calls.get(number);
        String piece = delta.path("partial_json").asText("");
        if (call != null && !piece.isEmpty()) {
            argue(call, piece, events);
        }
    }

    /** Texts stand under the same names where a block begins and where it goes on. */
    private static void pieces(JsonNode node, List<AnswerEvent> events) {
        switch (node.path("type").asText()) {
            case "text", "text_delta" ->
                    Texts.in(node.path("text"))
                            .map(AnswerEvent.TextPiece::new)
                            .ifPresent(events::add);
            case "thinking", "thinking_delta", "signature_delta" -> {
                Texts.in(node.path("thinking"))
                        .map(AnswerEvent.ReasoningPiece::new)
                        .ifPresent(events::add);
                Texts.in(node.path("signature"))
                        .map(AnswerEvent.ReasoningSigned::new)
                        .ifPresent(events::add);
            }
            default -> {
                // citations, and what tools at the provider write
            }
        }
    }

    /** A call without arguments has an empty object, which the stream does not spell out. */
    private void close(int number, List<AnswerEvent> events) {
        Call call = calls.remove(number);
        if (call != null && !call.argued) {
            argue(call, "{}", events);
        }
    }

    private static void stop(JsonNode delta, List<AnswerEvent> events) {
        Texts.in(delta.path("stop_reason"))
                .ifPresent(
                        told -> {
                            StopReason reason = MessagesAnswer.stop(told);
                            events.add(
                                    new AnswerEvent.Stopped(
                                            reason, MessagesAnswer.stopText(reason, delta)));
                        });
    }
}
