package io.alfred.providers.gemini;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.Dialogue.Tool;
import io.alfred.providers.dialogue.Dialogue.ToolChoice;

import java.util.List;

/** {@code tools} and {@code toolConfig}: the functions, and whether one has to be called. */
final class ToolSettings {
    private static final String MODE = "mode";
    private static final String ANY = "ANY";

    private ToolSettings() {}

    static void write(ObjectNode body, Dialogue dialogue) {
        if (dialogue.tools().isEmpty()) {
            return;
        }
        if (!dialogue.parallelTools() && !(dialogue.toolChoice() instanceof ToolChoice.None)) {
            throw AlfredException.invalid(
                    "parallel_tool_calls",
                    "the provider cannot be kept from calling several tools at once",
                    "leave parallel_tool_calls out and answer every call, or choose another model");
        }
        ArrayNode declarations =
                body.putArray("tools").addObject().putArray("functionDeclarations");
        for (int i = 0; i < dialogue.tools().size(); i++) {
            declare(declarations.addObject(), dialogue.tools().get(i), "tools[" + i + "]");
        }
        choose(body, dialogue.toolChoice(), dialogue.tools());
    }

    private static void declare(ObjectNode declaration, Tool tool, String field) {
        declaration.put("name", tool.name());
        tool.description().ifPresent(text -> declaration.put("description", text));
        String what = "the parameters of tool \"" + tool.name() + "\"";
        // a schema there has to describe an object; none at all means no parameters
        if (!JsonText.object(tool.parameters(), field, what).isEmpty()) {
            declaration.putRawValue(
                    "parametersJsonSchema", JsonText.raw(tool.parameters(), field, what));
        }
    }

    private static void choose(ObjectNode body, ToolChoice choice, List<Tool> tools) {
        switch (choice) {
            case ToolChoice.Auto auto -> {
                // the mode that holds calls to their schema but does not force one
                if (tools.stream().anyMatch(Tool::strict)) {
                    config(body).put(MODE, "VALIDATED");
                }
            }
            case ToolChoice.None none -> config(body).put(MODE, "NONE");
            case ToolChoice.Any any -> config(body).put(MODE, ANY);
            case ToolChoice.Named named ->
                    config(body).put(MODE, ANY).putArray("allowedFunctionNames").add(named.name());
        }
    }

    private static ObjectNode config(ObjectNode body) {
        return body.putObject("toolConfig").putObject("functionCallingConfig");
    }
}
