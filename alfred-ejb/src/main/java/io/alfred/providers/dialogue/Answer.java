package io.alfred.providers.dialogue;

import io.alfred.kernel.TokenUsage;

import java.util.List;
import java.util.Optional;

/**
 * A whole answer.
 *
 * @param id the provider's name for it; empty when it gives none
 * @param model the provider's name of the model that answered
 * @param parts texts, tool calls and reasoning in the order they were written
 * @param stopText the text that ended it, with {@link StopReason#STOP_TEXT}
 * @param usage empty when the provider reported nothing believable
 */
public record Answer(
        Optional<String> id,
        String model,
        List<Part> parts,
        StopReason stop,
        Optional<String> stopText,
        Optional<TokenUsage> usage) {
    public Answer {
        parts = List.copyOf(parts);
    }
}
