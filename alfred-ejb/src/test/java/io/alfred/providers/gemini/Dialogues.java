package io.alfred.providers.gemini;

import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.Dialogue.AnswerFormat;
import io.alfred.providers.dialogue.Dialogue.Role;
import io.alfred.providers.dialogue.Dialogue.Tool;
import io.alfred.providers.dialogue.Dialogue.ToolChoice;
import io.alfred.providers.dialogue.Dialogue.Turn;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.Reasoning;
import io.alfred.providers.dialogue.Sampling;

import java.util.List;
import java.util.Optional;

/** Dialogues for tests, each changed in what it is about. */
record Dialogues(
        List<Part.Text> system,
        List<Turn> turns,
        List<Tool> tools,
        ToolChoice choice,
        boolean parallel,
        AnswerFormat format,
        Sampling sampling,
        Reasoning reasoning,
        boolean stream) {
    static Dialogues of(Turn... turns) {
        return new Dialogues(
                List.of(),
                List.of(turns),
                List.of(),
                new ToolChoice.Auto(),
                true,
                new AnswerFormat.PlainText(),
                Sampling.DEFAULT,
                Reasoning.DEFAULT,
                false);
    }

    static Dialogues saying(String text) {
        return of(user(new Part.Text(text)));
    }

    static Turn user(Part... parts) {
        return new Turn(Role.USER, List.of(parts));
    }

    static Turn assistant(Part... parts) {
        return new Turn(Role.ASSISTANT, List.of(parts));
    }

    static Tool tool(String name, String parameters, boolean strict) {
        return new Tool(name, Optional.empty(), parameters, strict, false);
    }

    Dialogues with(Sampling other) {
        return new Dialogues(
                system, turns, tools, choice, parallel, format, other, reasoning, stream);
    }

    Dialogues with(Reasoning other) {
        return new Dialogues(
                system, turns, tools, choice, parallel, format, sampling, other, stream);
    }

    Dialogues with(AnswerFormat other) {
        return new Dialogues(
                system, turns, tools, choice, parallel, other, sampling, reasoning, stream);
    }

    Dialogues with(ToolChoice other, Tool... functions) {
        return new Dialogues(
                system,
                turns,
                List.of(functions),
                other,
                parallel,
                format,
                sampling,
                reasoning,
                stream);
    }

    Dialogues told(String... texts) {
        List<Part.Text> parts = List.of(texts).stream().map(Part.Text::new).toList();
        return new Dialogues(
                parts, turns, tools, choice, parallel, format, sampling, reasoning, stream);
    }

    Dialogues oneToolAtATime() {
        return new Dialogues(
                system, turns, tools, choice, false, format, sampling, reasoning, stream);
    }

    Dialogues streamed() {
        return new Dialogues(
                system, turns, tools, choice, parallel, format, sampling, reasoning, true);
    }

    Dialogue made() {
        return new Dialogue(
                system,
                turns,
                tools,
                choice,
                parallel,
                format,
                sampling,
                reasoning,
                Optional.of("user-1"),
                stream);
    }
}
