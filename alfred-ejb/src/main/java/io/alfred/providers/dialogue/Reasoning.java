package io.alfred.providers.dialogue;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much the model may think before it answers.
 *
 * @param effort in OpenAI's words; empty for the model's own default
 * @param budgetTokens most tokens to think with, in Anthropic's and Google's words; part of the
 *     output bound
 * @param shown whether the client asked to see it, or a summary of it
 */
public record Reasoning(Optional<Effort> effort, OptionalLong budgetTokens, boolean shown) {
    /** As the model does by itself. */
    public static final Reasoning DEFAULT =
            new Reasoning(Optional.empty(), OptionalLong.empty(), false);

    /** Steps from none at all to as much as possible. */
    public enum Effort {
        NONE,
        MINIMAL,
        LOW,
        MEDIUM,
        HIGH,
        XHIGH
    }
}
