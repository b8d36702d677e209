package io.alfred.catalog;

/**
 * Other prices for a whole call whose prompt is longer than a threshold.
 *
 * <p>Units: prices in nano-credits per 1,000,000 tokens.
 *
 * @param aboveTokens prompts with more tokens than this pay the prices of this tier
 */
public record LongContextTier(
        long aboveTokens, long input, long cachedRead, long cachedWrite, long output) {
    public LongContextTier {
        if (aboveTokens < 0 || input < 0 || cachedRead < 0 || cachedWrite < 0 || output < 0) {
            throw new IllegalArgumentException("a long-context tier has a negative value");
        }
    }
}
