package io.alfred.ledger;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** An operation on its way to the database, and whoever waits for it. */
final class PendingOperation {
    /** Later tries for the end of a call that the database refused by itself. */
    static final int LATER_TRIES_MAX = 600;

    private final LedgerOperation operation;
    private final CompletableFuture<LedgerOutcome> outcome = new CompletableFuture<>();
    private final @Nullable UUID boundedId;
    private final long deadlineNanos;
    private boolean decided;
    private int laterTries;

    PendingOperation(LedgerOperation operation) {
        this.operation = operation;
        this.boundedId = null;
        this.deadlineNanos = 0;
    }

    /**
     * One whose caller waits for a bounded time.
     *
     * @param id what the caller is to look it up by
     * @param deadlineNanos of {@link System#nanoTime}
     */
    PendingOperation(LedgerOperation operation, UUID id, long deadlineNanos) {
        this.operation = operation;
        this.boundedId = id;
        this.deadlineNanos = deadlineNanos;
    }

    LedgerOperation operation() {
        return operation;
    }

    CompletableFuture<LedgerOutcome> outcome() {
        return outcome;
    }

    /**
     * Whether there is still something to write: not once it is written, nor for a caller of a hold
     * who gave up before.
     */
    boolean isWanted() {
        return !decided && !(operation instanceof LedgerOperation.Hold && outcome.isDone());
    }

    /**
     * Tells what became of it; for the writer's thread only.
     *
     * @return whether anybody was still waiting
     */
    boolean tell(LedgerOutcome what) {
        decided = true;
        return outcome.complete(what);
    }

    /** Whether nobody waits any more: told, or by now given up. */
    boolean isOver(long nowNanos) {
        UUID id = boundedId;
        if (id != null && !outcome.isDone() && nowNanos - deadlineNanos >= 0) {
            outcome.completeExceptionally(unknown(id, "in time"));
        }
        return outcome.isDone();
    }

    /** Whether it may be tried once more later: the end of a call, which nobody else will bring. */
    boolean mayTryAgain() {
        boolean endsCall =
                operation instanceof LedgerOperation.Release
                        || (operation instanceof LedgerOperation.Settle settle
                                && !settle.provisional());
        return endsCall && ++laterTries <= LATER_TRIES_MAX;
    }

    void tellUnknown() {
        UUID id =
                switch (operation) {
                    case LedgerOperation.OnHold onHold -> onHold.txId();
                    case LedgerOperation.OnAllotment allotment -> allotment.opId();
                    case LedgerOperation.OnWallet onWallet -> onWallet.walletId();
                };
        outcome.completeExceptionally(unknown(id, ""));
    }

    private static AlfredException unknown(UUID id, String when) {
        return new AlfredException(
                        ErrorCode.OUTCOME_UNKNOWN,
                        ("the database did not confirm the operation " + when).strip(),
                        "look it up with `alfred ledger list --tx " + id + "` before trying again")
                .inTransaction(id);
    }
}
