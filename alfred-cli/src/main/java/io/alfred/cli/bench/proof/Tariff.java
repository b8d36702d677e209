package io.alfred.cli.bench.proof;

import java.math.BigDecimal;
import java.math.BigInteger;

/** The price that provider and Alfred agreed on; odd on purpose, so that rounding matters. */
final class Tariff {
    static final String PROVIDER = "meter";
    static final String MODEL = "words";

    /** Credits for a million tokens. */
    static final BigDecimal INPUT = new BigDecimal("1.234567891");

    static final BigDecimal OUTPUT = new BigDecimal("2.345678913");

    private static final int NANO_DIGITS = 9;
    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

    private Tariff() {}

    /** What a call costs, rounded up once, in nano-credits. */
    static long nanos(long promptTokens, long completionTokens) {
        BigInteger micro = of(INPUT, promptTokens).add(of(OUTPUT, completionTokens));
        return micro.add(MILLION.subtract(BigInteger.ONE)).divide(MILLION).longValueExact();
    }

    static long nanos(BigDecimal credits) {
        return credits.movePointRight(NANO_DIGITS).longValueExact();
    }

    static BigDecimal credits(long nanos) {
        return BigDecimal.valueOf(nanos, NANO_DIGITS);
    }

    private static BigInteger of(BigDecimal price, long tokens) {
        return price.movePointRight(NANO_DIGITS)
                .toBigIntegerExact()
                .multiply(BigInteger.valueOf(tokens));
    }
}
