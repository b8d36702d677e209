package io.alfred.pricing;

import io.alfred.catalog.LongContextTier;
import io.alfred.catalog.ModelPrice;
import io.alfred.kernel.Credits;
import io.alfred.kernel.TokenUsage;

import java.math.BigInteger;

/** The price of a call whose tokens are known. */
public final class CallPrice {
    /** Prices are per so many tokens. */
    static final long PRICED_TOKENS = 1_000_000;

    private static final BigInteger DIVISOR = BigInteger.valueOf(PRICED_TOKENS);
    private static final BigInteger ROUND_UP = BigInteger.valueOf(PRICED_TOKENS - 1);

    private CallPrice() {}

    /**
     * Tokens times prices, rounded up once to a whole nano-credit, plus the price per call.
     *
     * @throws ArithmeticException when the amount is beyond 64 bits
     */
    public static Credits of(ModelPrice price, TokenUsage usage) {
        long uncached = usage.prompt() - usage.cachedRead() - usage.cachedWrite();
        LongContextTier tier =
                price.longContext()
                        .filter(candidate -> usage.prompt() > candidate.aboveTokens())
                        .orElseGet(() -> base(price));
        BigInteger sum =
                times(uncached, tier.input())
                        .add(times(usage.cachedRead(), tier.cachedRead()))
                        .add(
                                times(
                                        usage.cachedWrite() - usage.cachedWriteLong(),
                                        tier.cachedWrite()))
                        .add(times(usage.cachedWriteLong(), tier.cachedWriteLong()))
                        .add(times(usage.completion(), tier.output()));
        return roundedUp(sum, price.perCall());
    }

    /** The prices that apply to every prompt, as a tier without a threshold. */
    static LongContextTier base(ModelPrice price) {
        return new LongContextTier(
                0, price.input(), price.cachedRead(), price.cachedWrite(), price.output());
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
