package io.alfred.ledger;

import io.alfred.kernel.TokenUsage;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.UUID;

/**
 * One line of the books, written once.
 *
 * <p>Its postings follow from it: on every wallet of {@code path} HELD takes {@code heldDelta},
 * SPENT {@code spentDelta}, AVAILABLE the negated sum; on the wallet itself AVAILABLE also takes
 * {@code allottedDelta} against FUNDING; {@code shortfall} stands against the platform. Each sums
 * to zero.
 */
record LedgerEntry(
        UUID opId,
        UUID txId,
        Kind kind,
        Place place,
        long amount,
        Deltas deltas,
        Context context,
        long chainSeq) {

    enum Kind {
        HOLD,
        TOP_UP,
        SETTLE,
        RELEASE,
        UNKNOWN,
        SHORTFALL,
        LIMIT,
        GRANT,
        ADJUST,
        TRANSFER_OUT,
        TRANSFER_IN,
        RESET,
        REFUND,
        LATE_CHARGE,
        CONFIRMED;

        /** Whether it changes what a wallet may spend, rather than what it spends. */
        boolean allots() {
            return switch (this) {
                case LIMIT, GRANT, ADJUST, TRANSFER_OUT, TRANSFER_IN, RESET -> true;
                case HOLD,
                        TOP_UP,
                        SETTLE,
                        RELEASE,
                        UNKNOWN,
                        SHORTFALL,
                        REFUND,
                        LATE_CHARGE,
                        CONFIRMED ->
                        false;
            };
        }
    }

    /**
     * Where it is posted.
     *
     * @param periods the period of each wallet of the path; empty: the first of each
     */
    record Place(UUID orgId, UUID walletId, List<UUID> path, List<Integer> periods) {}

    /** What it moves, nano-credits. */
    record Deltas(
            long allotted, @Nullable Long allottedAfter, long held, long spent, long shortfall) {
        static final Deltas NONE = new Deltas(0, null, 0, 0, 0);

        static Deltas held(long delta) {
            return new Deltas(0, null, delta, 0, 0);
        }

        static Deltas resolved(long unheld, long spent) {
            return new Deltas(0, null, -unheld, spent, 0);
        }

        static Deltas spent(long delta) {
            return new Deltas(0, null, 0, delta, 0);
        }

        static Deltas shortfall(long amount) {
            return new Deltas(0, null, 0, 0, amount);
        }

        static Deltas allotted(long delta, @Nullable Long after) {
            return new Deltas(delta, after, 0, 0, 0);
        }
    }

    /**
     * Why it was written: the call it belongs to, or the operator who asked.
     *
     * @param counterWalletId of a transfer: the other side
     */
    record Context(
            LedgerOperation.@Nullable CallFacts call,
            @Nullable TokenUsage usage,
            boolean provisional,
            @Nullable UUID actorId,
            @Nullable String reason,
            @Nullable UUID counterWalletId) {
        static Context of(LedgerOperation.CallFacts call) {
            return new Context(call, null, false, null, null, null);
        }
    }
}
