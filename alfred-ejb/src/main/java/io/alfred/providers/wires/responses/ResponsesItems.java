package io.alfred.providers.wires.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.Dialogue.Role;
import io.alfred.providers.dialogue.Dialogue.Turn;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.wires.CallIds;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes the items of a dialogue.
 *
 * <p>What the application tells the model is an item too, not {@code instructions}: the provider
 * looks for the word that its JSON mode demands in the input alone.
 */
final class ResponsesItems {
    /** A longer name of a call is refused. */
    private static final int CALL_ID_CHARS_MAX = 64;

    /** Told in words, as the protocol has no field for it. */
    private static final String FAILED = "The tool failed: ";

    private final String provider;
    private final ResponsesContent content;
    private final ArrayNode items = JsonNodeFactory.instance.arrayNode();

    ResponsesItems(String provider) {
        this.provider = provider;
        this.content = new ResponsesContent(provider);
    }

    ArrayNode write(Dialogue dialogue) {
        if (!dialogue.system().isEmpty()) {
            content.put(
                    message("developer"),
                    "content",
                    List.copyOf(dialogue.system()),
                    "messages[0].content");
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
        return items;
    }

    private ObjectNode message(String role) {
        return items.addObject().put("role", role);
    }

    /** Results come first: they answer the calls before. */
    private void user(Turn turn, String path) {
        List<Part> said = new ArrayList<>();
        for (Part part : turn.parts()) {
            if (part instanceof Part.ToolResult result) {
                result(result, path);
            } else {
                said.add(part);
            }
        }
        if (!said.isEmpty()) {
            content.put(message("user"), "content", said, path + ".content");
        }
    }

    private void result(Part.ToolResult result, String path) {
        List<Part> told = new ArrayList<>(result.content());
        if (result.failed()) {
            boolean words = !told.isEmpty() && told.getFirst() instanceof Part.Text;
            String first = words ? ((Part.Text) told.removeFirst()).text() : "";
            told.addFirst(new Part.Text(FAILED + first));
        }
        ObjectNode output =
                items.addObject()
                        .put("type", "function_call_output")
                        .put("call_id", id(result.callId()));
        content.put(output, "output", told, path + ".content");
    }

    private void assistant(Turn turn, String path, boolean last) {
        StringBuilder text = new StringBuilder();
        List<ObjectNode> thoughts = new ArrayList<>();
        boolean called = false;
        int before = items.size();
        for (Part part : turn.parts()) {
            switch (part) {
                case Part.Text said -> say(said.text(), text, thoughts);
                case Part.Refusal said -> say(said.text(), text, thoughts);
                case Part.ToolCall call -> {
                    close(text);
                    call(call, thoughts);
                    called = true;
                }
                case Part.Reasoned thought -> think(thought.signature(), text, thoughts);
                case Part.Sealed sealed -> think(Optional.of(sealed.data()), text, thoughts);
                case Part.Image image -> throw misplaced(path);
                case Part.Document document -> throw misplaced(path);
                case Part.Audio audio -> throw misplaced(path);
                case Part.ToolResult result -> throw misplaced(path);
            }
        }
        close(text);
        if (last && !called && items.size() > before) {
            throw AlfredException.invalid(
                    path,
                    "the provider " + provider + " does not go on with an answer begun",
                    "end with a message of the user");
        }
    }

    private void say(String words, StringBuilder text, List<ObjectNode> thoughts) {
        if (!words.isEmpty()) {
            tell(thoughts);
            text.append(words);
        }
    }

    private void close(StringBuilder text) {
        if (!text.isEmpty()) {
            message("assistant").put("content", text.toString());
            text.setLength(0);
        }
    }

    private void call(Part.ToolCall call, List<ObjectNode> thoughts) {
        tell(thoughts);
        items.addObject()
                .put("type", "function_call")
                .put("call_id", id(call.id()))
                .put("name", call.name())
                .put("arguments", call.arguments().isBlank() ? "{}" : call.arguments());
    }

    /** Of reasoning without its encrypted content, or of another provider, nothing is told. */
    private void think(Optional<String> signature, StringBuilder text, List<ObjectNode> thoughts) {
        signature
                .flatMap(KeptReasoning::of)
                .ifPresent(
                        kept -> {
                            close(text);
                            thoughts.add(kept.item());
                        });
    }

    /** Reasoning that nothing came of, as when an answer broke off, is refused. */
    private void tell(List<ObjectNode> thoughts) {
        items.addAll(thoughts);
        thoughts.clear();
    }

    private static String id(String id) {
        return id.length() <= CALL_ID_CHARS_MAX ? id : CallIds.nine(id);
    }

    private static AlfredException misplaced(String path) {
        return AlfredException.invalid(
                path,
                "an assistant's message shows or returns something",
                "move it to a message of the user");
    }
}
