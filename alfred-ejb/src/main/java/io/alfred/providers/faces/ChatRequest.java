package io.alfred.providers.faces;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.providers.dialogue.CacheStay;
import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.Dialogue.AnswerFormat;
import io.alfred.providers.dialogue.Dialogue.Tool;
import io.alfred.providers.dialogue.Dialogue.ToolChoice;
import io.alfred.providers.dialogue.Reasoning;
import io.alfred.providers.dialogue.Reasoning.Effort;
import io.alfred.providers.dialogue.Sampling;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads a chat request. */
final class ChatRequest {
    private static final String FUNCTION = "function";
    private static final String USE_TOOLS = "describe functions in tools, of type \"function\"";

    private ChatRequest() {}

    static Dialogue read(Fields fields) {
        refuse(fields);
        ChatMessages messages = ChatMessages.read(fields);
        List<Tool> tools = fields.objects("tools").stream().map(ChatRequest::tool).toList();
        Dialogue dialogue =
                new Dialogue(
                        messages.system(),
                        messages.turns(),
                        tools,
                        Told.choice(fields, choice(fields), tools),
                        fields.flag("parallel_tool_calls").orElse(true),
                        format(fields),
                        sampling(fields),
                        reasoning(fields),
                        endUser(fields),
                        fields.isSet("stream"));
        fields.done();
        return dialogue;
    }

    /** What has no effect passes; what has one and no place elsewhere does not. */
    private static void refuse(Fields fields) {
        fields.hints(
                "model",
                "metadata",
                "prompt_cache_key",
                "prompt_cache_retention",
                "prompt_cache_options",
                "stream_options");
        fields.only("n", n -> n.isIntegralNumber() && n.canConvertToInt() && n.intValue() == 1);
        fields.only("logprobs", logprobs -> logprobs.isBoolean() && !logprobs.booleanValue());
        fields.only("top_logprobs", n -> n.isIntegralNumber() && n.asInt(1) == 0);
        fields.only("logit_bias", bias -> bias.isObject() && bias.isEmpty());
        fields.only("store", store -> store.isBoolean() && !store.booleanValue());
        fields.only("modalities", ChatRequest::onlyText);
        fields.onlyWord("service_tier", "auto", "default");
        fields.onlyWord("verbosity", "medium");
        fields.only("functions", list -> list.isArray() && list.isEmpty());
        fields.refuse("function_call", fields.orElse(USE_TOOLS));
        for (String field : List.of("prediction", "audio", "moderation", "web_search_options")) {
            fields.refuse(field, fields.orElse("leave it out"));
        }
    }

    private static boolean onlyText(JsonNode modalities) {
        return modalities.isArray()
                && modalities.size() == 1
                && modalities.path(0).asText().equals("text");
    }

    private static Tool tool(Fields tool) {
        requireFunction(tool);
        Fields function = tool.requiredObject(FUNCTION);
        CacheStay stay = CacheMark.in(tool);
        tool.done();
        Tool read =
                new Tool(
                        function.requiredText("name"),
                        function.text("description"),
                        function.json("parameters").orElse("{}"),
                        function.isSet("strict"),
                        stay);
        function.done();
        return read;
    }

    static void requireFunction(Fields tool) {
        String type = tool.requiredText("type");
        if (!type.equals(FUNCTION)) {
            throw tool.wrong(
                    "type",
                    Fields.quoted(type) + " is a tool that only its own provider has",
                    tool.orElse(USE_TOOLS));
        }
    }

    private static ToolChoice choice(Fields fields) {
        Optional<JsonNode> choice = fields.find("tool_choice");
        if (choice.filter(JsonNode::isObject).isEmpty()) {
            return word(fields);
        }
        Fields named = fields.requiredObject("tool_choice");
        requireFunction(named);
        Fields function = named.requiredObject(FUNCTION);
        String name = function.requiredText("name");
        function.done();
        named.done();
        return new ToolChoice.Named(name);
    }

    /** A choice by a word alone. */
    static ToolChoice word(Fields fields) {
        Optional<String> word = fields.text("tool_choice");
        return switch (word.orElse("auto")) {
            case "auto" -> new ToolChoice.Auto();
            case "none" -> new ToolChoice.None();
            case "required" -> new ToolChoice.Any();
            default ->
                    throw fields.wrong(
                            "tool_choice",
                            Fields.quoted(word.orElse("")) + " is not known",
                            "send \"auto\", \"none\", \"required\" or a function's name");
        };
    }

    private static AnswerFormat format(Fields fields) {
        Optional<Fields> format = fields.object("response_format");
        if (format.isEmpty()) {
            return new AnswerFormat.PlainText();
        }
        String type = format.get().requiredText("type");
        AnswerFormat read =
                type.equals("json_schema")
                        ? schema(format.get().requiredObject("json_schema"))
                        : simple(format.get(), type);
        format.get().done();
        return read;
    }

    static AnswerFormat simple(Fields format, String type) {
        return switch (type) {
            case "text" -> new AnswerFormat.PlainText();
            case "json_object" -> new AnswerFormat.JsonObject();
            default ->
                    throw format.wrong(
                            "type",
                            Fields.quoted(type) + " is not known",
                            format.orElse("send \"text\", \"json_object\" or \"json_schema\""));
        };
    }

    static AnswerFormat schema(Fields schema) {
        AnswerFormat read =
                new AnswerFormat.JsonSchema(
                        schema.requiredText("name"),
                        schema.text("description"),
                        schema.json("schema").orElse("{}"),
                        schema.isSet("strict"));
        schema.done();
        return read;
    }

    private static Sampling sampling(Fields fields) {
        return new Sampling(
                lower(fields.positive("max_completion_tokens"), fields.positive("max_tokens")),
                fields.number("temperature", 0, 2),
                fields.number("top_p", 0, 1),
                fields.positive("top_k"),
                fields.number("frequency_penalty", -2, 2),
                fields.number("presence_penalty", -2, 2),
                fields.integer("seed"),
                fields.texts("stop"));
    }

    /** The bound that holds when both names of it are sent. */
    private static OptionalLong lower(OptionalLong one, OptionalLong other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isPresent() ? one : other;
        }
        return OptionalLong.of(Math.min(one.getAsLong(), other.getAsLong()));
    }

    /** Who asks for an effort by name is shown what came of it. */
    private static Reasoning reasoning(Fields fields) {
        Optional<Effort> effort = fields.choice("reasoning_effort", Told.EFFORTS);
        boolean shown = effort.filter(asked -> asked != Effort.NONE).isPresent();
        return new Reasoning(effort, OptionalLong.empty(), shown);
    }

    static Optional<String> endUser(Fields fields) {
        Optional<String> user = fields.text("user");
        return fields.text("safety_identifier").or(() -> user);
    }
}
