package io.alfred.providers.wires.chat;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.providers.dialogue.AnswerEvent;
import io.alfred.providers.wires.CallIds;
import io.alfred.providers.wires.Texts;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gathers tool calls from the pieces of a stream.
 *
 * <p>Providers number calls, but not all of them well: another name of a call under the same number
 * is another call.
 */
final class ChatCalls {
    private static final int UNBEGUN = -1;

    private final Map<Integer, Call> byNumber = new HashMap<>();
    private int seen;
    private int begun;
    private int latest;

    /** A call as far as it is known. */
    private static final class Call {
        private final StringBuilder early = new StringBuilder();
        private Optional<String> id = Optional.empty();
        private int index = UNBEGUN;
    }

    boolean any() {
        return begun > 0;
    }

    void read(JsonNode pieces, List<AnswerEvent> events) {
        for (JsonNode piece : pieces.isArray() ? pieces : List.<JsonNode>of()) {
            piece(piece, events);
        }
    }

    private void piece(JsonNode piece, List<AnswerEvent> events) {
        Optional<String> id = ChatText.callId(piece);
        JsonNode number = piece.path("index");
        if (number.canConvertToInt()) {
            latest = number.intValue();
        }
        Call call = byNumber.get(latest);
        if (call == null || (id.isPresent() && call.id.isPresent() && !call.id.equals(id))) {
            // another one
            if (seen == CallIds.CALLS_MAX) {
                return;
            }
            seen++;
            call = new Call();
            byNumber.put(latest, call);
        }
        if (call.id.isEmpty()) {
            call.id = id;
        }
        write(call, piece.path("function"), events);
    }

    private void write(Call call, JsonNode function, List<AnswerEvent> events) {
        String arguments = ChatText.arguments(function);
        if (call.index == UNBEGUN) {
            call.early.append(arguments);
            Optional<String> name = Texts.in(function.path("name"));
            if (name.isEmpty()) {
                return;
            }
            call.index = begun++;
            String id = call.id.orElseGet(CallIds::fresh);
            call.id = Optional.of(id);
            events.add(new AnswerEvent.ToolCallBegun(call.index, id, name.get(), Optional.empty()));
            arguments = call.early.toString();
        }
        if (!arguments.isEmpty()) {
            events.add(new AnswerEvent.ToolArguments(call.index, arguments));
        }
    }
}
