package io.alfred.ledger;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import java.util.concurrent.CompletableFuture;

/** An operation on its way to the database, and whoever waits for it. */
final class PendingOperation {
    private final LedgerOperation operation;
    private final CompletableFuture<LedgerOutcome> outcome = new CompletableFuture<>();
    private boolean decided;

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

    void tellUnknown() {
        outcome.completeExceptionally(
                new AlfredException(
                        ErrorCode.OUTCOME_UNKNOWN,
                        "the database did not confirm the operation",
                        "look the transaction up with `alfred ledger list --tx ID`"));
    }
}
