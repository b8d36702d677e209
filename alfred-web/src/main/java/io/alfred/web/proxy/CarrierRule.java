package io.alfred.web.proxy;

import java.time.Duration;
import java.util.Optional;

/**
 * How many carriers virtual threads should have: few as long as they run, many for a while once
 * they stand still.
 *
 * <p>A probe, a virtual thread that does nothing, tells which: it runs at once, or has to wait as
 * every call does. For one thread, but for the probes.
 */
final class CarrierRule {
    /** Enough for all calls that could be loading classes at one moment. */
    static final int MANY = 64;

    /** A probe that did not run for so long says that nothing does. */
    static final Duration STANDSTILL = Duration.ofMillis(500);

    /** How long there are many after a standstill. */
    static final Duration CALM = Duration.ofMinutes(1);

    private static final int FEW_MIN = 2;

    private final int few;
    private int carriers;
    private long stoodStillAtNanos;
    private long probedAtNanos;
    private volatile boolean probing;

    CarrierRule(int processors) {
        this.few = Math.max(processors, FEW_MIN);
        this.carriers = few;
    }

    int carriers() {
        return carriers;
    }

    /**
     * Decides anew.
     *
     * @return to be run on a virtual thread: a probe, unless one is still on its way; in a
     *     standstill something that makes the scheduler look for a carrier
     */
    Optional<Runnable> look(long nowNanos) {
        if (probing && nowNanos - probedAtNanos < STANDSTILL.toNanos()) {
            return Optional.empty();
        }
        if (probing) {
            carriers = MANY;
            stoodStillAtNanos = nowNanos;
            return Optional.of(() -> {});
        }
        if (carriers == MANY && nowNanos - stoodStillAtNanos >= CALM.toNanos()) {
            carriers = few;
        }
        probing = true;
        probedAtNanos = nowNanos;
        return Optional.of(() -> probing = false);
    }
}
