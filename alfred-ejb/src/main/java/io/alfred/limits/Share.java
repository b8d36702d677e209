package io.alfred.limits;

import io.alfred.kernel.RateStanding;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * This process's part of one bucket: what it may admit by itself, and what it knows of the rest.
 *
 * <p>One caller at a time trades with the database while the others wait for what comes of it.
 * Nobody is refused unless the database said so, at most {@link #TRUST} ago.
 */
abstract sealed class Share permits RateShare, CallShare {
    /** How long a refusal of the database is believed although others may have given back since. */
    static final Duration TRUST = Duration.ofMillis(100);

    /** How long the database is left alone after it did not answer. */
    static final Duration OUTAGE_PAUSE = Duration.ofMillis(500);

    /** How long a caller waits for another one that asks the database. */
    static final Duration TURN_MAX = Duration.ofSeconds(2);

    /** How many times what a call needs is asked for at most. */
    static final int WANT_MAX = 1_000;

    private static final System.Logger LOG = System.getLogger(Share.class.getName());

    private final BucketKey key;
    private final Leases leases;
    private final LongSupplier nanoTime;
    private final ReentrantLock turn = new ReentrantLock();
    private @Nullable Long failedAtNanos;
    private @Nullable Long tradedAtNanos;
    private long levelParts;
    private volatile boolean stale = true;
    private boolean unlimited;
    private long wantNext = 1;

    Share(BucketKey key, Leases leases, LongSupplier nanoTime) {
        this.key = key;
        this.leases = leases;
        this.nanoTime = nanoTime;
    }

    /** What came of asking for something. */
    enum Taken {
        YES,
        NO,
        /** The database does not answer, and nothing is left of the lease. */
        UNKNOWN
    }

    /**
     * What came of asking, and how the limit stands then.
     *
     * @param lease that it was taken from
     * @param quota empty for calls at a time, and where nothing is known or the limit is gone
     * @param retryAfter after a refusal: how long until as much may be there
     */
    record Answer(
            Taken taken, long lease, Optional<RateStanding.Quota> quota, Duration retryAfter) {}

    final BucketKey key() {
        return key;
    }

    /** Takes so much, if it is there. */
    final Answer take(long amount, Rate rate) {
        if (!awaitTurn()) {
            return new Answer(Taken.UNKNOWN, 0, Optional.empty(), OUTAGE_PAUSE);
        }
        try {
            Taken taken = taken(amount, rate);
            if (taken == Taken.UNKNOWN) {
                return new Answer(taken, 0, Optional.empty(), OUTAGE_PAUSE);
            }
            return new Answer(
                    taken,
                    lease(),
                    unlimited ? Optional.empty() : quota(rate),
                    taken == Taken.YES ? Duration.ZERO : waitFor(amount, rate));
        } finally {
            turn.unlock();
        }
    }

    private Taken taken(long amount, Rate rate) {
        if (spend(amount)) {
            return Taken.YES;
        }
        if (isRecent(failedAtNanos, OUTAGE_PAUSE)) {
            return Taken.UNKNOWN;
        }
        if (!stale && isRecent(tradedAtNanos, TRUST)) {
            if (unlimited) {
                return Taken.YES;
            }
            if (attainable(rate) < amount * Rate.PARTS) {
                return Taken.NO;
            }
        }
        if (!trade(rate, amount)) {
            return Taken.UNKNOWN;
        }
        return unlimited || spend(amount) ? Taken.YES : Taken.NO;
    }

    /**
     * Asks for more than the need if the last lease was soon used up, or others wait for a turn.
     */
    private boolean trade(Rate rate, long need) {
        wantNext =
                isRecent(tradedAtNanos, TRUST)
                        ? Math.min(wantNext * 2, WANT_MAX)
                        : Math.max(1, wantNext / 2);
        long times = Math.max(wantNext, 1L + turn.getQueueLength());
        stale = false;
        LeaseOrder order = order(rate, need, Math.min(times * need, rate.capacity()));
        long sentAtNanos = nanoTime.getAsLong();
        try {
            List<LeaseGrant> grants = leases.trade(List.of(order));
            end(order, grants.isEmpty() ? null : grants.get(0), sentAtNanos);
            return true;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "a rate limit was not leased", e);
            fail(order);
            return false;
        }
    }

    /**
     * What there is to tell the database without a caller who needs something. Who gets an order
     * must call {@link #endReport} or {@link #failReport}: the share is locked until then.
     */
    final Optional<LeaseOrder> beginReport(Rate rate) {
        if (!turn.tryLock()) {
            return Optional.empty();
        }
        if (!isDue() || isRecent(failedAtNanos, OUTAGE_PAUSE)) {
            turn.unlock();
            return Optional.empty();
        }
        stale = false;
        return Optional.of(order(rate, 0, 0));
    }

    final void endReport(LeaseOrder order, @Nullable LeaseGrant grant, long sentAtNanos) {
        try {
            end(order, grant, sentAtNanos);
        } finally {
            turn.unlock();
        }
    }

    final void failReport(LeaseOrder order) {
        try {
            fail(order);
        } finally {
            turn.unlock();
        }
    }

    private void end(LeaseOrder order, @Nullable LeaseGrant grant, long sentAtNanos) {
        failedAtNanos = null;
        tradedAtNanos = nanoTime.getAsLong();
        unlimited = grant == null;
        if (grant != null) {
            levelParts = grant.levelParts();
            granted(order, grant.granted(), sentAtNanos);
        }
    }

    private void fail(LeaseOrder order) {
        failedAtNanos = nanoTime.getAsLong();
        lost(order);
    }

    /** Uses something of the lease, if it holds so much. */
    abstract boolean spend(long amount);

    /** What to give back and to ask; nothing of the lease may be used until it is answered. */
    abstract LeaseOrder order(Rate rate, long need, long want);

    /**
     * A lease begins.
     *
     * @param sentAtNanos from when it counts here, so that it ends before it ends in the database
     */
    abstract void granted(LeaseOrder order, long amount, long sentAtNanos);

    /** The database did not confirm an order: whatever came of it, nothing more is admitted. */
    abstract void lost(LeaseOrder order);

    /** Which lease is in hand. */
    abstract long lease();

    /** Whether there is something to report without a caller who needs something. */
    abstract boolean isDue();

    /** What is left of the lease; negative while calls used beyond it. */
    abstract long inHand();

    abstract Optional<RateStanding.Quota> quota(Rate rate);

    abstract Duration waitFor(long amount, Rate rate);

    /** What could be had now if no other process took or gave anything since the last trade. */
    final long attainable(Rate rate) {
        long hand = inHand() * Rate.PARTS;
        Long traded = tradedAtNanos;
        long micros =
                traded == null ? 0 : TimeUnit.NANOSECONDS.toMicros(nanoTime.getAsLong() - traded);
        return rate.filled(levelParts, micros, rate.capacityParts() - hand) + hand;
    }

    /** Does something with the share to itself; not at all if that takes too long. */
    final void alone(Runnable work) {
        if (awaitTurn()) {
            try {
                work.run();
            } finally {
                turn.unlock();
            }
        }
    }

    /** Makes the next caller ask the database, as it does not know all yet. */
    final void forgetRefusal() {
        stale = true;
    }

    final long now() {
        return nanoTime.getAsLong();
    }

    final boolean isRecent(@Nullable Long atNanos, Duration span) {
        return atNanos != null && now() - atNanos < span.toNanos();
    }

    private boolean awaitTurn() {
        try {
            return turn.tryLock() || turn.tryLock(TURN_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
