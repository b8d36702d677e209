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
 * @param failure that says, in an answer of status 200, that nothing was served
 * @param told to the client in place of the provider's bytes
 */
public record AnswerFacts(
        Optional<TokenUsage> usage,
        Optional<BilledUnits> units,
        String text,
        Optional<ProviderError> failure,
        Optional<byte[]> told) {
    public static AnswerFacts ofTokens(Optional<TokenUsage> usage, String text) {
        return of(usage, Optional.empty(), text);
    }

    public static AnswerFacts of(
            Optional<TokenUsage> usage, Optional<BilledUnits> units, String text) {
        return new AnswerFacts(usage, units, text, Optional.empty(), Optional.empty());
    }
}
