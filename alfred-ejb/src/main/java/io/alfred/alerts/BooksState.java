package io.alfred.alerts;

import io.alfred.ledger.LedgerCheck.Violation;

import java.time.Instant;
import java.util.Optional;

/**
 * What the last check of the books found.
 *
 * @param checkedAt empty: there was none yet
 * @param first the first difference; empty: the books balance
 */
public record BooksState(Optional<Instant> checkedAt, Optional<Violation> first) {
    static final BooksState UNCHECKED = new BooksState(Optional.empty(), Optional.empty());

    /** {@code balanced}, {@code differ} or {@code unchecked}. */
    public String word() {
        if (first.isPresent()) {
            return "differ";
        }
        return checkedAt.isPresent() ? "balanced" : "unchecked";
    }

    /** What an operator has to know; empty when the books balance. */
    public Optional<String> finding() {
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
