package io.alfred.alerts;

import io.alfred.ledger.LedgerCheck.Violation;

import java.time.Instant;
import java.util.Optional;

/**
 * What the last check of the books found.
 *
 * @param checkedAt empty: there was none yet
 * @param first the first difference; empty: the books balance
 * @param failed whether the check after it came to no end
 */
public record BooksState(Optional<Instant> checkedAt, Optional<Violation> first, boolean failed) {
    static final BooksState UNCHECKED = new BooksState(Optional.empty(), Optional.empty(), false);

    /** The same, when a check that was to follow came to no end. */
    BooksState andFailed() {
        return new BooksState(checkedAt, first, true);
    }

    /** {@code balanced}, {@code differ} or {@code unchecked}. */
    public String word() {
        if (first.isPresent()) {
            return "differ";
        }
        return checkedAt.isPresent() && !failed ? "balanced" : "unchecked";
    }

    /** The same without wallet and amounts, for whoever may not see those of every org. */
    public Optional<String> publicFinding() {
        if (first.isEmpty()) {
            return finding();
        }
        return Optional.of("the books do not balance; `alfred ledger check` lists everything");
    }

    /** What an operator of the installation has to know; empty when the books balance. */
    public Optional<String> finding() {
        if (first.isEmpty() && failed) {
            return Optional.of("the books could not be checked; the server log has the reason");
        }
        return first.map(
                violation ->
                        "the books do not balance: "
                                + violation.rule()
                                + " at "
                                + violation.subject()
                                + ": "
                                + violation.detail()
                                + "; `alfred ledger check` lists everything");
    }
}
