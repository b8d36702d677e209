package io.alfred.ledger;

import io.alfred.audit.ChainHead;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;

/**
 * What a batch would do and whether its commit was confirmed.
 *
 * <p>It outlives the transaction: when the confirmation is lost, the planned head tells on a later
 * read whether the batch is in the books. Written and read by the writer's thread, except for the
 * transaction manager's call.
 */
public final class CommitMark {
    private @Nullable List<LedgerOutcome> outcomes;
    private @Nullable ChainHead head;
    private volatile boolean confirmed;

    void plan(List<LedgerOutcome> planned, ChainHead after) {
        outcomes = planned;
        head = after;
    }

    void confirm() {
        confirmed = true;
    }

    boolean isPlanned() {
        return outcomes != null;
    }

    boolean isConfirmed() {
        return confirmed;
    }

    List<LedgerOutcome> outcomes() {
        return Objects.requireNonNull(outcomes);
    }

    ChainHead head() {
        return Objects.requireNonNull(head);
    }
}
