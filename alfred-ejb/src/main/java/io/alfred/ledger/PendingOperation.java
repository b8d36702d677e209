package io.alfred.ledger;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** An operation on its way to the database, and whoever waits for it. */
final class PendingOperation {
    /** Later tries for the end of a call that the database refused by itself. */
    static final int LATER_TRIES_MAX = 600;

    private final LedgerOperation operation;
    private final CompletableFuture<LedgerOutcome> outcome = new CompletableFuture<>();
    private boolean decided;
    private int laterTries;

    PendingOperation(LedgerOperation operation) {
        this.operation = operation;
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
        outcome.completeExceptionally(
                new AlfredException(
                                ErrorCode.OUTCOME_UNKNOWN,
                                "the database did not confirm the operation",
                                "look it up with `alfred ledger list --tx "
                                        + id
                                        + "` before trying again")
                        .inTransaction(id));
    }
}
