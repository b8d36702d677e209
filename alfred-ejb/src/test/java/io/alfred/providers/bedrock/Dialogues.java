package io.alfred.providers.bedrock;

import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.Dialogue.AnswerFormat;
import io.alfred.providers.dialogue.Dialogue.Role;
import io.alfred.providers.dialogue.Dialogue.Tool;
import io.alfred.providers.dialogue.Dialogue.ToolChoice;
import io.alfred.providers.dialogue.Dialogue.Turn;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.Reasoning;
import io.alfred.providers.dialogue.Sampling;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Dialogues to be translated. */
public final class Dialogues {
    public static final Tool WEATHER =
            new Tool(
                    "get_weather",
                    Optional.of("Tells the weather of a town"),
                    "{\"type\":\"object\",\"properties\":{\"town\":{\"type\":\"string\"},"
                            + "\"scale\":{\"const\":1.10}},\"required\":[\"town\"]}",
                    false,
                    false);
    public static final Tool CLOCK = new Tool("clock", Optional.empty(), "{}", false, false);

    private Dialogues() {}

    public static Turn user(Part... parts) {
        return new Turn(Role.USER, List.of(parts));
    }

    public static Turn user(String text) {
        return user(new Part.Text(text));
    }

    public static Turn assistant(Part... parts) {
        return new Turn(Role.ASSISTANT, List.of(parts));
    }

    public static Dialogue dialogue(Turn... turns) {
        return new Dialogue(
                List.of(),
                List.of(turns),
                List.of(),
                new ToolChoice.Auto(),
                true,
                new AnswerFormat.PlainText(),
                Sampling.DEFAULT,
                Reasoning.DEFAULT,
                Optional.empty(),
                false);
    }

    /** All that most models take. */
    public static Sampling sampling() {
        return new Sampling(
                OptionalLong.of(2000),
                Optional.of(new BigDecimal("0.30")),
                Optional.of(new BigDecimal("0.9")),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                List.of("END"));
    }

    public static Sampling bound(long tokens) {
        return new Sampling(
                OptionalLong.of(tokens),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                List.of());
    }

    public static Dialogue with(Dialogue from, Sampling sampling) {
        return new Dialogue(
                from.system(),
                from.turns(),
                from.tools(),
                from.toolChoice(),
                from.parallelTools(),
                from.format(),
                sampling,
                from.reasoning(),
                from.endUser(),
                from.stream());
    }

    public static Dialogue with(Dialogue from, Reasoning reasoning) {
        return new Dialogue(
                from.system(),
                from.turns(),
                from.tools(),
                from.toolChoice(),
                from.parallelTools(),
                from.format(),
                from.sampling(),
                reasoning,
                from.endUser(),
                from.stream());
    }

    public static Dialogue with(Dialogue from, AnswerFormat format) {
        return new Dialogue(
                from.system(),
                from.turns(),
                from.tools(),
                from.toolChoice(),
                from.parallelTools(),
                format,
                from.sampling(),
                from.reasoning(),
                from.endUser(),
                from.stream());
    }

    public static Dialogue with(
            Dialogue from, ToolChoice choice, boolean parallelTools, Tool... tools) {
        return new Dialogue(
                from.system(),
                from.turns(),
                List.of(tools),
                choice,
                parallelTools,
                from.format(),
                from.sampling(),
                from.reasoning(),
                from.endUser(),
                from.stream());
    }

    public static Dialogue told(Dialogue from, Part.Text... system) {
        return new Dialogue(
                List.of(system),
                from.turns(),
                from.tools(),
                from.toolChoice(),
                from.parallelTools(),
                from.format(),
                from.sampling(),
                from.reasoning(),
                Optional.of("user-7"),
                from.stream());
    }

    public static Dialogue streamed(Dialogue from) {
        return new Dialogue(
                from.system(),
                from.turns(),
                from.tools(),
                from.toolChoice(),
                from.parallelTools(),
                from.format(),
                from.sampling(),
                from.reasoning(),
                from.endUser(),
                true);
    }

    public static Reasoning effort(Reasoning.Effort effort) {
        return new Reasoning(Optional.of(effort), OptionalLong.empty(), true);
    }

    public static Reasoning budget(long tokens) {
        return new Reasoning(Optional.empty(), OptionalLong.of(tokens), true);
    }

    /** A town, the call of a tool with its reasoning, the result, and what comes next. */
    public static Dialogue weather(Optional<String> signature) {
        return dialogue(
                user("How is the weather in Graz?"),
                assistant(
                        new Part.Reasoned("I need the tool.", signature),
                        new Part.Text("I look it up."),
                        new Part.ToolCall(
                                "call_1",
                                "get_weather",
                                "{\"town\":\"Graz\",\"scale\":1.10}",
                                Optional.empty())),
                user(new Part.ToolResult("call_1", List.of(new Part.Text("12 °C")), false, false)),
                user("And in Linz?"));
    }
}
