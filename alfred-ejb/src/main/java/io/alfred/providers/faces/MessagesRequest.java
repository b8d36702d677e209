package io.alfred.providers.faces;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.providers.dialogue.CacheStay;
import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.Dialogue.AnswerFormat;
import io.alfred.providers.dialogue.Dialogue.Tool;
import io.alfred.providers.dialogue.Dialogue.ToolChoice;
import io.alfred.providers.dialogue.Dialogue.Turn;
import io.alfred.providers.dialogue.Reasoning;
import io.alfred.providers.dialogue.Reasoning.Effort;
import io.alfred.providers.dialogue.Sampling;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads a request for a message. */
final class MessagesRequest {
    /** The protocol gives a format no name, others want one. */
    private static final String FORMAT_NAME = "answer";

    private static final String OWN_TOOLS =
            "describe a tool of your own in its place, as no tool runs at the provider";

    private MessagesRequest() {}

    /** The format and the effort, which stand together. */
    private record Output(Optional<AnswerFormat> format, Optional<Effort> effort) {}

    static Dialogue read(Fields fields) {
        refuse(fields);
        MessageTurns turns = MessageTurns.read(fields);
        List<Tool> tools = fields.objects("tools").stream().map(MessagesRequest::tool).toList();
        Optional<Fields> choice = fields.object("tool_choice");
        boolean oneCall = choice.map(c -> c.isSet("disable_parallel_tool_use")).orElse(false);
        Output output = output(fields);
        Dialogue dialogue =
                new Dialogue(
                        turns.system(),
                        marked(CacheMark.anthropic(fields), turns.turns()),
                        tools,
                        Told.choice(fields, choice(choice), tools),
                        !oneCall,
                        format(fields, output),
                        sampling(fields),
                        reasoning(fields, output.effort()),
                        endUser(fields),
                        fields.isSet("stream"));
        fields.done();
        return dialogue;
    }

    private static void refuse(Fields fields) {
        fields.hints("model", "user_profile_id");
        fields.onlyWord("service_tier", "auto", "standard_only");
        fields.onlyWord("speed", "standard");
        fields.onlyWord("inference_geo", "global");
        fields.only("mcp_servers", servers -> servers.isArray() && servers.isEmpty());
        fields.only(
                "context_management",
                context -> context.isObject() && context.path("edits").isEmpty());
        fields.refuse("container", fields.orElse("leave it out"));
    }

    /** A mark on the whole request stands for one at its end. */
    private static List<Turn> marked(CacheStay stay, List<Turn> turns) {
        List<Turn> marked = new ArrayList<>(turns);
        Turn last = marked.removeLast();
        marked.add(new Turn(last.role(), CacheMark.onLast(stay, last.parts())));
        return marked;
    }

    private static Tool tool(Fields tool) {
        Optional<String> type = tool.text("type").filter(word -> !word.equals("custom"));
        if (type.isPresent()) {
            throw tool.wrong(
                    "type",
                    Fields.quoted(type.get()) + " is a tool that only its own provider has",
                    tool.orElse(OWN_TOOLS));
        }
        tool.hints("eager_input_streaming");
        tool.only("defer_loading", flag -> flag.isBoolean() && !flag.booleanValue());
        tool.only("input_examples", list -> list.isArray() && list.isEmpty());
        tool.only("allowed_callers", MessagesRequest::onlyDirect);
        Tool read =
                new Tool(
                        tool.requiredText("name"),
                        tool.text("description"),
                        tool.json("input_schema").orElse("{}"),
                        tool.isSet("strict"),
                        CacheMark.anthropic(tool));
        tool.done();
        return read;
    }

    private static boolean onlyDirect(JsonNode callers) {
        return callers.isArray()
                && callers.size() == 1
                && callers.path(0).asText().equals("direct");
    }

    private static ToolChoice choice(Optional<Fields> choice) {
        if (choice.isEmpty()) {
            return new ToolChoice.Auto();
        }
        String type = choice.get().requiredText("type");
        ToolChoice read =
                switch (type) {
                    case "auto" -> new ToolChoice.Auto();
                    case "any" -> new ToolChoice.Any();
                    case "none" -> new ToolChoice.None();
                    case "tool" -> new ToolChoice.Named(choice.get().requiredText("name"));
                    default ->
                            throw choice.get()
                                    .wrong(
                                            "type",
                                            Fields.quoted(type) + " is not known",
                                            "send one of auto, any, tool, none");
                };
        choice.get().done();
        return read;
    }

    private static Output output(Fields fields) {
        Optional<Fields> config = fields.object("output_config");
        if (config.isEmpty()) {
            return new Output(Optional.empty(), Optional.empty());
        }
        Output output =
                new Output(
                        config.get().object("format").map(MessagesRequest::schema),
                        config.get().choice("effort", Told.EFFORTS));
        config.get().done();
        return output;
    }

    /** The older name of a format counts where the newer is not sent. */
    private static AnswerFormat format(Fields fields, Output output) {
        Optional<AnswerFormat> older = fields.object("output_format").map(MessagesRequest::schema);
        if (older.isPresent() && output.format().isPresent()) {
            throw fields.wrong(
                    "output_format", "is sent beside output_config.format", "send one of them");
        }
        return output.format().or(() -> older).orElse(new AnswerFormat.PlainText());
    }

    private static AnswerFormat schema(Fields format) {
        format.onlyWord("type", "json_schema");
        String schema = format.json("schema").orElseThrow(() -> format.missing("schema"));
        format.done();
        return new AnswerFormat.JsonSchema(FORMAT_NAME, Optional.empty(), schema, true);
    }

    private static Sampling sampling(Fields fields) {
        return new Sampling(
                fields.positive("max_tokens"),
                fields.number("temperature", 0, 1),
                fields.number("top_p", 0, 1),
                fields.positive("top_k"),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                fields.texts("stop_sequences"));
    }

    private static Reasoning reasoning(Fields fields, Optional<Effort> effort) {
        Optional<Fields> asked = fields.object("thinking");
        if (asked.isEmpty()) {
            return new Reasoning(effort, OptionalLong.empty(), false);
        }
        Fields thinking = asked.get();
        String type = thinking.requiredText("type");
        boolean shown = !thinking.text("display").orElse("").equals("omitted");
        Reasoning read =
                switch (type) {
                    case "enabled" ->
                            new Reasoning(effort, thinking.positive("budget_tokens"), shown);
                    case "adaptive" -> new Reasoning(effort, OptionalLong.empty(), shown);
                    case "disabled" -> disabled(fields, effort);
                    default ->
                            throw thinking.wrong(
                                    "type",
                                    Fields.quoted(type) + " is not known",
                                    "send one of enabled, adaptive, disabled");
                };
        thinking.done();
        return read;
    }

    /** Elsewhere an effort is one of thinking, so that both cannot be told. */
    private static Reasoning disabled(Fields fields, Optional<Effort> effort) {
        if (effort.isPresent()) {
            throw fields.wrong(
                    "output_config.effort",
                    "cannot be told to this model's provider when thinking is disabled",
                    fields.orElse("leave out one of the two"));
        }
        return new Reasoning(Optional.of(Effort.NONE), OptionalLong.empty(), false);
    }

    private static Optional<String> endUser(Fields fields) {
        return fields.object("metadata")
                .flatMap(
                        metadata -> {
                            Optional<String> user = metadata.text("user_id");
                            metadata.done();
                            return user;
                        });
    }
}
