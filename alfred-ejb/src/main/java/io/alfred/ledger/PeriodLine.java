package io.alfred.ledger;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/**
 * The counters of a wallet in one period while a batch is decided. Amounts are nano-credits.
 *
 * <p>The current period's counters lie in the wallet's row, those of earlier ones in rows of their
 * own, where calls that began in them still settle.
 */
final class PeriodLine {
    private final Key key;
    private final Instant start;
    private @Nullable Instant end;
    private @Nullable Long allotted;
    private long held;
    private long spent;
    private boolean changed;

    /** Names a period of a wallet; the first is 1. */
    record Key(UUID walletId, int number) {}

    /**
     * @param end when the next period begins; null: never
     */
    PeriodLine(Key key, Instant start, @Nullable Instant end, WalletLine.Counters counters) {
        this.key = key;
        this.start = start;
        this.end = end;
        this.allotted = counters.allotted();
        this.held = counters.held();
        this.spent = counters.spent();
    }

    Key key() {
        return key;
    }

    Instant start() {
        return start;
    }

    @Nullable Instant end() {
        return end;
    }

    /** Ends at another time than was planned. */
    void endAt(@Nullable Instant newEnd) {
        end = newEnd;
        changed = true;
    }

    WalletLine.Counters counters() {
        return new WalletLine.Counters(allotted, held, spent);
    }

    boolean changed() {
        return changed;
    }

    /** To be written although no amount has moved: the period is new or over. */
    void touch() {
        changed = true;
    }

    /** What is held and spent. */
    long used() {
        return Math.addExact(held, spent);
    }

    /** What may still be held, or {@link Long#MAX_VALUE} without a limit; may be negative. */
    long free() {
        long used = held + spent;
        if (used < 0) {
            return Long.MIN_VALUE;
        }
        Long limit = allotted;
        return (limit == null ? Long.MAX_VALUE : limit) - used;
    }

    void hold(long amount) {
        held = Math.addExact(held, amount);
        changed = true;
    }

    void unhold(long amount) {
        held = Math.subtractExact(held, amount);
        if (held < 0) {
            throw new IllegalStateException(key + " would hold less than nothing");
        }
        changed = true;
    }

    void spend(long amount) {
        spent = Math.addExact(spent, amount);
        changed = true;
    }

    void unspend(long amount) {
        spent = Math.subtractExact(spent, amount);
        if (spent < 0) {
            throw new IllegalStateException(key + " would have spent less than nothing");
        }
        changed = true;
    }

    void allot(@Nullable Long newAllotted) {
        allotted = newAllotted;
        changed = true;
    }
}
