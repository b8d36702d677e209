package io.alfred.providers.faces;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.dialogue.Dialogue.Role;
import io.alfred.providers.dialogue.Dialogue.Turn;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.faces.ChatContent.Speaker;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the messages of a chat.
 *
 * @param system of the roles {@code system} and {@code developer}
 */
record ChatMessages(List<Part.Text> system, List<Turn> turns) {

    static ChatMessages read(Fields fields) {
        ChatMessages read = new ChatMessages(new ArrayList<>(), new ArrayList<>());
        fields.objects("messages").forEach(read::add);
        requireTurns(fields, "messages", read.turns());
        return read;
    }

    static void requireTurns(Fields fields, String name, List<Turn> turns) {
        if (turns.isEmpty()) {
            throw fields.wrong(
                    name, "has no message of the user", "send at least one message of role user");
        }
    }

    private void add(Fields message) {
        String role = message.requiredText("role");
        switch (role) {
            case "system", "developer" -> system.addAll(texts(message));
            case "user" -> turns.add(new Turn(Role.USER, said(message, Speaker.USER)));
            case "assistant" -> turns.add(new Turn(Role.ASSISTANT, assistant(message)));
            case "tool" -> turns.add(new Turn(Role.USER, List.of(result(message))));
            default -> throw unknownRole(message, role);
        }
        message.done();
    }

    private static AlfredException unknownRole(Fields message, String role) {
        return message.wrong(
                "role",
                Fields.quoted(role) + " cannot be told to this model's provider",
                "send one of system, developer, user, assistant, tool");
    }

    private static List<Part.Text> texts(Fields message) {
        return said(message, Speaker.APPLICATION).stream()
                .filter(Part.Text.class::isInstance)
                .map(Part.Text.class::cast)
                .toList();
    }

    private static List<Part> said(Fields message, Speaker speaker) {
        List<Part> parts = ChatContent.read(message, speaker);
        if (parts.isEmpty()) {
            throw message.wrong("content", "is missing", "send a text or a list of parts");
        }
        return CacheMark.onLast(CacheMark.in(message), parts);
    }

    private static List<Part> assistant(Fields message) {
        // what clients send back although it was for them alone
        message.hints("annotations", "parsed");
        message.refuse("audio", "send its transcript as content");
        message.refuse("function_call", "send it in tool_calls");
        List<Part> parts = new ArrayList<>(ChatReasoning.read(message));
        List<Part> said = ChatContent.read(message, Speaker.MODEL);
        List<Part> after = new ArrayList<>();
        message.text("refusal")
                .filter(text -> !text.isEmpty())
                .map(Part.Refusal::new)
                .ifPresent(after::add);
        message.objects("tool_calls").forEach(call -> after.add(call(call)));
        boolean silent = parts.isEmpty() && after.isEmpty();
        said.stream().filter(part -> silent || !isEmpty(part)).forEach(parts::add);
        parts.addAll(after);
        if (parts.isEmpty()) {
            parts.add(new Part.Text(""));
        }
        return CacheMark.onLast(CacheMark.in(message), parts);
    }

    /** Clients write an empty content beside tool calls, which some providers refuse. */
    private static boolean isEmpty(Part part) {
        return part instanceof Part.Text text && text.text().isEmpty();
    }

    private static Part.ToolCall call(Fields call) {
        call.hints("index");
        if (call.find("type").isPresent()) {
            ChatRequest.requireFunction(call);
        }
        Fields function = call.requiredObject("function");
        function.hints("parsed_arguments");
        Part.ToolCall read =
                new Part.ToolCall(
                        call.requiredText("id"),
                        function.requiredText("name"),
                        arguments(function),
                        CallSignature.in(call));
        function.done();
        call.done();
        return read;
    }

    /** A call without arguments is written in several ways. */
    static String arguments(Fields call) {
        String arguments = call.text("arguments").orElse("");
        if (arguments.isBlank()) {
            return "{}";
        }
        if (JsonText.readObject(arguments).isEmpty()) {
            throw call.wrong(
                    "arguments",
                    "is not a JSON object",
                    call.orElse("send the arguments as one JSON object, as a text"));
        }
        return arguments;
    }

    private static Part.ToolResult result(Fields message) {
        // the function's name, which the id of the call tells already
        message.hints("name");
        return new Part.ToolResult(
                message.requiredText("tool_call_id"),
                ChatContent.read(message, Speaker.USER),
                false,
                CacheMark.in(message));
    }
}
