package io.alfred.catalog;

import java.util.Optional;

/**
 * What a model costs, under a name that ledger entries keep.
 *
 * <p>Units: nano-credits per 1,000,000 tokens; {@code perCall} in nano-credits.
 *
 * @param input prompt tokens that no cache was involved in
 * @param cachedRead prompt tokens that the provider read from its cache
 * @param cachedWrite prompt tokens that the provider wrote to its cache
 * @param output all output tokens, hidden reasoning included
 * @param perCall added once per call
 * @param units what is billed by image, character or minute
 * @param version names this price for good, such as {@code openai-2026-07-02} or {@code operator-3}
 */
public record ModelPrice(
        long input,
        long cachedRead,
        long cachedWrite,
        long output,
        long perCall,
        Optional<LongContextTier> longContext,
        UnitPrices units,
        String version) {
    public ModelPrice {
        if (input < 0 || cachedRead < 0 || cachedWrite < 0 || output < 0 || perCall < 0) {
            throw new IllegalArgumentException("a price is negative");
        }
    }

    /** A price by tokens only. */
    public ModelPrice(
            long input,
            long cachedRead,
            long cachedWrite,
            long output,
            long perCall,
            Optional<LongContextTier> longContext,
            String version) {
        this(
                input,
                cachedRead,
                cachedWrite,
                output,
                perCall,
                longContext,
                UnitPrices.NONE,
                version);
    }

    /** Whether the amount depends on tokens at all. */
    public boolean countsTokens() {
        return input > 0
                || cachedRead > 0
                || cachedWrite > 0
                || output > 0
                || longContext.isPresent();
    }

    /** With every write to the provider's cache at the price of one that stays for an hour. */
    public ModelPrice cachingForLong() {
        LongContextTier base = new LongContextTier(0, input, cachedRead, cachedWrite, output);
        return new ModelPrice(
                input,
                cachedRead,
                base.cachedWriteLong(),
                output,
                perCall,
                longContext.map(
                        tier ->
                                new LongContextTier(
                                        tier.aboveTokens(),
                                        tier.input(),
                                        tier.cachedRead(),
                                        tier.cachedWriteLong(),
                                        tier.output())),
                units,
                version);
    }

    /** Nothing for anything, under the same name. */
    ModelPrice free() {
        return new ModelPrice(0, 0, 0, 0, 0, Optional.empty(), version);
    }
}
