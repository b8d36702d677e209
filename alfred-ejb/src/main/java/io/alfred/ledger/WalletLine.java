package io.alfred.ledger;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.UUID;

/** A locked wallet row while a batch is decided. Amounts are nano-credits. */
final class WalletLine {
    private final UUID id;
    private final UUID orgId;
    private final List<UUID> path;
    private final WalletState state;
    private @Nullable Long allotted;
    private long held;
    private long spent;
    private boolean changed;

    WalletLine(UUID id, UUID orgId, List<UUID> path, WalletState state, Counters counters) {
        this.id = id;
        this.orgId = orgId;
        this.path = List.copyOf(path);
        this.state = state;
        this.allotted = counters.allotted();
        this.held = counters.held();
        this.spent = counters.spent();
    }

    /** The three counters of a wallet, as stored. */
    record Counters(@Nullable Long allotted, long held, long spent) {}

    UUID id() {
        return id;
    }

    UUID orgId() {
        return orgId;
    }

    /** This wallet first, its root last. */
    List<UUID> path() {
        return path;
    }

    WalletState state() {
        return state;
    }

    Counters counters() {
        return new Counters(allotted, held, spent);
    }

    boolean changed() {
        return changed;
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
            throw new IllegalStateException("wallet " + id + " would hold less than nothing");
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
            throw new IllegalStateException("wallet " + id + " would have spent less than nothing");
        }
        changed = true;
    }

    void allot(@Nullable Long newAllotted) {
        allotted = newAllotted;
        changed = true;
    }
}
