package io.alfred.pricing;

import io.alfred.kernel.BilledUnits;
import io.alfred.kernel.Credits;
import io.alfred.kernel.TokenUsage;

/**
 * What a call can cost at most, known before it is made.
 *
 * @param promptTokens exact for plain text in a known vocabulary, else an upper bound
 * @param outputTokensMax most output tokens of one choice
 * @param choices the request's {@code n}
 * @param units what is billed besides tokens, exact or at most
 * @param worstCase the amount to hold
 */
public record Estimate(
        long promptTokens,
        long outputTokensMax,
        int choices,
        BilledUnits units,
        Credits worstCase) {

    /** A call that is billed by tokens only. */
    public Estimate(long promptTokens, long outputTokensMax, int choices, Credits worstCase) {
        this(promptTokens, outputTokensMax, choices, BilledUnits.NONE, worstCase);
    }

    /** Prompt and output tokens of all choices, at most. */
    public long tokensMax() {
        return promptTokens + outputTokensMax * choices;
    }

    /** Output tokens of all choices at full length. */
    public long outputTokensOfAll() {
        return Math.min(TokenUsage.TOKENS_MAX, outputTokensMax * choices);
    }
}
