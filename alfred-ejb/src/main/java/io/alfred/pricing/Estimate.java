package io.alfred.pricing;

import io.alfred.kernel.Credits;

/**
 * What a call can cost at most, known before it is made.
 *
 * @param promptTokens exact for plain text in a known vocabulary, else an upper bound
 * @param outputTokensMax most output tokens of one choice
 * @param choices the request's {@code n}
 * @param worstCase the amount to hold
 */
public record Estimate(long promptTokens, long outputTokensMax, int choices, Credits worstCase) {
    /** Prompt and output tokens of all choices, at most. */
    public long tokensMax() {
        return promptTokens + outputTokensMax * choices;
    }
}
