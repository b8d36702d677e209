package io.alfred.limits;

import io.alfred.kernel.RateStanding;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A share of what fills again with time: requests or tokens. */
final class RateShare extends Share {
    private static final long LEASE_NANOS = TimeUnit.MICROSECONDS.toNanos(Bucket.LEASE_MICROS);

    private long hand;
    private final AtomicLong correction = new AtomicLong();
    private long leasedAtNanos;
    private long spentAtNanos;

    RateShare(BucketKey key, Leases leases, LongSupplier nanoTime) {
        super(key, leases, nanoTime);
        spentAtNanos = nanoTime.getAsLong();
    }

    /**
     * Gives back what a call did not use, or takes what it used beyond; the next trade tells the
     * database.
     */
    void correct(long unused) {
        correction.addAndGet(unused);
        forgetRefusal();
    }

    /**
     * Puts back what was taken for a call that another limit refused.
     *
     * @param lease that it was taken from; of an earlier one it is lost, as the database has been
     *     told that it was used
     */
    void putBack(long amount, long lease) {
        alone(
                () -> {
                    if (lease == leasedAtNanos) {
                        hand += amount;
                    }
                });
    }

    @Override
    boolean spend(long amount) {
        if (inHand() < amount) {
            return false;
        }
        hand -= amount;
        spentAtNanos = now();
        return true;
    }

    @Override
    LeaseOrder order(Rate rate, long need, long want) {
        long unused = isLeased() ? hand : 0;
        hand = 0;
        long spentAgoMicros = TimeUnit.NANOSECONDS.toMicros(now() - spentAtNanos);
        return new LeaseOrder(
                key(), rate, unused, correction.getAndSet(0), 0, spentAgoMicros, need, want);
    }

    @Override
    void granted(LeaseOrder order, long amount, long sentAtNanos) {
        hand = amount;
        leasedAtNanos = sentAtNanos;
    }

    /** What calls used beyond their estimate is told again; what they left is not. */
    @Override
    void lost(LeaseOrder order) {
        correction.addAndGet(Math.min(0, order.correction()));
    }

    /** A lease that lies about is given back at half its time, so that others can have it. */
    private boolean isLeased() {
        return now() - leasedAtNanos < LEASE_NANOS;
    }

    @Override
    long lease() {
        return leasedAtNanos;
    }

    @Override
    boolean isDue() {
        return correction.get() != 0 || (hand > 0 && now() - leasedAtNanos >= LEASE_NANOS / 2);
    }

    @Override
    long inHand() {
        return (isLeased() ? hand : 0) + Math.min(0, correction.get());
    }

    @Override
    Optional<RateStanding.Quota> quota(Rate rate) {
        long level = attainable(rate);
        return Optional.of(
                new RateStanding.Quota(
                        rate.capacity(),
                        Math.max(0, Math.floorDiv(level, Rate.PARTS)),
                        time(rate.microsFor(rate.capacityParts() - level))));
    }

    @Override
    Duration waitFor(long amount, Rate rate) {
        return time(rate.microsFor(amount * Rate.PARTS - attainable(rate)));
    }

    private static Duration time(long micros) {
        return Duration.of(micros, ChronoUnit.MICROS);
    }
}
