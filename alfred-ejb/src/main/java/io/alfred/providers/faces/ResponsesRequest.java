package io.alfred.providers.faces;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.Dialogue.AnswerFormat;
import io.alfred.providers.dialogue.Dialogue.Tool;
import io.alfred.providers.dialogue.Dialogue.ToolChoice;
import io.alfred.providers.dialogue.Reasoning;
import io.alfred.providers.dialogue.Sampling;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads a request for a response. */
final class ResponsesRequest {
    private static final String LOGPROBS = "message.output_text.logprobs";
    private static final String SEND_ALL =
            "send the whole conversation in input, as nothing is kept between two calls";
    private static final String OWN_TOOLS =
            "describe a function of your own in its place, as no tool runs at the provider";

    private ResponsesRequest() {}

    static Dialogue read(Fields fields) {
        refuse(fields);
        ResponseItems items = ResponseItems.read(fields);
        List<Tool> tools = fields.objects("tools").stream().map(ResponsesRequest::tool).toList();
        Dialogue dialogue =
                new Dialogue(
                        items.system(),
                        items.turns(),
                        tools,
                        Told.choice(fields, choice(fields), tools),
                        fields.flag("parallel_tool_calls").orElse(true),
                        format(fields),
                        sampling(fields),
                        reasoning(fields),
                        ChatRequest.endUser(fields),
                        fields.isSet("stream"));
        fields.done();
        return dialogue;
    }

    private static void refuse(Fields fields) {
        fields.hints(
                "model",
                "metadata",
                "prompt_cache_key",
                "prompt_cache_retention",
                "prompt_cache_options",
                "stream_options",
                // counts the calls of built-in tools, which are refused
                "max_tool_calls");
        fields.refuse("previous_response_id", fields.orElse(SEND_ALL));
        fields.refuse("conversation", fields.orElse(SEND_ALL));
        fields.refuse("prompt", fields.orElse("send its text in instructions or input"));
        fields.refuse("moderation", fields.orElse("leave it out"));
        fields.only("background", on -> on.isBoolean() && !on.booleanValue());
        fields.only("store", store -> store.isBoolean() && !store.booleanValue());
        fields.only("context_management", list -> list.isArray() && list.isEmpty());
        fields.only("top_logprobs", n -> n.isIntegralNumber() && n.asInt(1) == 0);
        fields.only("include", ResponsesRequest::withoutLogprobs);
        fields.onlyWord("truncation", "disabled");
        fields.onlyWord("service_tier", "auto", "default");
    }

    /** The rest belongs to built-in tools, or comes unasked. */
    private static boolean withoutLogprobs(JsonNode include) {
        for (JsonNode name : include) {
            if (name.asText().equals(LOGPROBS)) {
                return false;
            }
        }
        return include.isArray();
    }

    private static Tool tool(Fields tool) {
        requireFunction(tool);
        tool.only("defer_loading", flag -> flag.isBoolean() && !flag.booleanValue());
        tool.only("allowed_callers", ResponsesRequest::onlyDirect);
        Tool read =
                new Tool(
                        tool.requiredText("name"),
                        tool.text("description"),
                        tool.json("parameters").orElse("{}"),
                        tool.isSet("strict"),
                        CacheMark.in(tool));
        tool.done();
        return read;
    }

    private static boolean onlyDirect(JsonNode callers) {
        for (JsonNode caller : callers) {
            if (!caller.asText().equals("direct")) {
                return false;
            }
        }
        return callers.isArray();
    }

    private static void requireFunction(Fields tool) {
        String type = tool.requiredText("type");
        if (!type.equals("function")) {
            throw tool.wrong(
                    "type",
                    Fields.quoted(type) + " is a tool that only its own provider has",
                    tool.orElse(OWN_TOOLS));
        }
    }

    private static ToolChoice choice(Fields fields) {
        if (fields.find("tool_choice").filter(JsonNode::isObject).isEmpty()) {
            return ChatRequest.word(fields);
        }
        Fields named = fields.requiredObject("tool_choice");
        requireFunction(named);
        String name = named.requiredText("name");
        named.done();
        return new ToolChoice.Named(name);
    }

    private static AnswerFormat format(Fields fields) {
        Optional<Fields> text = fields.object("text");
        if (text.isEmpty()) {
            return new AnswerFormat.PlainText();
        }
        text.get().onlyWord("verbosity", "medium");
        Optional<Fields> format = text.get().object("format");
        text.get().done();
        if (format.isEmpty()) {
            return new AnswerFormat.PlainText();
        }
        String type = format.get().requiredText("type");
        if (type.equals("json_schema")) {
            return ChatRequest.schema(format.get());
        }
        AnswerFormat read = ChatRequest.simple(format.get(), type);
        format.get().done();
        return read;
    }

    private static Sampling sampling(Fields fields) {
        return new Sampling(
                fields.positive("max_output_tokens"),
                fields.number("temperature", 0, 2),
                fields.number("top_p", 0, 1),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                List.of());
    }

    private static Reasoning reasoning(Fields fields) {
        Optional<Fields> reasoning = fields.object("reasoning");
        if (reasoning.isEmpty()) {
            return Reasoning.DEFAULT;
        }
        Fields asked = reasoning.get();
        asked.onlyWord("context", "auto");
        boolean formerName = asked.text("generate_summary").isPresent();
        Reasoning read =
                new Reasoning(
                        asked.choice("effort", Told.EFFORTS),
                        OptionalLong.empty(),
                        asked.text("summary").isPresent() || formerName);
        asked.done();
        return read;
    }
}
