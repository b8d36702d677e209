package io.alfred.ledger;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A hold row while a batch is decided. Amounts are nano-credits. */
final class HoldLine {
    private final Origin origin;
    private final @Nullable HoldState stored;
    private final long asked;
    private HoldState state;
    private long amount;
    private long charged;
    private long shortfall;
    private long refunded;
    private long progress;
    private boolean provisional;
    private boolean changed;

    /** A row that is in the database. */
    HoldLine(Origin origin, HoldState state, Figures figures) {
        this.origin = origin;
        this.stored = state;
        this.asked = figures.asked();
        this.state = state;
        this.amount = figures.amount();
        this.charged = figures.charged();
        this.shortfall = figures.shortfall();
        this.refunded = figures.refunded();
        this.progress = figures.progress();
        this.provisional = figures.provisional();
    }

    private HoldLine(Origin origin, long amount) {
        this.origin = origin;
        this.stored = null;
        this.asked = amount;
        this.state = HoldState.OPEN;
        this.amount = amount;
    }

    static HoldLine fresh(Origin origin, long amount) {
        return new HoldLine(origin, amount);
    }

    /**
     * What never changes about a hold.
     *
     * @param path the chain it was taken from, model limits included; it is resolved on the same
     *     chain
     * @param periods the period of each of its wallets; empty: the first of each
     */
    record Origin(
            UUID txId,
            UUID orgId,
            UUID walletId,
            List<UUID> path,
            List<Integer> periods,
            LedgerOperation.CallFacts call,
            Instant deadline) {}

    /**
     * The amounts of a stored hold.
     *
     * @param asked what was asked for at first
     * @param amount that and all top-ups
     * @param charged the charge as it was settled, or corrected by a late word
     * @param refunded what went back of a final charge
     * @param provisional whether the charge waits for the provider's word
     */
    record Figures(
            long asked,
            long amount,
            long charged,
            long shortfall,
            long refunded,
            long progress,
            boolean provisional) {}

    Origin origin() {
        return origin;
    }

    /** The state in the database, which the write expects to find; empty for a new hold. */
    @Nullable HoldState stored() {
        return stored;
    }

    boolean isNew() {
        return stored == null;
    }

    boolean changed() {
        return changed;
    }

    HoldState state() {
        return state;
    }

    long amount() {
        return amount;
    }

    /** The amount that was asked for, before any top-up. */
    long asked() {
        return asked;
    }

    long charged() {
        return charged;
    }

    long shortfall() {
        return shortfall;
    }

    long refunded() {
        return refunded;
    }

    long progress() {
        return progress;
    }

    boolean provisional() {
        return provisional;
    }

    void topUp(long extra) {
        amount = Math.addExact(amount, extra);
        changed = true;
    }

    void settle(long cost, long beyond, boolean isProvisional) {
        state = HoldState.SETTLED;
        charged = cost;
        shortfall = beyond;
        provisional = isProvisional;
        changed = true;
    }

    /** Makes the charge the final one, whatever was charged before. */
    void correct(long cost, long beyond) {
        settle(cost, beyond, false);
    }

    void refund(long back) {
        refunded = Math.addExact(refunded, back);
        if (refunded > charged) {
            throw new IllegalStateException(origin.txId() + " would refund more than its charge");
        }
        changed = true;
    }

    void release() {
        state = HoldState.RELEASED;
        changed = true;
    }

    void markUnknown() {
        state = HoldState.UNKNOWN;
        changed = true;
    }

    void note(long costSoFar) {
        progress = Math.max(progress, costSoFar);
        changed = true;
    }
}
