package io.alfred.providers.faces;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.providers.dialogue.AnswerEvent;
import io.alfred.providers.dialogue.Part;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Writes the items of a streamed response.
 *
 * <p>What is said ends where something else begins. A call ends then too, if its arguments are
 * whole; else it stays open, as some providers write several calls in turns.
 */
final class ResponseStream {
    private final String responseId;
    private final BiConsumer<String, ObjectNode> send;
    private final List<ObjectNode> written = new ArrayList<>();
    private final Map<Integer, OpenCall> calls = new TreeMap<>();
    private Optional<OpenWords> words = Optional.empty();

    /**
     * @param send takes an event's type and the rest of it
     */
    ResponseStream(String responseId, BiConsumer<String, ObjectNode> send) {
        this.responseId = responseId;
        this.send = send;
    }

    /** A function call whose arguments may still grow. */
    private record OpenCall(
            int place, String id, Part.ToolCall call, StringBuilder text, JsonProgress progress) {}

    /** The items as far as they are finished. */
    ArrayNode written() {
        ArrayNode list = JsonText.object().arrayNode();
        written.stream().filter(item -> !item.isEmpty()).forEach(list::add);
        return list;
    }

    void text(String piece) {
        words(OpenWords.Kind.TEXT).add(piece);
    }

    void refusal(String piece) {
        words(OpenWords.Kind.REFUSAL).add(piece);
    }

    void reasoning(String piece) {
        words(OpenWords.Kind.REASONING).add(piece);
    }

    /** Reasoning that may be shown only as signed, without a word, is an item too. */
    void signed(String signature) {
        words(OpenWords.Kind.REASONING).close(ResponseOutput.COMPLETED, Optional.of(signature));
        words = Optional.empty();
    }

    void sealed(String data) {
        between();
        int place = reserve();
        String id = ResponseOutput.id("rs_", responseId, place);
        item("response.output_item.added", place, sealed(id, Optional.empty()));
        finish(place, sealed(id, Optional.of(data)));
    }

    private static ObjectNode sealed(String id, Optional<String> data) {
        return ResponseOutput.reasoning(id, Optional.empty(), data);
    }

    private OpenWords words(OpenWords.Kind kind) {
        if (words.filter(open -> open.takes(kind)).isPresent()) {
            return words.get();
        }
        if (words.filter(open -> open.sharesItem(kind)).isPresent()) {
            words.get().next(kind);
            return words.get();
        }
        between();
        OpenWords opened = new OpenWords(this, reserve(), kind);
        words = Optional.of(opened);
        return opened;
    }

    void begin(AnswerEvent.ToolCallBegun begun) {
        between();
        end(begun.index(), ResponseOutput.COMPLETED);
        int place = reserve();
        String id = ResponseOutput.id("fc_", responseId, place);
        Part.ToolCall call = new Part.ToolCall(begun.id(), begun.name(), "", begun.signature());
        ObjectNode item = ResponseOutput.call(id, call, "", ResponseOutput.IN_PROGRESS);
        item("response.output_item.added", place, item);
        StringBuilder text = new StringBuilder();
        calls.put(begun.index(), new OpenCall(place, id, call, text, new JsonProgress()));
    }

    /** What follows a whole object is no argument any more. */
    void arguments(int index, String piece) {
        OpenCall open = calls.get(index);
        if (open == null) {
            return;
        }
        open.text().append(piece);
        open.progress().add(piece);
        send.accept(
                "response.function_call_arguments.delta",
                inItem(open.place(), open.id()).put("delta", piece));
    }

    /** Ends all that is open. */
    void close(String status) {
        List.copyOf(calls.keySet()).forEach(index -> end(index, status));
        closeWords(status);
    }

    private void between() {
        closeWords(ResponseOutput.COMPLETED);
        new TreeMap<>(calls)
                .forEach(
                        (index, call) -> {
                            if (call.progress().complete()) {
                                end(index, ResponseOutput.COMPLETED);
                            }
                        });
    }

    private void closeWords(String status) {
        words.ifPresent(open -> open.close(status, Optional.empty()));
        words = Optional.empty();
    }

    private void end(int index, String status) {
        OpenCall open = calls.get(index);
        if (open == null) {
            return;
        }
        if (open.text().isEmpty()) {
            arguments(index, JsonText.orEmpty(""));
        }
        calls.remove(index);
        String text = open.text().toString();
        send.accept(
                "response.function_call_arguments.done",
                inItem(open.place(), open.id())
                        .put("name", open.call().name())
                        .put("arguments", text));
        String own = open.progress().complete() ? ResponseOutput.COMPLETED : status;
        finish(open.place(), ResponseOutput.call(open.id(), open.call(), text, own));
    }

    private int reserve() {
        written.add(JsonText.object());
        return written.size() - 1;
    }

    String id(String prefix, int place) {
        return ResponseOutput.id(prefix, responseId, place);
    }

    void finish(int place, ObjectNode item) {
        written.set(place, item);
        item("response.output_item.done", place, item);
    }

    void item(String type, int place, ObjectNode item) {
        ObjectNode told = JsonText.object().put("output_index", place);
        told.set("item", item);
        send.accept(type, told);
    }

    void tell(String type, ObjectNode told) {
        send.accept(type, told);
    }

    static ObjectNode inItem(int place, String itemId) {
        return JsonText.object().put("item_id", itemId).put("output_index", place);
    }
}
