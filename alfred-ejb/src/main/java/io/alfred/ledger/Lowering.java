package io.alfred.ledger;

import io.alfred.kernel.Credits;

import java.math.BigInteger;
import java.util.OptionalLong;

/**
 * How much less a call may cost with a lower output limit.
 *
 * @param outputLimit output tokens of one choice that the call may write as it was asked
 * @param nanosPerMillion what a million tokens more of every choice cost, in nano-credits
 * @param least the lowest limit that makes sense for the call
 */
public record Lowering(long outputLimit, long nanosPerMillion, long least) {
    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

    public Lowering {
        if (outputLimit < 1 || nanosPerMillion < 0 || least < 1 || least > outputLimit) {
            throw new IllegalArgumentException("not an output that can be lowered");
        }
    }

    /** Down to a single token. */
    public Lowering(long outputLimit, long nanosPerMillion) {
        this(outputLimit, nanosPerMillion, 1);
    }

    /**
     * The highest limit with which the call fits.
     *
     * @param asked its worst case with the full limit
     * @param free what there is
     * @return between the least and the full limit; empty when not even the least fits
     */
    public OptionalLong fitting(Credits asked, Credits free) {
        Credits tooMuch = asked.minus(free);
        if (tooMuch.nanos() <= 0) {
            return OptionalLong.of(outputLimit);
        }
        if (nanosPerMillion == 0) {
            return OptionalLong.empty();
        }
        BigInteger price = BigInteger.valueOf(nanosPerMillion);
        BigInteger fewer =
                BigInteger.valueOf(tooMuch.nanos())
                        .multiply(MILLION)
                        .add(price)
                        .subtract(BigInteger.ONE)
                        .divide(price);
        BigInteger left = BigInteger.valueOf(outputLimit).subtract(fewer);
        return left.compareTo(BigInteger.valueOf(least)) >= 0
                ? OptionalLong.of(left.longValueExact())
                : OptionalLong.empty();
    }

    /** The worst case with a lower limit; never less than the true one. */
    public Credits worstCase(Credits asked, long limit) {
        // The full worst case was rounded up already, so what is saved is rounded down.
        BigInteger saved =
                BigInteger.valueOf(outputLimit - limit)
                        .multiply(BigInteger.valueOf(nanosPerMillion))
                        .divide(MILLION);
        return asked.minus(Credits.ofNanos(saved.longValueExact()));
    }
}
