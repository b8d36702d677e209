package io.alfred.providers.faces;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.providers.dialogue.Dialogue.Role;
import io.alfred.providers.dialogue.Dialogue.Turn;
import io.alfred.providers.dialogue.Part;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the messages and what stands before them.
 *
 * @param system of the field, then of messages of that role
 */
record MessageTurns(List<Part.Text> system, List<Turn> turns) {

    static MessageTurns read(Fields fields) {
        MessageTurns read = new MessageTurns(new ArrayList<>(), new ArrayList<>());
        read.system().addAll(texts(fields, "system"));
        fields.objects("messages").forEach(read::add);
        ChatMessages.requireTurns(fields, "messages", read.turns());
        return read;
    }

    private void add(Fields message) {
        String role = message.requiredText("role");
        switch (role) {
            case "system" -> system.addAll(texts(message, "content"));
            case "user" -> turns.add(new Turn(Role.USER, said(message, Role.USER)));
            case "assistant" -> turns.add(new Turn(Role.ASSISTANT, said(message, Role.ASSISTANT)));
            default ->
                    throw message.wrong(
                            "role",
                            Fields.quoted(role) + " is not known",
                            "send user or assistant");
        }
        message.done();
    }

    private static List<Part.Text> texts(Fields fields, String name) {
        Optional<JsonNode> content = fields.find(name);
        if (content.isEmpty()) {
            return List.of();
        }
        if (content.get().isTextual()) {
            return List.of(new Part.Text(content.get().textValue()));
        }
        List<Part.Text> texts = new ArrayList<>();
        for (Fields block : fields.elements(content.get(), name)) {
            block.onlyWord("type", "text");
            texts.add(MessageBlocks.text(block));
            block.done();
        }
        return texts;
    }

    private static List<Part> said(Fields message, Role role) {
        JsonNode content = message.find("content").orElseThrow(() -> message.missing("content"));
        if (content.isTextual()) {
            return List.of(new Part.Text(content.textValue()));
        }
        List<Part> parts = new ArrayList<>();
        for (Fields block : message.elements(content, "content")) {
            parts.add(MessageBlocks.read(block, role));
            block.done();
        }
        if (parts.isEmpty()) {
            throw message.wrong("content", "is empty", "send a text or a list of blocks");
        }
        return parts;
    }
}
