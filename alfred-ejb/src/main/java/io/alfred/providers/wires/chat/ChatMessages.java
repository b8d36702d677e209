package io.alfred.providers.wires.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.Dialogue.Role;
import io.alfred.providers.dialogue.Dialogue.Turn;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.wires.CallIds;
import io.alfred.providers.wires.Quirks;
import io.alfred.providers.wires.Quirks.Feature;
import io.alfred.providers.wires.Quirks.Prefill;
import io.alfred.providers.wires.Quirks.Telling;

import java.util.ArrayList;
import java.util.List;

/** Writes the messages of a dialogue. */
final class ChatMessages {
    private static final String CONTENT = "content";

    /** Told in words, as the protocol has no field for it. */
    private static final String FAILED = "The tool failed: ";

    private final Quirks quirks;
    private final ChatContent content;
    private final ArrayNode messages = JsonNodeFactory.instance.arrayNode();

    ChatMessages(Quirks quirks, String model) {
        this.quirks = quirks;
        this.content = new ChatContent(quirks, ChatWire.cachesForLong(model));
    }

    ArrayNode write(Dialogue dialogue) {
        if (!dialogue.system().isEmpty()) {
            String role = quirks.take(Feature.DEVELOPER_ROLE) ? "developer" : "system";
            content.put(message(role), List.copyOf(dialogue.system()), "messages[0]");
        }
        int last = dialogue.turns().size() - 1;
        for (int i = 0; i <= last; i++) {
            Turn turn = dialogue.turns().get(i);
            String path = "messages[" + i + "]";
            if (turn.role() == Role.USER) {
                user(turn, path);
            } else {
                assistant(turn, path, i == last);
            }
        }
        return messages;
    }

    private ObjectNode message(String role) {
        return messages.addObject().put("role", role);
    }

    /** Results come first: they have to follow the calls they answer. */
    private void user(Turn turn, String path) {
        List<Part> said = new ArrayList<>();
        for (Part part : turn.parts()) {
            if (part instanceof Part.ToolResult result) {
                said.addAll(result(result, path));
            }
        }
        for (Part part : turn.parts()) {
            if (!(part instanceof Part.ToolResult)) {
                said.add(part);
            }
        }
        if (!said.isEmpty()) {
            content.put(message("user"), said, path);
        }
    }

    /** What a result shows but a tool's message cannot hold; the user's message shows it then. */
    private List<Part> result(Part.ToolResult result, String path) {
        List<Part> told = new ArrayList<>();
        List<Part> shown = new ArrayList<>();
        for (Part part : result.content()) {
            boolean text = part instanceof Part.Text;
            (text || quirks.take(Feature.MEDIA_IN_RESULTS) ? told : shown).add(part);
        }
        if (result.failed()) {
            told.addFirst(new Part.Text(FAILED));
        }
        ObjectNode message = message("tool").put("tool_call_id", id(result.callId()));
        if (told.stream().allMatch(Part.Text.class::isInstance)) {
            message.put(CONTENT, text(told));
        } else {
            content.put(message, told, path);
        }
        return shown;
    }

    private void assistant(Turn turn, String path, boolean last) {
        StringBuilder text = new StringBuilder();
        StringBuilder reasoning = new StringBuilder();
        StringBuilder refusal = new StringBuilder();
        List<Part.ToolCall> calls = new ArrayList<>();
        for (Part part : turn.parts()) {
            switch (part) {
                case Part.Text said -> text.append(said.text());
                case Part.Reasoned thought -> reasoning.append(thought.text());
                case Part.Refusal said ->
                        (quirks.take(Feature.REFUSALS) ? refusal : text).append(said.text());
                case Part.ToolCall call -> calls.add(call);
                case Part.Sealed sealed -> {
                    // only the provider that wrote it can read it, and that is another one
                }
                case Part.Image image -> throw misplaced(path);
                case Part.Document document -> throw misplaced(path);
                case Part.Audio audio -> throw misplaced(path);
                case Part.ToolResult result -> throw misplaced(path);
            }
        }
        if (text.isEmpty() && refusal.isEmpty() && calls.isEmpty()) {
            return;
        }
        ObjectNode message = message("assistant");
        said(message, text.toString(), reasoning.toString());
        if (!refusal.isEmpty()) {
            message.put("refusal", refusal.toString());
        }
        calls(message, calls);
        if (last && calls.isEmpty()) {
            prefill(message, path);
        }
    }

    private void said(ObjectNode message, String text, String reasoning) {
        boolean back = quirks.take(Feature.REASONING_BACK) && !reasoning.isEmpty();
        if (back && quirks.telling() == Telling.CONTENT_PARTS) {
            ArrayNode parts = message.putArray(CONTENT);
            ObjectNode thinking = parts.addObject().put("type", "thinking");
            thinking.putArray("thinking").addObject().put("type", "text").put("text", reasoning);
            if (!text.isEmpty()) {
                parts.addObject().put("type", "text").put("text", text);
            }
            return;
        }
        if (text.isEmpty()) {
            message.putNull(CONTENT);
        } else {
            message.put(CONTENT, text);
        }
        if (back) {
            String field =
                    quirks.telling() == Telling.REASONING ? "reasoning" : "reasoning_content";
            message.put(field, reasoning);
        }
    }

    private void calls(ObjectNode message, List<Part.ToolCall> calls) {
        if (calls.isEmpty()) {
            return;
        }
        ArrayNode list = message.putArray("tool_calls");
        for (Part.ToolCall call : calls) {
            list.addObject()
                    .put("id", id(call.id()))
                    .put("type", "function")
                    .putObject("function")
                    .put("name", call.name())
                    .put("arguments", call.arguments().isBlank() ? "{}" : call.arguments());
        }
    }

    private void prefill(ObjectNode message, String path) {
        if (quirks.prefill() == Prefill.REFUSED) {
            throw AlfredException.invalid(
                    path,
                    "the provider " + quirks.provider() + " does not go on with an answer begun",
                    "end with a message of the user");
        }
        if (quirks.prefill() == Prefill.MARKED) {
            message.put("prefix", true);
        }
    }

    private String id(String id) {
        return quirks.take(Feature.NINE_CHARACTER_IDS) ? CallIds.nine(id) : id;
    }

    private static String text(List<Part> texts) {
        StringBuilder text = new StringBuilder();
        for (Part part : texts) {
            text.append(part instanceof Part.Text said ? said.text() : "");
        }
        return text.toString();
    }

    private static AlfredException misplaced(String path) {
        return AlfredException.invalid(
                path,
                "an assistant's message shows or returns something",
                "move it to a message of the user");
    }
}
