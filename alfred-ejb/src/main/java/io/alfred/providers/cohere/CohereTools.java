package io.alfred.providers.cohere;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.Dialogue.Tool;
import io.alfred.providers.dialogue.Dialogue.ToolChoice;

import java.util.List;

/** Writes {@code tools}, {@code strict_tools} and {@code tool_choice}. */
final class CohereTools {
    /** An empty schema is none of an object. */
    private static final String NO_PARAMETERS = "{\"type\":\"object\",\"properties\":{}}";

    private CohereTools() {}

    static void write(Dialogue dialogue, ObjectNode body) {
        if (dialogue.tools().isEmpty()) {
            return;
        }
        if (!dialogue.parallelTools() && !(dialogue.toolChoice() instanceof ToolChoice.None)) {
            throw AlfredException.invalid(
                    "parallel_tool_calls",
                    "Cohere cannot be told to call one tool at most",
                    "leave parallel_tool_calls out");
        }
        List<Tool> tools = told(dialogue);
        ArrayNode list = body.putArray("tools");
        tools.forEach(tool -> function(tool, list.addObject()));
        if (tools.stream().anyMatch(Tool::strict)) {
            // It is all of them or none there, and a strict one must be.
            body.put("strict_tools", true);
        }
        switch (dialogue.toolChoice()) {
            case ToolChoice.Auto auto -> {
                // as it is by itself
            }
            case ToolChoice.None none -> body.put("tool_choice", "NONE");
            case ToolChoice.Any any -> body.put("tool_choice", "REQUIRED");
            case ToolChoice.Named named -> body.put("tool_choice", "REQUIRED");
        }
    }

    /** A named tool is the only one that the model may call, so it is the only one told. */
    private static List<Tool> told(Dialogue dialogue) {
        if (!(dialogue.toolChoice() instanceof ToolChoice.Named named)) {
            return dialogue.tools();
        }
        List<Tool> tools =
                dialogue.tools().stream().filter(tool -> tool.name().equals(named.name())).toList();
        if (tools.isEmpty()) {
            throw AlfredException.invalid(
                    "tool_choice",
                    "there is no tool \"" + named.name() + "\"",
                    "name one of the request's tools");
        }
        return tools;
    }

    private static void function(Tool tool, ObjectNode entry) {
        ObjectNode function =
                entry.put("type", "function").putObject("function").put("name", tool.name());
        tool.description().ifPresent(text -> function.put("description", text));
        String schema = tool.parameters().strip();
        function.putRawValue(
                "parameters", new RawValue(schema.equals("{}") ? NO_PARAMETERS : schema));
    }
}
