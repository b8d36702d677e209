package io.alfred.providers.bedrock;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.Dialogue.Tool;
import io.alfred.providers.dialogue.Dialogue.ToolChoice;
import io.alfred.providers.dialogue.Part;

import java.util.Optional;

/** Writes {@code toolConfig}. */
final class ConverseTools {
    /** Converse wants an object at the top, also of a function without parameters. */
    private static final String NO_PARAMETERS = "{\"type\":\"object\",\"properties\":{}}";

    private ConverseTools() {}

    /**
     * Whether the choice has a part that Converse has no word for, so that the whole of it goes to
     * the model directly: said in both places, the model refuses it.
     */
    static boolean choiceIsHandedOn(Dialogue dialogue) {
        return !dialogue.tools().isEmpty()
                && (!dialogue.parallelTools() || dialogue.toolChoice() instanceof ToolChoice.None);
    }

    /** Empty when the model has no tools to know of. */
    static Optional<ObjectNode> of(Dialogue dialogue, ModelFamily family, CachePoints points) {
        if (dialogue.tools().isEmpty()) {
            return Optional.empty();
        }
        boolean handedOn = choiceIsHandedOn(dialogue);
        if (handedOn && family != ModelFamily.ANTHROPIC) {
            return withoutWords(dialogue);
        }
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        ArrayNode tools = config.putArray("tools");
        for (Tool tool : dialogue.tools()) {
            tools.add(spec(tool));
            points.afterTool(tool.stay(), tools);
        }
        if (!handedOn) {
            choice(config, dialogue.toolChoice());
        }
        return Optional.of(config);
    }

    /** For models that cannot be told what was chosen. */
    private static Optional<ObjectNode> withoutWords(Dialogue dialogue) {
        if (!(dialogue.toolChoice() instanceof ToolChoice.None)) {
            throw AlfredException.invalid(
                    "parallel_tool_calls",
                    "only Claude models can be told through Bedrock to call one tool at most",
                    "leave parallel_tool_calls out, or choose a Claude model");
        }
        boolean called =
                dialogue.turns().stream()
                        .flatMap(turn -> turn.parts().stream())
                        .anyMatch(
                                part ->
                                        part instanceof Part.ToolCall
                                                || part instanceof Part.ToolResult);
        if (called) {
            throw AlfredException.invalid(
                    "tool_choice",
                    "after tool calls, only Claude models can be told through Bedrock to call none",
                    "leave tool_choice out, or choose a Claude model");
        }
        // What it does not know of it cannot call.
        return Optional.empty();
    }

    private static ObjectNode spec(Tool tool) {
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        ObjectNode spec = entry.putObject("toolSpec").put("name", tool.name());
        tool.description()
                .filter(text -> !text.isBlank())
                .ifPresent(text -> spec.put("description", text));
        String schema = tool.parameters().strip();
        spec.putObject("inputSchema")
                .putRawValue("json", new RawValue(schema.equals("{}") ? NO_PARAMETERS : schema));
        if (tool.strict()) {
            spec.put("strict", true);
        }
        return entry;
    }

    private static void choice(ObjectNode config, ToolChoice choice) {
        switch (choice) {
            case ToolChoice.Auto auto -> {
                // as it is by itself
            }
            case ToolChoice.None none -> throw new IllegalStateException("has no word here");
            case ToolChoice.Any any -> config.putObject("toolChoice").putObject("any");
            case ToolChoice.Named named ->
                    config.putObject("toolChoice").putObject("tool").put("name", named.name());
        }
    }
}
