package io.alfred.providers.dialogue;

import java.util.List;
import java.util.Optional;

/**
 * One request for one answer.
 *
 * @param system what the application tells the model, wherever in the request it stood
 * @param turns at least one; two of the same role may follow each other
 * @param tools functions that the model may call; empty for none
 * @param parallelTools false when the client wants one tool call at most
 * @param endUser the client's own name for its user, for a provider's abuse checks
 * @param stream whether the client asked for events
 */
public record Dialogue(
        List<Part.Text> system,
        List<Turn> turns,
        List<Tool> tools,
        ToolChoice toolChoice,
        boolean parallelTools,
        AnswerFormat format,
        Sampling sampling,
        Reasoning reasoning,
        Optional<String> endUser,
        boolean stream) {
    public Dialogue {
        system = List.copyOf(system);
        turns = List.copyOf(turns);
        tools = List.copyOf(tools);
    }

    /** Who speaks. Tool results belong to the user's turns. */
    public enum Role {
        USER,
        ASSISTANT
    }

    /** What one side said at a time. */
    public record Turn(Role role, List<Part> parts) {
        public Turn {
            parts = List.copyOf(parts);
        }
    }

    /**
     * A function that the model may call.
     *
     * @param parameters its JSON schema, as text; {@code {}} when the client gave none
     * @param strict whether the arguments must follow the schema to the letter
     */
    public record Tool(
            String name,
            Optional<String> description,
            String parameters,
            boolean strict,
            CacheStay stay) {
        /** Marked to be cached or not, for the usual time. */
        public Tool(
                String name,
                Optional<String> description,
                String parameters,
                boolean strict,
                boolean marked) {
            this(name, description, parameters, strict, CacheStay.of(marked));
        }
    }

    /** Whether the model has to call a tool. */
    public sealed interface ToolChoice {
        /** As the model sees fit. */
        record Auto() implements ToolChoice {}

        /** None, although tools are named. */
        record None() implements ToolChoice {}

        /** Any of them, but one at least. */
        record Any() implements ToolChoice {}

        /** This one. */
        record Named(String name) implements ToolChoice {}
    }

    /** What the text of the answer has to be. */
    public sealed interface AnswerFormat {
        record PlainText() implements AnswerFormat {}

        /** Any JSON object. */
        record JsonObject() implements AnswerFormat {}

        /**
         * JSON that follows a schema.
         *
         * @param schema as JSON text
         */
        record JsonSchema(String name, Optional<String> description, String schema, boolean strict)
                implements AnswerFormat {}
    }

    /** The same prompt, without what only the answer depends on. */
    public Dialogue prompt() {
        return new Dialogue(
                system,
                turns,
                tools,
                toolChoice,
                parallelTools,
                format,
                Sampling.DEFAULT,
                Reasoning.DEFAULT,
                Optional.empty(),
                false);
    }

    /** The name of the tool that a call in this dialogue went to; empty when no call has the id. */
    public Optional<String> toolOf(String callId) {
        return turns.stream()
                .flatMap(turn -> turn.parts().stream())
                .filter(Part.ToolCall.class::isInstance)
                .map(Part.ToolCall.class::cast)
                .filter(call -> call.id().equals(callId))
                .map(Part.ToolCall::name)
                .findFirst();
    }
}
