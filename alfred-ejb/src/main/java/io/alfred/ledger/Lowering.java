package io.alfred.ledger;

import io.alfred.kernel.Credits;

import java.math.BigInteger;
import java.util.OptionalLong;

/**
 * How much less a call may cost with a lower output limit.
 *
 * @param outputLimit output tokens of one choice that the call may write as it was asked
 * @param nanosPerMillion what a million tokens more of every choice cost, in nano-credits
 */
public record Lowering(long outputLimit, long nanosPerMillion) {
    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

    public Lowering {
        if (outputLimit < 1 || nanosPerMillion < 0) {
            throw new IllegalArgumentException("not an output that can be lowered");
        }
    }

    /**
     * The highest limit with which the call fits.
     *
     * @param asked its worst case with the full limit
     * @param free what there is
     * @return at least 1 and at most the full limit; empty when not even that fits
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
        return left.signum() > 0 ? OptionalLong.of(left.longValueExact()) : OptionalLong.empty();
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
