package io.alfred.providers.wires.messages;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.Dialogue.Role;
import io.alfred.providers.dialogue.Dialogue.Turn;
import io.alfred.providers.dialogue.Part;

import java.util.ArrayList;
import java.util.List;

/** Writes turns, in which the two sides take turns strictly. */
final class MessagesTurns {
    private final MessagesBlocks blocks;

    MessagesTurns(ClaudeHost host) {
        blocks = new MessagesBlocks(host);
    }

    /** Whether anything written names a file in the provider's store. */
    boolean showsStoredFiles() {
        return blocks.showsStoredFiles();
    }

    ArrayNode write(Dialogue dialogue) {
        ArrayNode messages = JsonNodeFactory.instance.arrayNode();
        List<Turn> turns = dialogue.turns();
        int i = 0;
        while (i < turns.size()) {
            Role role = turns.get(i).role();
            String path = "messages[" + i + "]";
            List<Part> parts = new ArrayList<>();
            for (; i < turns.size() && turns.get(i).role() == role; i++) {
                parts.addAll(turns.get(i).parts());
            }
            message(messages, role, parts, path);
        }
        return messages;
    }

    private void message(ArrayNode messages, Role role, List<Part> parts, String path) {
        ArrayNode content = JsonNodeFactory.instance.arrayNode();
        switch (role) {
            case USER -> {
                // Results have to stand before everything else.
                each(parts, true, content, path);
                each(parts, false, content, path);
                if (content.isEmpty()) {
                    throw AlfredException.invalid(
                            path, "a message of the user is empty", "send some text in it");
                }
            }
            case ASSISTANT -> parts.forEach(part -> blocks.assistant(content, part, path));
        }
        if (!content.isEmpty()) {
            ObjectNode message = messages.addObject();
            message.put("role", role == Role.USER ? "user" : "assistant");
            message.set("content", content);
        }
    }

    private void each(List<Part> parts, boolean results, ArrayNode content, String path) {
        for (Part part : parts) {
            if (part instanceof Part.ToolResult == results) {
                blocks.user(content, part, path);
            }
        }
    }
}
