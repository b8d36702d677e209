package io.alfred.web.it;

import java.math.BigInteger;

/**
 * A price list entry, computed apart from the product's own arithmetic.
 *
 * <p>Units: nano-credits per 1,000,000 tokens.
 */
record Price(long input, long cached, long output) {
    /** As published on 2 July 2026: 0.15, 0.075 and 0.60 USD per 1,000,000 tokens. */
    static final Price GPT_4O_MINI = new Price(150_000_000, 75_000_000, 600_000_000);

    /** As published: 0.02 USD per 1,000,000 tokens of text to embed. */
    static final Price EMBEDDING_3_SMALL = new Price(20_000_000, 20_000_000, 0);

    /** As published: 5.00, 1.25 and 40.00 USD per 1,000,000 tokens. */
    static final Price GPT_IMAGE_1 = new Price(5_000_000_000L, 1_250_000_000L, 40_000_000_000L);

    /** As documented: 0.10 and 0.40 credits per 1,000,000 tokens. */
    static final Price SANDBOX = new Price(100_000_000, 100_000_000, 400_000_000);

    /** Nano-credits, rounded up once. */
    BigInteger of(Completion.Usage usage) {
        BigInteger sum =
                times(usage.prompt() - usage.cached(), input)
                        .add(times(usage.cached(), cached))
                        .add(times(usage.completion(), output));
        BigInteger[] parts = sum.divideAndRemainder(BigInteger.valueOf(1_000_000));
        return parts[1].signum() == 0 ? parts[0] : parts[0].add(BigInteger.ONE);
    }

    private static BigInteger times(long tokens, long price) {
        return BigInteger.valueOf(tokens).multiply(BigInteger.valueOf(price));
    }
}
