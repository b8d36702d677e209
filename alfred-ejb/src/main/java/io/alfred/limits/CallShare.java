package io.alfred.limits;

import io.alfred.kernel.RateStanding;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A share of calls at a time: places that come back when a call ends. */
final class CallShare extends Share {
    /** What is waited for a place is unknown; this is what a refused caller is told. */
    static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private static final long LEASE_NANOS =
            TimeUnit.MICROSECONDS.toNanos(Bucket.CALLS_LEASE_MICROS);

    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private long held;
    private final AtomicLong running = new AtomicLong();
    private long leasedAtNanos;

    CallShare(BucketKey key, Leases leases, LongSupplier nanoTime) {
        super(key, leases, nanoTime);
    }

    /** A call ended. */
    void release() {
        running.decrementAndGet();
    }

    @Override
    boolean spend(long amount) {
        if (inHand() < amount) {
            return false;
        }
        running.addAndGet(amount);
        return true;
    }

    @Override
    LeaseOrder order(Rate rate, long need, long want) {
        held = running.get();
        return new LeaseOrder(key(), rate, 0, 0, held, 0, need, want);
    }

    @Override
    void granted(LeaseOrder order, long amount, long sentAtNanos) {
        held = order.keep() + amount;
        leasedAtNanos = sentAtNanos;
    }

    @Override
    void lost(LeaseOrder order) {
        held = order.keep();
    }

    /** Running calls are named again well before they would count as dead; idle places go back. */
    @Override
    boolean isDue() {
        long age = now() - leasedAtNanos;
        return held > 0 && age >= (held > running.get() ? IDLE_NANOS : LEASE_NANOS / 4);
    }

    @Override
    long lease() {
        return leasedAtNanos;
    }

    @Override
    long inHand() {
        return now() - leasedAtNanos < LEASE_NANOS ? Math.max(0, held - running.get()) : 0;
    }

    /** Neither protocol has headers for calls at a time. */
    @Override
    Optional<RateStanding.Quota> quota(Rate rate) {
        return Optional.empty();
    }

    @Override
    Duration waitFor(long amount, Rate rate) {
        return RETRY_AFTER;
    }
}
