package io.alfred.ledger;

import io.alfred.kernel.Credits;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * When a wallet spends so unlike itself that it is frozen.
 *
 * <p>The spend rate is what was charged in the last {@code window}. It is a spike when it exceeds
 * {@code factor} times the wallet's mean of the windows before, and {@code floor}, and the wallet
 * has a history of at least {@code historyMin} windows. Without a history there is no pattern to
 * leave.
 *
 * @param factor 0 switches the rule off
 * @param coolDown after which the wallet is released by itself; zero: by an operator only
 */
public record SpikeRule(
        Duration window, int factor, Credits floor, int historyMin, Duration coolDown) {
    static final SpikeRule OFF =
            new SpikeRule(Duration.ofMinutes(1), 0, Credits.ZERO, 10, Duration.ZERO);

    boolean isOn() {
        return factor > 0;
    }

    long windowAt(long atMicros) {
        return Math.floorDiv(atMicros, windowMicros());
    }

    /** The rate that was reached, when it is a spike. */
    OptionalLong spike(SpendRate rate, long atMicros) {
        if (!isOn() || rate.age() < historyMin) {
            return OptionalLong.empty();
        }
        int elapsed = (int) (Math.floorMod(atMicros, windowMicros()) * 1000 / windowMicros());
        long reached = rate.sliding(elapsed);
        return reached > limit(rate) ? OptionalLong.of(reached) : OptionalLong.empty();
    }

    /** The rate above which it is a spike, nano-credits per window. */
    long limit(SpendRate rate) {
        long usual = rate.mean() > Long.MAX_VALUE / factor ? Long.MAX_VALUE : rate.mean() * factor;
        return Math.max(usual, floor.nanos());
    }

    private long windowMicros() {
        return window.toNanos() / 1000;
    }
}
