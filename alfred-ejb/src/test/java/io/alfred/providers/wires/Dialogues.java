package io.alfred.providers.wires;

import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.Dialogue.AnswerFormat;
import io.alfred.providers.dialogue.Dialogue.Role;
import io.alfred.providers.dialogue.Dialogue.Tool;
import io.alfred.providers.dialogue.Dialogue.ToolChoice;
import io.alfred.providers.dialogue.Dialogue.Turn;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.Reasoning;
import io.alfred.providers.dialogue.Reasoning.Effort;
import io.alfred.providers.dialogue.Sampling;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Builds dialogues for tests; says "Hello" and nothing else by itself. */
public final class Dialogues {
    public static final String WEATHER_SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"},"
                    + "\"days\":{\"type\":\"number\",\"maximum\":7.50}},\"required\":[\"city\"]}";

    public final List<Part.Text> system = new ArrayList<>();
    private final List<Turn> turns = new ArrayList<>();
    public final List<Tool> tools = new ArrayList<>();
    public ToolChoice toolChoice = new ToolChoice.Auto();
    public boolean parallelTools = true;
    public AnswerFormat format = new AnswerFormat.PlainText();
    public OptionalLong max = OptionalLong.of(1000);
    public Optional<BigDecimal> temperature = Optional.empty();
    public Optional<BigDecimal> topP = Optional.empty();
    public OptionalLong topK = OptionalLong.empty();
    public Optional<BigDecimal> frequencyPenalty = Optional.empty();
    public Optional<BigDecimal> presencePenalty = Optional.empty();
    public OptionalLong seed = OptionalLong.empty();
    public List<String> stop = List.of();
    public Reasoning reasoning = Reasoning.DEFAULT;
    public Optional<String> endUser = Optional.empty();
    public boolean stream;

    public Dialogues system(String... texts) {
        for (String text : texts) {
            system.add(new Part.Text(text));
        }
        return this;
    }

    public Dialogues user(Part... parts) {
        turns.add(new Turn(Role.USER, List.of(parts)));
        return this;
    }

    public Dialogues user(String text) {
        return user(new Part.Text(text));
    }

    public Dialogues assistant(Part... parts) {
        turns.add(new Turn(Role.ASSISTANT, List.of(parts)));
        return this;
    }

    public Dialogues tool(String name) {
        tools.add(new Tool(name, Optional.of("Looks it up"), WEATHER_SCHEMA, false, false));
        return this;
    }

    public Dialogues effort(Effort effort) {
        reasoning = new Reasoning(Optional.of(effort), OptionalLong.empty(), false);
        return this;
    }

    public Dialogues budget(long tokens) {
        reasoning = new Reasoning(Optional.empty(), OptionalLong.of(tokens), true);
        return this;
    }

    public static Part.ToolCall call(String id, String name, String arguments) {
        return new Part.ToolCall(id, name, arguments, Optional.empty());
    }

    public static Part.ToolResult result(String id, String text) {
        return new Part.ToolResult(id, List.of(new Part.Text(text)), false, false);
    }

    public Dialogue build() {
        if (turns.isEmpty()) {
            user("Hello");
        }
        return new Dialogue(
                system,
                turns,
                tools,
                toolChoice,
                parallelTools,
                format,
                new Sampling(
                        max,
                        temperature,
                        topP,
                        topK,
                        frequencyPenalty,
                        presencePenalty,
                        seed,
                        stop),
                reasoning,
                endUser,
                stream);
    }
}
