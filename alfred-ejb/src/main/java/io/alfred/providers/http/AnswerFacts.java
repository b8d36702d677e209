package io.alfred.providers.http;

import io.alfred.kernel.BilledUnits;
import io.alfred.kernel.TokenUsage;

import java.util.Optional;

/**
 * What a whole answer tells of its price.
 *
 * @param usage empty when the provider reported nothing believable
 * @param units what was made or listened to; empty when the answer does not tell
 * @param text all output text, to be counted when there is no usage
 * @param failure what the answer itself says went wrong, although its status is good
 */
public record AnswerFacts(
        Optional<TokenUsage> usage,
        Optional<BilledUnits> units,
        String text,
        Optional<ProviderError> failure) {

    public AnswerFacts(Optional<TokenUsage> usage, Optional<BilledUnits> units, String text) {
        this(usage, units, text, Optional.empty());
    }

    public static AnswerFacts ofTokens(Optional<TokenUsage> usage, String text) {
        return new AnswerFacts(usage, Optional.empty(), text);
    }

    AnswerFacts failing(Optional<ProviderError> error) {
        return new AnswerFacts(usage, units, text, error);
    }

    boolean nothingServed() {
        return usage.isEmpty() && units.isEmpty() && text.isEmpty();
    }
}
