package io.alfred.ledger;

import io.alfred.kernel.AlfredException;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * What the gateway calls to move money. Every answer is told after its commit was confirmed.
 *
 * <p>Why asynchronous: one database commit carries the operations of many callers, so a caller
 * waits for the batch, not for a transaction of its own; a transaction of the caller's has no part
 * in it. That is also why this is no EJB, whose call costs more than what is done here: the money
 * moves in {@link LedgerBatch}.
 */
@ApplicationScoped
public class CreditLedger {
    @Inject private LedgerWriter writer;

    private @Nullable LedgerQueue queue;

    @PostConstruct
    void open() {
        queue = writer.queue();
    }

    /**
     * Holds the worst-case price of one call before any provider is contacted.
     *
     * <p>Why: check and hold share one row lock, so parallel calls cannot overspend. Outcomes:
     * {@link LedgerOutcome.Held}, {@link LedgerOutcome.Denied}, {@link LedgerOutcome.Rejected};
     * fails with {@code OUTCOME_UNKNOWN} when the commit is not confirmed in time, and then gives
     * the amount back by itself should it turn out to be held.
     *
     * @throws AlfredException {@code OVERLOADED} when nothing can be taken now
     */
    public CompletionStage<LedgerOutcome> hold(LedgerOperation.Hold hold) {
        return bounded(hold, hold.txId());
    }

    /**
     * Resolves a hold, marks it unknown or journals its progress. Never refused, never timed out:
     * the writer keeps the operation until the database has taken it.
     */
    public CompletionStage<LedgerOutcome> resolve(LedgerOperation.OnHold operation) {
        requireEnd(operation);
        return queue().submit(operation);
    }

    /**
     * As {@link #resolve}, when nobody waits for the outcome: the writer takes it along with other
     * operations, within {@value LedgerQueue#UNHURRIED_MAX_MS} ms.
     *
     * <p>Why: a commit of its own for every settle would double what a call costs the database.
     * Operations on one call by this and by {@link #resolve} are applied in the order in which they
     * were put, but for one put by this after an unanswered one put by the other.
     */
    public void resolveUnhurried(LedgerOperation.OnHold operation) {
        requireEnd(operation);
        queue().submitUnhurried(operation);
    }

    /**
     * Closes a call by an operator's word or refunds its charge; outcomes {@link
     * LedgerOutcome.Settled}, {@link LedgerOutcome.Released}, {@link LedgerOutcome.Refunded},
     * {@link LedgerOutcome.Rejected}. A repeat gets the first outcome.
     *
     * @throws AlfredException {@code OVERLOADED} when nothing can be taken now
     */
    public CompletionStage<LedgerOutcome> decide(LedgerOperation.ByOperator operation) {
        return bounded(operation, operation.txId());
    }

    /**
     * Changes an allotment; outcomes {@link LedgerOutcome.Allotted}, {@link
     * LedgerOutcome.Rejected}.
     */
    public CompletionStage<LedgerOutcome> allot(LedgerOperation.OnAllotment operation) {
        return bounded(operation, operation.opId());
    }

    /**
     * Changes what a wallet may do or where it lies; outcomes {@link LedgerOutcome.Changed}, {@link
     * LedgerOutcome.Rejected}. A repeat changes nothing.
     */
    public CompletionStage<LedgerOutcome> change(LedgerOperation.OnWallet operation) {
        return bounded(operation, operation.walletId());
    }

    /**
     * Waits for an outcome on the calling thread.
     *
     * @throws AlfredException {@code OUTCOME_UNKNOWN} with the transaction id
     */
    public static LedgerOutcome await(CompletionStage<LedgerOutcome> outcome) {
        try {
            return outcome.toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof AlfredException known) {
                throw known;
            }
            throw e;
        }
    }

    private static void requireEnd(LedgerOperation.OnHold operation) {
        if (operation instanceof LedgerOperation.Hold
                || operation instanceof LedgerOperation.ByOperator) {
            throw new IllegalArgumentException("not the end of a call: " + operation);
        }
    }

    private CompletionStage<LedgerOutcome> bounded(LedgerOperation operation, UUID id) {
        return queue().submitBounded(operation, id);
    }

    private LedgerQueue queue() {
        return Objects.requireNonNull(queue);
    }
}
