package io.alfred.providers.wires.messages;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.ExactJson;
import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.Dialogue.AnswerFormat;
import io.alfred.providers.dialogue.Dialogue.Tool;
import io.alfred.providers.dialogue.Dialogue.ToolChoice;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.Sampling;
import io.alfred.providers.wires.JsonTexts;
import io.alfred.providers.wires.NotTaken;

import java.math.BigDecimal;
import java.util.Optional;

/** Writes the body of one request for a message. */
final class MessagesFields {
    private final Dialogue dialogue;
    private final MessagesTurns turns;
    private final ObjectNode body;

    /**
     * Writes one body.
     *
     * @param head fields that stand before all others, and differ by where the model runs
     */
    MessagesFields(Dialogue dialogue, MessagesTurns turns, ObjectNode head) {
        this.dialogue = dialogue;
        this.turns = turns;
        this.body = head;
    }

    /** In UTF-8. */
    byte[] body(String model) {
        long max =
                dialogue.sampling()
                        .maxOutputTokens()
                        .orElseThrow(
                                () ->
                                        AlfredException.invalid(
                                                "max_tokens",
                                                "max_tokens is missing",
                                                "send the most tokens the answer may have"));
        body.put("max_tokens", max);
        system();
        body.set("messages", turns.write(dialogue));
        tools();
        sampling(dialogue.sampling());
        if (dialogue.stream()) {
            body.put("stream", true);
        }
        ObjectNode output = JsonNodeFactory.instance.objectNode();
        new MessagesThinking(dialogue, ClaudeModel.of(model), max).write(body, output);
        format(output);
        if (!output.isEmpty()) {
            body.set("output_config", output);
        }
        dialogue.endUser().ifPresent(user -> body.putObject("metadata").put("user_id", user));
        return ExactJson.write(body);
    }

    private void system() {
        ArrayNode blocks = JsonNodeFactory.instance.arrayNode();
        for (Part.Text text : dialogue.system()) {
            if (!text.text().isEmpty()) {
                ObjectNode block = blocks.addObject().put("type", "text").put("text", text.text());
                MessagesBlocks.mark(block, text.stay());
            }
        }
        if (!blocks.isEmpty()) {
            body.set("system", blocks);
        }
    }

    private void sampling(Sampling sampling) {
        sampling.temperature().ifPresent(this::temperature);
        sampling.topP().ifPresent(value -> body.put("top_p", value));
        sampling.topK().ifPresent(value -> body.put("top_k", value));
        penalty("frequency_penalty", sampling.frequencyPenalty());
        penalty("presence_penalty", sampling.presencePenalty());
        if (sampling.seed().isPresent()) {
            throw NotTaken.by(
                    MessagesWire.PROVIDER, "seed", "leave out seed, or choose another model");
        }
        if (!sampling.stop().isEmpty()) {
            ArrayNode stop = body.putArray("stop_sequences");
            sampling.stop().forEach(stop::add);
        }
    }

    private void temperature(BigDecimal temperature) {
        if (temperature.compareTo(BigDecimal.ONE) > 0) {
            throw AlfredException.invalid(
                    "temperature",
                    "temperature "
                            + temperature.toPlainString()
                            + " is beyond the scale of Anthropic, which ends at 1",
                    "send a temperature from 0 to 1");
        }
        body.put("temperature", temperature);
    }

    /** A penalty of 0 is none, which is all that Anthropic knows. */
    private static void penalty(String field, Optional<BigDecimal> penalty) {
        if (penalty.isPresent() && penalty.get().signum() != 0) {
            throw NotTaken.by(
                    MessagesWire.PROVIDER,
                    field,
                    "leave out " + field + ", or choose another model");
        }
    }

    private void tools() {
        if (dialogue.tools().isEmpty()) {
            return;
        }
        ArrayNode tools = body.putArray("tools");
        for (int i = 0; i < dialogue.tools().size(); i++) {
            tool(tools.addObject(), dialogue.tools().get(i), "tools[" + i + "]");
        }
        choice();
    }

    private static void tool(ObjectNode node, Tool tool, String path) {
        node.put("name", tool.name());
        tool.description().ifPresent(text -> node.put("description", text));
        if (JsonTexts.isEmptyObject(tool.parameters())) {
            // A schema has to say that arguments are an object.
            node.putObject("input_schema").put("type", "object").putObject("properties");
        } else {
            JsonTexts.put(node, "input_schema", tool.parameters(), path + ".function.parameters");
        }
        if (tool.strict()) {
            node.put("strict", true);
        }
        MessagesBlocks.mark(node, tool.stay());
    }

    private void choice() {
        boolean single = !dialogue.parallelTools();
        ObjectNode choice = JsonNodeFactory.instance.objectNode();
        switch (dialogue.toolChoice()) {
            case ToolChoice.Auto auto -> {
                if (!single) {
                    return;
                }
                choice.put("type", "auto");
            }
            case ToolChoice.None none -> {
                body.putObject("tool_choice").put("type", "none");
                return;
            }
            case ToolChoice.Any any -> choice.put("type", "any");
            case ToolChoice.Named named -> choice.put("type", "tool").put("name", named.name());
        }
        if (single) {
            choice.put("disable_parallel_tool_use", true);
        }
        body.set("tool_choice", choice);
    }

    private void format(ObjectNode output) {
        switch (dialogue.format()) {
            case AnswerFormat.PlainText text -> {
                // what the model does by itself
            }
            case AnswerFormat.JsonObject object ->
                    throw NotTaken.by(
                            MessagesWire.PROVIDER,
                            "response_format",
                            "ask for json_schema with a schema, or for text");
            case AnswerFormat.JsonSchema schema -> {
                if (schema.description().isPresent()) {
                    throw NotTaken.by(
                            MessagesWire.PROVIDER,
                            "response_format.json_schema.description",
                            "describe the answer in the prompt or inside of the schema");
                }
                ObjectNode format = output.putObject("format").put("type", "json_schema");
                JsonTexts.put(
                        format, "schema", schema.schema(), "response_format.json_schema.schema");
            }
        }
    }
}
