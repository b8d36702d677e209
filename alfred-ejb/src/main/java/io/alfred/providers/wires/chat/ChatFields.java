package io.alfred.providers.wires.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.ExactJson;
import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.Dialogue.AnswerFormat;
import io.alfred.providers.dialogue.Dialogue.Tool;
import io.alfred.providers.dialogue.Dialogue.ToolChoice;
import io.alfred.providers.dialogue.Sampling;
import io.alfred.providers.wires.JsonTexts;
import io.alfred.providers.wires.NotTaken;
import io.alfred.providers.wires.Quirks;
import io.alfred.providers.wires.Quirks.Feature;
import io.alfred.providers.wires.Texts;

import java.math.BigDecimal;
import java.util.Optional;

/** Writes the body of one request for a chat completion. */
final class ChatFields {
    private final Quirks quirks;
    private final Dialogue dialogue;
    private final ObjectNode body = JsonNodeFactory.instance.objectNode();

    ChatFields(Quirks quirks, Dialogue dialogue) {
        this.quirks = quirks;
        this.dialogue = dialogue;
    }

    /** In UTF-8. */
    byte[] body(String model) {
        body.put("model", model);
        body.set("messages", new ChatMessages(quirks, model).write(dialogue));
        if (dialogue.stream()) {
            body.put("stream", true);
            if (quirks.take(Feature.STREAM_OPTIONS)) {
                body.putObject("stream_options").put("include_usage", true);
            }
        }
        if (quirks.take(Feature.SERVICE_TIER)) {
            // Without it the project or the deployment decides, which may cost more than is held.
            body.put("service_tier", "default");
        }
        sampling(dialogue.sampling());
        tools();
        format();
        new ChatReasoning(quirks).write(dialogue, body);
        if (quirks.take(Feature.END_USER)) {
            Texts.endUser(dialogue).ifPresent(user -> body.put("user", user));
        }
        return ExactJson.write(body);
    }

    private void sampling(Sampling sampling) {
        sampling.maxOutputTokens().ifPresent(max -> body.put(quirks.outputField().field(), max));
        sampling.temperature().ifPresent(value -> body.put("temperature", value));
        sampling.topP().ifPresent(value -> body.put("top_p", value));
        if (sampling.topK().isPresent()) {
            require(Feature.TOP_K, "top_k", "leave out top_k, or choose another model");
            body.put("top_k", sampling.topK().getAsLong());
        }
        penalty("frequency_penalty", sampling.frequencyPenalty());
        penalty("presence_penalty", sampling.presencePenalty());
        if (sampling.seed().isPresent()) {
            seed(sampling.seed().getAsLong());
        }
        if (!sampling.stop().isEmpty()) {
            ArrayNode stop = body.putArray("stop");
            sampling.stop().forEach(stop::add);
        }
    }

    private void seed(long seed) {
        if (quirks.take(Feature.RANDOM_SEED)) {
            body.put("random_seed", seed);
            return;
        }
        require(Feature.SEED, "seed", "leave out seed, or choose another model");
        body.put("seed", seed);
    }

    /** A penalty of 0 is none, which every provider does by itself. */
    private void penalty(String field, Optional<BigDecimal> penalty) {
        if (penalty.isEmpty()) {
            return;
        }
        if (quirks.take(Feature.PENALTIES)) {
            body.put(field, penalty.get());
        } else if (penalty.get().signum() != 0) {
            throw refused(field, "leave out " + field + ", or choose another model");
        }
    }

    private void tools() {
        ToolChoice choice = dialogue.toolChoice();
        boolean withheld =
                choice instanceof ToolChoice.None && !quirks.take(Feature.TOOL_CHOICE_NONE);
        // A tool that is not told cannot be called, which is all that "none" promises.
        if (dialogue.tools().isEmpty() || withheld) {
            return;
        }
        ArrayNode tools = body.putArray("tools");
        for (int i = 0; i < dialogue.tools().size(); i++) {
            tool(tools.addObject(), dialogue.tools().get(i), "tools[" + i + "]");
        }
        choice(choice);
        if (!dialogue.parallelTools()) {
            require(
                    Feature.PARALLEL_SWITCH,
                    "parallel_tool_calls",
                    "allow parallel tool calls, or choose another model");
            body.put("parallel_tool_calls", false);
        }
    }

    private void tool(ObjectNode node, Tool tool, String path) {
        ObjectNode function = node.put("type", "function").putObject("function");
        function.put("name", tool.name());
        tool.description().ifPresent(text -> function.put("description", text));
        JsonTexts.put(function, "parameters", tool.parameters(), path + ".function.parameters");
        if (tool.strict()) {
            require(
                    Feature.STRICT_TOOLS,
                    path + ".function.strict",
                    "leave out strict, or choose another model");
            function.put("strict", true);
        }
    }

    private void choice(ToolChoice choice) {
        switch (choice) {
            case ToolChoice.Auto auto -> {
                // what every provider does by itself
            }
            case ToolChoice.None none -> body.put("tool_choice", "none");
            case ToolChoice.Any any -> {
                require(
                        Feature.TOOL_CHOICE_REQUIRED,
                        "tool_choice",
                        "let the model choose, or choose another model");
                body.put("tool_choice", "required");
            }
            case ToolChoice.Named named -> {
                require(
                        Feature.TOOL_CHOICE_NAMED,
                        "tool_choice",
                        "let the model choose, or choose another model");
                body.putObject("tool_choice")
                        .put("type", "function")
                        .putObject("function")
                        .put("name", named.name());
            }
        }
    }

    private void format() {
        switch (dialogue.format()) {
            case AnswerFormat.PlainText text -> {
                // what every provider does by itself
            }
            case AnswerFormat.JsonObject object -> {
                require(
                        Feature.JSON_OBJECT,
                        "response_format",
                        "ask for json_schema with a schema, or for text");
                body.putObject("response_format").put("type", "json_object");
            }
            case AnswerFormat.JsonSchema schema -> schema(schema);
        }
    }

    private void schema(AnswerFormat.JsonSchema format) {
        require(
                Feature.JSON_SCHEMA,
                "response_format",
                "ask for json_object and describe the schema in the prompt");
        ObjectNode schema =
                body.putObject("response_format")
                        .put("type", "json_schema")
                        .putObject("json_schema");
        schema.put("name", format.name());
        format.description().ifPresent(text -> schema.put("description", text));
        JsonTexts.put(schema, "schema", format.schema(), "response_format.json_schema.schema");
        if (format.strict()) {
            schema.put("strict", true);
        }
    }

    private void require(Feature feature, String field, String fix) {
        if (!quirks.take(feature)) {
            throw refused(field, fix);
        }
    }

    private AlfredException refused(String field, String fix) {
        return NotTaken.by(quirks.provider(), field, fix);
    }
}
