package io.alfred.providers.wires.responses;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.providers.dialogue.AnswerEvent;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.wires.CallIds;
import io.alfred.providers.wires.Texts;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The items of a streamed response, each by its place in the output: what came of it in pieces is
 * not told again when it is done.
 */
final class ResponsesOutput {
    private static final int NO_CALL = -1;

    private final Map<Integer, Item> open = new HashMap<>();
    private int calls;
    private boolean spoken;

    /** An item that is being written. */
    private static final class Item {
        private int call = NO_CALL;
        private boolean told;
        private boolean spoken;
        private String part = "";
    }

    /** Whether any function was called. */
    boolean called() {
        return calls > 0;
    }

    void open(JsonNode event, List<AnswerEvent> events) {
        begin(item(event), event.path("item"), events);
    }

    void text(JsonNode event, List<AnswerEvent> events) {
        Texts.in(event.path("delta"))
                .ifPresent(piece -> told(event, said(item(event), piece), events));
    }

    /** Texts of further messages are paragraphs. */
    private AnswerEvent said(Item item, String text) {
        boolean next = spoken && !item.spoken;
        spoken = true;
        item.spoken = true;
        return new AnswerEvent.TextPiece(next ? ResponsesAnswer.BETWEEN_PARTS + text : text);
    }

    void refusal(JsonNode event, List<AnswerEvent> events) {
        Texts.in(event.path("delta"))
                .ifPresent(piece -> told(event, new AnswerEvent.RefusalPiece(piece), events));
    }

    void reasoning(JsonNode event, List<AnswerEvent> events) {
        Optional<String> piece = Texts.in(event.path("delta"));
        if (piece.isEmpty()) {
            return;
        }
        Item item = item(event);
        String part =
                event.path("type").asText()
                        + event.path("summary_index").asText("")
                        + event.path("content_index").asText("");
        boolean next = item.told && !item.part.equals(part);
        item.part = part;
        String before = next ? ResponsesAnswer.BETWEEN_PARTS : "";
        told(event, new AnswerEvent.ReasoningPiece(before + piece.get()), events);
    }

    void arguments(JsonNode event, List<AnswerEvent> events) {
        Item item = item(event);
        Texts.in(event.path("delta"))
                .filter(piece -> item.call != NO_CALL)
                .ifPresent(
                        piece ->
                                told(
                                        event,
                                        new AnswerEvent.ToolArguments(item.call, piece),
                                        events));
    }

    private void told(JsonNode event, AnswerEvent piece, List<AnswerEvent> events) {
        item(event).told = true;
        events.add(piece);
    }

    void close(JsonNode event, List<AnswerEvent> events) {
        Item item = item(event);
        open.remove(place(event));
        close(item, event.path("item"), events);
    }

    /** Of a response that came without events of its items. */
    void whole(JsonNode output, List<AnswerEvent> events) {
        for (JsonNode item : output) {
            close(new Item(), item, events);
        }
    }

    private static int place(JsonNode event) {
        return event.path("output_index").asInt(-1);
    }

    private Item item(JsonNode event) {
        Item item = open.getOrDefault(place(event), new Item());
        if (open.size() < CallIds.CALLS_MAX) {
            open.put(place(event), item);
        }
        return item;
    }

    private void begin(Item item, JsonNode told, List<AnswerEvent> events) {
        String name = told.path("name").asText("");
        boolean call = told.path("type").asText().equals("function_call") && !name.isEmpty();
        if (!call || item.call != NO_CALL || calls == CallIds.CALLS_MAX) {
            return;
        }
        item.call = calls++;
        events.add(
                new AnswerEvent.ToolCallBegun(
                        item.call, ResponsesAnswer.callId(told), name, Optional.empty()));
    }

    private void close(Item item, JsonNode whole, List<AnswerEvent> events) {
        begin(item, whole, events);
        for (Part part : ResponsesAnswer.parts(whole)) {
            close(item, part, events);
        }
    }

    /** The encrypted content is whole only now. */
    private void close(Item item, Part part, List<AnswerEvent> events) {
        switch (part) {
            case Part.Text text -> {
                if (!item.told) {
                    events.add(said(item, text.text()));
                }
            }
            case Part.Refusal said ->
                    unlessTold(item, new AnswerEvent.RefusalPiece(said.text()), events);
            case Part.ToolCall call -> {
                if (item.call != NO_CALL) {
                    unlessTold(
                            item,
                            new AnswerEvent.ToolArguments(item.call, call.arguments()),
                            events);
                }
            }
            case Part.Reasoned thought -> {
                unlessTold(item, new AnswerEvent.ReasoningPiece(thought.text()), events);
                thought.signature().map(AnswerEvent.ReasoningSigned::new).ifPresent(events::add);
            }
            case Part.Sealed sealed ->
                    events.add(
                            item.told
                                    ? new AnswerEvent.ReasoningSigned(sealed.data())
                                    : new AnswerEvent.SealedReasoning(sealed.data()));
            case Part.Image image -> throw unread();
            case Part.Document document -> throw unread();
            case Part.Audio audio -> throw unread();
            case Part.ToolResult result -> throw unread();
        }
    }

    private static void unlessTold(Item item, AnswerEvent piece, List<AnswerEvent> events) {
        if (!item.told) {
            events.add(piece);
        }
    }

    private static IllegalStateException unread() {
        return new IllegalStateException("an answer was read as something else");
    }
}
