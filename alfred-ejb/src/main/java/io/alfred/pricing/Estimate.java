package io.alfred.pricing;

import io.alfred.kernel.BilledUnits;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ServiceTier;
import io.alfred.kernel.TokenUsage;

/**
 * What a call can cost at most, known before it is made.
 *
 * @param promptTokens exact for plain text in a known vocabulary, else an upper bound
 * @param audioTokens the part of the prompt that may be sound, at most
 * @param outputTokensMax most output tokens of one choice
 * @param choices the request's {@code n}
 * @param audioOutput whether the answer may be sound
 * @param units what is billed besides tokens, exact or at most
 * @param tier the service tier that it asks for, or gets where it names none
 * @param worstCase the amount to hold
 */
public record Estimate(
        long promptTokens,
        long audioTokens,
        long outputTokensMax,
        int choices,
        boolean audioOutput,
        BilledUnits units,
        ServiceTier tier,
        Credits worstCase) {
    private static final long CHOICES_COUNTED = 100;

    /** A call in the standard tier. */
    public Estimate(
            long promptTokens,
            long audioTokens,
            long outputTokensMax,
            int choices,
            boolean audioOutput,
            BilledUnits units,
            Credits worstCase) {
        this(
                promptTokens,
                audioTokens,
                outputTokensMax,
                choices,
                audioOutput,
                units,
                ServiceTier.STANDARD,
                worstCase);
    }

    /** A call without sound in a chat. */
    public Estimate(
            long promptTokens,
            long outputTokensMax,
            int choices,
            BilledUnits units,
            Credits worstCase) {
        this(promptTokens, 0, outputTokensMax, choices, false, units, worstCase);
    }

    /** A call that is billed by tokens of text only. */
    public Estimate(long promptTokens, long outputTokensMax, int choices, Credits worstCase) {
        this(promptTokens, outputTokensMax, choices, BilledUnits.NONE, worstCase);
    }

    /** Prompt and output tokens of all choices, at most; beyond any limit it is just as many. */
    public long tokensMax() {
        long prompt = Math.min(promptTokens, TokenUsage.TOKENS_MAX);
        long output = Math.min(outputTokensMax, TokenUsage.TOKENS_MAX) * choices;
        return prompt + Math.min(output, CHOICES_COUNTED * TokenUsage.TOKENS_MAX);
    }

    /** Output tokens of all choices at full length. */
    public long outputTokensOfAll() {
        return Math.min(TokenUsage.TOKENS_MAX, outputTokensMax * choices);
    }
}
