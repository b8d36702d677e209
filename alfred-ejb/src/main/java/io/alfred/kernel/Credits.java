package io.alfred.kernel;

import java.math.BigDecimal;

/**
 * An amount of money in nano-credits; 1 credit = 1,000,000,000 nano-credits.
 *
 * <p>Exact: every operation either returns the mathematically right value or throws {@link
 * ArithmeticException}; there is no rounding and no floating point.
 *
 * @param nanos the amount, nano-credits; negative amounts exist only as differences
 */
public record Credits(long nanos) implements Comparable<Credits> {
    /** Nano-credits in one credit. */
    public static final long NANOS_PER_CREDIT = 1_000_000_000L;

    /** Decimal places of a credit. */
    public static final int SCALE = 9;

    public static final Credits ZERO = new Credits(0);

    public static Credits ofNanos(long nanos) {
        return nanos == 0 ? ZERO : new Credits(nanos);
    }

    /**
     * Reads a decimal number of credits, such as {@code 0.25}.
     *
     * @throws AlfredException {@code INVALID_REQUEST} for more than nine decimal places or an
     *     amount beyond the range of nano-credits in 64 bits (about 9.2 billion credits)
     */
    public static Credits ofDecimal(BigDecimal credits) {
        // Compares sizes first: expanding "1e999999999" would take all memory before it failed.
        if (credits.signum() != 0
                && (credits.precision() - (long) credits.scale() > 10 || credits.scale() > 1_000)) {
            throw outOfRange();
        }
        try {
            return ofNanos(credits.movePointRight(SCALE).longValueExact());
        } catch (ArithmeticException e) {
            throw outOfRange();
        }
    }

    private static AlfredException outOfRange() {
        return new AlfredException(
                ErrorCode.INVALID_REQUEST,
                "an amount of credits has at most 9 decimal places and lies below 9,200,000,000",
                "round the amount to nine decimal places");
    }

    public Credits plus(Credits other) {
        return ofNanos(Math.addExact(nanos, other.nanos));
    }

    public Credits minus(Credits other) {
        return ofNanos(Math.subtractExact(nanos, other.nanos));
    }

    public boolean isNegative() {
        return nanos < 0;
    }

    /**
     * The amount in credits, without trailing zeros. Write it by {@link BigDecimal#toPlainString}:
     * its {@code toString} uses an exponent below 0.000001.
     */
    public BigDecimal toDecimal() {
        if (nanos == 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal decimal = BigDecimal.valueOf(nanos, SCALE).stripTrailingZeros();
        return decimal.scale() < 0 ? decimal.setScale(0) : decimal;
    }

    @Override
    public int compareTo(Credits other) {
        return Long.compare(nanos, other.nanos);
    }

    /** The amount in credits as plain text, such as {@code 4.999982}. */
    @Override
    public String toString() {
        return toDecimal().toPlainString();
    }
}
