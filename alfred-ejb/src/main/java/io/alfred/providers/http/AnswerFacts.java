package io.alfred.providers.http;

import io.alfred.kernel.BilledUnits;
import io.alfred.kernel.ServiceTier;
import io.alfred.kernel.TokenUsage;

import java.util.Optional;

/**
 * What a whole answer tells of its price.
 *
 * @param usage empty when the provider reported nothing believable
 * @param units what was made or listened to; empty when the answer does not tell
 * @param text all output text, to be counted when there is no usage
 * @param failure what the answer itself says went wrong, although its status is good
 * @param tier the service tier that it names, be there usage or not
 */
public record AnswerFacts(
        Optional<TokenUsage> usage,
        Optional<BilledUnits> units,
        String text,
        Optional<ProviderError> failure,
        Optional<ServiceTier> tier) {

    public AnswerFacts(Optional<TokenUsage> usage, Optional<BilledUnits> units, String text) {
        this(usage, units, text, Optional.empty(), Optional.empty());
    }

    public static AnswerFacts ofTokens(Optional<TokenUsage> usage, String text) {
        return new AnswerFacts(usage, Optional.empty(), text);
    }

    AnswerFacts failing(Optional<ProviderError> error) {
        return new AnswerFacts(usage, units, text, error, tier);
    }

    AnswerFacts servedIn(Optional<ServiceTier> told) {
        return new AnswerFacts(usage, units, text, failure, told);
    }

    boolean nothingServed() {
        return usage.isEmpty() && units.isEmpty() && text.isEmpty();
    }
}
