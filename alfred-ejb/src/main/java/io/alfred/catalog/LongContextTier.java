package io.alfred.catalog;

/**
 * Other prices for a whole call whose prompt is longer than a threshold.
 *
 * <p>Units: prices in nano-credits per 1,000,000 tokens.
 *
 * @param aboveTokens prompts with more tokens than this pay the prices of this tier
 * @param audio what sound in chats costs there, where it is known
 */
public record LongContextTier(
        long aboveTokens,
        long input,
        long cachedRead,
        long cachedWrite,
        long output,
        AudioPrices audio) {
    public LongContextTier {
        if (aboveTokens < 0 || input < 0 || cachedRead < 0 || cachedWrite < 0 || output < 0) {
            throw new IllegalArgumentException("a long-context tier has a negative value");
        }
    }

    /** A tier that does not tell what sound costs. */
    public LongContextTier(
            long aboveTokens, long input, long cachedRead, long cachedWrite, long output) {
        this(aboveTokens, input, cachedRead, cachedWrite, output, AudioPrices.NONE);
    }

    /**
     * What a token costs that stays in the provider's cache for an hour: twice the input price, as
     * Anthropic publishes for all of its models, and never less than a shorter stay.
     */
    public long cachedWriteLong() {
        long doubled = input > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : 2 * input;
        return Math.max(cachedWrite, doubled);
    }

    /** With every write to the provider's cache at the price of one that stays for an hour. */
    LongContextTier cachingForLong() {
        return new LongContextTier(
                aboveTokens, input, cachedRead, cachedWriteLong(), output, audio);
    }
}
