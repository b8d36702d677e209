package io.alfred.providers.faces;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.dialogue.Dialogue.Role;
import io.alfred.providers.dialogue.Dialogue.Turn;
import io.alfred.providers.dialogue.Part;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the input of a response: a text, or items, of which those that the model wrote one after
 * the other are one turn.
 *
 * @param system the instructions, then what stands in the input
 */
record ResponseItems(List<Part.Text> system, List<Turn> turns) {
    private static final String WHOLE =
            "send the item itself in its place, as nothing is kept between two calls";

    static ResponseItems read(Fields fields) {
        ResponseItems read = new ResponseItems(new ArrayList<>(), new ArrayList<>());
        fields.text("instructions").map(Part.Text::new).ifPresent(read.system()::add);
        Optional<JsonNode> input = fields.find("input");
        if (input.filter(JsonNode::isTextual).isPresent()) {
            read.turn(Role.USER, List.of(new Part.Text(input.get().textValue())));
        } else {
            input.ifPresent(list -> fields.elements(list, "input").forEach(read::add));
        }
        ChatMessages.requireTurns(fields, "input", read.turns());
        return read;
    }

    private void turn(Role role, List<Part> parts) {
        turns.add(new Turn(role, parts));
    }

    /** Adds to the turn that is last, if it is of the same role. */
    private void join(Role role, Part part) {
        if (turns.isEmpty() || turns.getLast().role() != role) {
            turn(role, List.of(part));
            return;
        }
        List<Part> parts = new ArrayList<>(turns.removeLast().parts());
        parts.add(part);
        turn(role, parts);
    }

    private void add(Fields item) {
        String type = item.text("type").orElse("message");
        // of the item as it was stored; nothing here stores any
        item.hints("id", "status");
        switch (type) {
            case "message" -> message(item);
            case "function_call" -> join(Role.ASSISTANT, call(item));
            case "function_call_output" -> join(Role.USER, output(item));
            case "reasoning" -> reasoning(item).ifPresent(part -> join(Role.ASSISTANT, part));
            default -> throw unknown(item, type);
        }
        item.done();
    }

    private static AlfredException unknown(Fields item, String type) {
        return item.wrong(
                "type",
                Fields.quoted(type) + " cannot be told to this model's provider",
                item.orElse(type.equals("item_reference") ? WHOLE : "leave the item out"));
    }

    private void message(Fields item) {
        // a label by which some of OpenAI's models know their own earlier words
        item.hints("phase");
        String role = item.requiredText("role");
        switch (role) {
            case "system", "developer" -> ResponseContent.texts(item).forEach(system::add);
            case "user" -> turn(Role.USER, ResponseContent.read(item, "content"));
            case "assistant" ->
                    ResponseContent.spoken(item).forEach(part -> join(Role.ASSISTANT, part));
            default ->
                    throw item.wrong(
                            "role",
                            Fields.quoted(role) + " is not known",
                            "send one of system, developer, user, assistant");
        }
    }

    private static Part call(Fields item) {
        caller(item);
        return new Part.ToolCall(
                item.requiredText("call_id"),
                item.requiredText("name"),
                ChatMessages.arguments(item),
                CallSignature.in(item));
    }

    private static Part output(Fields item) {
        caller(item);
        item.hints("name");
        return new Part.ToolResult(
                item.requiredText("call_id"),
                ResponseContent.read(item, "output"),
                false,
                CacheMark.in(item));
    }

    private static void caller(Fields item) {
        item.only("caller", caller -> caller.path("type").asText().equals("direct"));
        item.hints("parsed_arguments");
    }

    /** Without a summary it is sealed; an empty summary is one, whose text was not shown. */
    private static Optional<Part> reasoning(Fields item) {
        StringBuilder text = new StringBuilder();
        boolean shown = false;
        for (String list : List.of("summary", "content")) {
            for (Fields part : item.objects(list)) {
                part.onlyWord("type", "summary_text", "reasoning_text");
                text.append(ResponseContent.text(part));
                part.done();
                shown = true;
            }
        }
        Optional<String> secret = item.text("encrypted_content");
        if (shown) {
            return Optional.of(new Part.Reasoned(text.toString(), secret));
        }
        return secret.map(Part.Sealed::new);
    }
}
