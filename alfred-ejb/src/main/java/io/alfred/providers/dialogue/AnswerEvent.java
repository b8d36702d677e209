package io.alfred.providers.dialogue;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.http.ProviderError;

import java.util.Optional;

/**
 * A piece of an answer as it comes.
 *
 * <p>The order is that of writing: {@link Started} first and once, a tool call's {@link
 * ToolCallBegun} before its {@link ToolArguments}, {@link Stopped} after all that was written,
 * {@link Ended} last. {@link Reported} may come at any place and more than once; the last counts.
 */
public sealed interface AnswerEvent {
    record Started(Optional<String> id, String model) implements AnswerEvent {}

    record TextPiece(String text) implements AnswerEvent {}

    record ReasoningPiece(String text) implements AnswerEvent {}

    /** What the provider wants back with the reasoning that came before. */
    record ReasoningSigned(String signature) implements AnswerEvent {}

    /** See {@link Part.Sealed}. */
    record SealedReasoning(String data) implements AnswerEvent {}

    record RefusalPiece(String text) implements AnswerEvent {}

    /**
     * The model begins to call a tool.
     *
     * @param index counts the tool calls of this answer from 0
     */
    record ToolCallBegun(int index, String id, String name, Optional<String> signature)
            implements AnswerEvent {}

    /** More of the arguments of a tool call, a piece of JSON text. */
    record ToolArguments(int index, String piece) implements AnswerEvent {}

    /** Sums of the whole answer so far. */
    record Reported(TokenUsage usage) implements AnswerEvent {}

    record Stopped(StopReason reason, Optional<String> stopText) implements AnswerEvent {}

    /** The provider says that it failed. */
    record Failed(ProviderError error) implements AnswerEvent {}

    /** The provider's protocol is at its end. */
    record Ended() implements AnswerEvent {}
}
