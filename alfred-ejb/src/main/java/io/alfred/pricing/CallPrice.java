package io.alfred.pricing;

import io.alfred.catalog.LongContextTier;
import io.alfred.catalog.ModelPrice;
import io.alfred.kernel.BilledUnits;
import io.alfred.kernel.Credits;
import io.alfred.kernel.TokenUsage;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;

/** The price of a call whose tokens and other units are known. */
public final class CallPrice {
    /** Prices are per so many tokens. */
    static final long PRICED_TOKENS = 1_000_000;

    private static final int SECONDS_OF_MINUTE = 60;
    private static final BigInteger DIVISOR = BigInteger.valueOf(PRICED_TOKENS);
    private static final BigInteger ROUND_UP = BigInteger.valueOf(PRICED_TOKENS - 1);

    private CallPrice() {}

    /**
     * Tokens times prices, rounded up once to a whole nano-credit, plus the price per call.
     *
     * @throws ArithmeticException when the amount is beyond 64 bits
     */
    public static Credits of(ModelPrice price, TokenUsage usage) {
        return of(price, usage, BilledUnits.NONE);
    }

    /**
     * The same with what is billed besides tokens; rounded up once over all of it.
     *
     * @throws ArithmeticException when the amount is beyond 64 bits
     */
    public static Credits of(ModelPrice price, TokenUsage usage, BilledUnits units) {
        BigInteger characters = times(units.characters(), price.units().perMillionCharacters());
        BigInteger minutes = times(units.audioSeconds(), price.units().perMinute());
        BigInteger sum =
                tokens(price, usage)
                        .add(characters)
                        .multiply(BigInteger.valueOf(SECONDS_OF_MINUTE))
                        .add(minutes.multiply(DIVISOR));
        BigInteger divisor = DIVISOR.multiply(BigInteger.valueOf(SECONDS_OF_MINUTE));
        return Credits.ofNanos(
                sum.add(divisor)
                        .subtract(BigInteger.ONE)
                        .divide(divisor)
                        .add(times(units.images(), price.units().perImage()))
                        .add(BigInteger.valueOf(price.perCall()))
                        .longValueExact());
    }

    /**
     * The most of several prices.
     *
     * @param prices one at least
     * @throws ArithmeticException when an amount is beyond 64 bits
     */
    public static Credits dearest(List<ModelPrice> prices, TokenUsage usage, BilledUnits units) {
        return prices.stream()
                .map(price -> of(price, usage, units))
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /**
     * Nano-credits × 1,000,000. Which of the cached tokens are sound, most providers do not tell:
     * those that no cache was involved in count as sound first, then those that were read from it.
     * Without a price of cached sound the latter pay what cached text costs.
     */
    private static BigInteger tokens(ModelPrice price, TokenUsage usage) {
        long uncached = usage.prompt() - usage.cachedRead() - usage.cachedWrite();
        long sound = Math.min(usage.audioPrompt(), uncached);
        long soundRead = Math.min(usage.audioPrompt() - sound, usage.cachedRead());
        LongContextTier tier = price.at(usage.prompt());
        return times(uncached - sound, tier.input())
                .add(times(sound, price.audioInput(tier)))
                .add(times(usage.cachedRead() - soundRead, tier.cachedRead()))
                .add(times(soundRead, price.audioCachedRead(tier)))
                .add(times(usage.cachedWrite() - usage.cachedWriteLong(), tier.cachedWrite()))
                .add(times(usage.cachedWriteLong(), tier.cachedWriteLong()))
                .add(output(price, tier, usage));
    }

    /** In a call that reasoned, sound costs no less than other output. */
    private static BigInteger output(ModelPrice price, LongContextTier tier, TokenUsage usage) {
        boolean reasoned = usage.reasoning() > 0;
        long text = tier.output() + (reasoned ? price.reasoningSurcharge() : 0);
        long sound = price.audioOutput(tier);
        return times(usage.completion() - usage.audioCompletion(), text)
                .add(times(usage.audioCompletion(), reasoned ? Math.max(sound, text) : sound));
    }

    static BigInteger times(long tokens, long price) {
        return BigInteger.valueOf(tokens).multiply(BigInteger.valueOf(price));
    }

    /** From nano-credits × 1,000,000 to credits. */
    static Credits roundedUp(BigInteger sum, long perCall) {
        return Credits.ofNanos(
                sum.add(ROUND_UP)
                        .divide(DIVISOR)
                        .add(BigInteger.valueOf(perCall))
                        .longValueExact());
    }
}
