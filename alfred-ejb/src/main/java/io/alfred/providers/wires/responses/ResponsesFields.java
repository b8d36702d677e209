package io.alfred.providers.wires.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.ExactJson;
import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.Dialogue.AnswerFormat;
import io.alfred.providers.dialogue.Dialogue.Tool;
import io.alfred.providers.dialogue.Dialogue.ToolChoice;
import io.alfred.providers.dialogue.Reasoning.Effort;
import io.alfred.providers.dialogue.Sampling;
import io.alfred.providers.wires.EffortShares;
import io.alfred.providers.wires.JsonTexts;
import io.alfred.providers.wires.NotTaken;
import io.alfred.providers.wires.ResponsesOnly;
import io.alfred.providers.wires.Texts;

import java.math.BigDecimal;
import java.util.Optional;

/** Writes the body of one request for a response. */
final class ResponsesFields {
    private final String provider;
    private final Dialogue dialogue;
    private final ObjectNode body = JsonNodeFactory.instance.objectNode();

    ResponsesFields(String provider, Dialogue dialogue) {
        this.provider = provider;
        this.dialogue = dialogue;
    }

    /** In UTF-8. */
    byte[] body(String model) {
        body.put("model", model);
        body.set("input", new ResponsesItems(provider).write(dialogue));
        // The provider would keep what it answers, for which no client here could ask it.
        body.put("store", false);
        body.putArray("include").add("reasoning.encrypted_content");
        // Without it the project or the deployment decides, which may cost more than is held.
        body.put("service_tier", "default");
        if (dialogue.stream()) {
            body.put("stream", true);
        }
        sampling(dialogue.sampling());
        tools();
        format();
        reasoning(model);
        Texts.endUser(dialogue).ifPresent(user -> body.put("user", user));
        return ExactJson.write(body);
    }

    private void sampling(Sampling sampling) {
        if (sampling.maxOutputTokens().isPresent()) {
            bound(sampling.maxOutputTokens().getAsLong());
        }
        unlessOne("temperature", sampling.temperature());
        unlessOne("top_p", sampling.topP());
        refuse("top_k", sampling.topK().isPresent());
        refuse("frequency_penalty", isSome(sampling.frequencyPenalty()));
        refuse("presence_penalty", isSome(sampling.presencePenalty()));
        refuse("seed", sampling.seed().isPresent());
        refuse("stop", !sampling.stop().isEmpty());
    }

    private void bound(long maxOutputTokens) {
        if (maxOutputTokens < ResponsesWire.OUTPUT_TOKENS_MIN) {
            throw AlfredException.invalid(
                    "max_completion_tokens",
                    "an output bound of "
                            + maxOutputTokens
                            + " is below the least that this model takes",
                    "send at least "
                            + ResponsesWire.OUTPUT_TOKENS_MIN
                            + "; what it reasons counts too");
        }
        body.put("max_output_tokens", maxOutputTokens);
    }

    /** Models that reason refuse both fields, and do by themselves what 1 says. */
    private void unlessOne(String field, Optional<BigDecimal> asked) {
        asked.filter(value -> value.compareTo(BigDecimal.ONE) != 0)
                .ifPresent(value -> body.put(field, value));
    }

    /** A penalty of 0 is none. */
    private static boolean isSome(Optional<BigDecimal> penalty) {
        return penalty.filter(value -> value.signum() != 0).isPresent();
    }

    private void refuse(String field, boolean asked) {
        if (asked) {
            throw NotTaken.by(provider, field, "leave out " + field + ", or choose another model");
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
        choice(dialogue.toolChoice());
        if (!dialogue.parallelTools()) {
            body.put("parallel_tool_calls", false);
        }
    }

    /** A tool that does not say so is strict here. */
    private static void tool(ObjectNode node, Tool tool, String path) {
        node.put("type", "function").put("name", tool.name());
        tool.description().ifPresent(text -> node.put("description", text));
        if (JsonTexts.isEmptyObject(tool.parameters())) {
            // A schema has to say that arguments are an object.
            node.putObject("parameters").put("type", "object").putObject("properties");
        } else {
            JsonTexts.put(node, "parameters", tool.parameters(), path + ".function.parameters");
        }
        node.put("strict", tool.strict());
    }

    private void choice(ToolChoice choice) {
        switch (choice) {
            case ToolChoice.Auto auto -> {
                // what the model does by itself
            }
            case ToolChoice.None none -> body.put("tool_choice", "none");
            case ToolChoice.Any any -> body.put("tool_choice", "required");
            case ToolChoice.Named named ->
                    body.putObject("tool_choice").put("type", "function").put("name", named.name());
        }
    }

    private void format() {
        switch (dialogue.format()) {
            case AnswerFormat.PlainText text -> {
                // what the model does by itself
            }
            case AnswerFormat.JsonObject object -> format("json_object");
            case AnswerFormat.JsonSchema schema -> {
                ObjectNode format = format("json_schema").put("name", schema.name());
                schema.description().ifPresent(text -> format.put("description", text));
                JsonTexts.put(
                        format, "schema", schema.schema(), "response_format.json_schema.schema");
                format.put("strict", schema.strict());
            }
        }
    }

    private ObjectNode format(String type) {
        return body.putObject("text").putObject("format").put("type", type);
    }

    /** A step that a model does not have is refused by the provider, which knows its models. */
    private void reasoning(String model) {
        Optional<Effort> effort =
                EffortShares.asked(dialogue.reasoning(), dialogue.sampling().maxOutputTokens());
        ObjectNode reasoning = JsonNodeFactory.instance.objectNode();
        effort.ifPresent(step -> reasoning.put("effort", EffortShares.word(step)));
        boolean none = effort.filter(step -> step == Effort.NONE).isPresent();
        if (dialogue.reasoning().shown() && !none && ResponsesOnly.summarizes(model)) {
            reasoning.put("summary", "auto");
        }
        if (!reasoning.isEmpty()) {
            body.set("reasoning", reasoning);
        }
    }
}
