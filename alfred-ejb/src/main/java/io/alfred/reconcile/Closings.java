package io.alfred.reconcile;

import io.alfred.kernel.Credits;
import io.alfred.ledger.LedgerOutcome;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What became of the closings; all are counted, the first ones are kept. */
final class Closings {
    /** Closed calls that a report lists. */
    static final int LISTED_MAX = 1_000;

    private final Findings findings;
    private final List<Reconciliation.Closed> listed = new ArrayList<>();
    private long total;
    private Credits change = Credits.ZERO;

    Closings(Findings findings) {
        this.findings = findings;
    }

    void would(Comparison.Closing closing) {
        add(closing, closing.cost(), Credits.ZERO);
    }

    void did(Comparison.Closing closing, LedgerOutcome outcome) {
        if (outcome instanceof LedgerOutcome.Settled settled) {
            add(closing, settled.charged(), settled.shortfall());
        } else if (outcome instanceof LedgerOutcome.Released) {
            add(closing, Credits.ZERO, Credits.ZERO);
        } else if (outcome instanceof LedgerOutcome.Rejected rejected) {
            findings.add(
                    Comparison.of(
                            Difference.Kind.CHANGED,
                            Optional.empty(),
                            closing.call(),
                            rejected.message()));
        } else {
            throw new IllegalStateException("not an answer to a closing: " + outcome);
        }
    }

    private void add(Comparison.Closing closing, Credits charged, Credits shortfall) {
        total++;
        Credits before = closing.call().cost();
        change = change.plus(closing.cost()).minus(before);
        if (listed.size() < LISTED_MAX) {
            listed.add(
                    new Reconciliation.Closed(
                            closing.call().txId(),
                            closing.call().walletId(),
                            closing.call().standing(),
                            before,
                            closing.cost(),
                            charged,
                            shortfall,
                            closing.line()));
        }
    }

    List<Reconciliation.Closed> listed() {
        return List.copyOf(listed);
    }

    long total() {
        return total;
    }

    Credits change() {
        return change;
    }
}
