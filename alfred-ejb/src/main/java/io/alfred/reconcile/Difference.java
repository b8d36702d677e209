package io.alfred.reconcile;

import io.alfred.kernel.Credits;

import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/**
 * Something in which bill and books do not agree, after all that could be closed was closed.
 *
 * @param transaction the call, as the bill or the books name it
 * @param line of the bill
 */
public record Difference(
        Kind kind,
        Optional<Integer> line,
        Optional<String> transaction,
        String provider,
        String model,
        LocalDate day,
        Optional<Credits> billed,
        Optional<Credits> booked,
        String detail) {

    /** What kind of difference. */
    public enum Kind {
        /** Billed, and the books know no such call. */
        NOT_BOOKED,
        /** Charged for good, and the bill does not list it. */
        NOT_BILLED,
        /** Charged for good with another amount. */
        AMOUNT,
        /** Billed, and the books have it as not served. */
        RELEASED,
        /** Unknown or provisional, and the bill does not say what it cost. */
        UNCLOSED,
        /** Billed, and still running. */
        RUNNING,
        /** Billed by another provider than the one that was called. */
        PROVIDER,
        /** The sum of a model's calls on a day. */
        MODEL_AND_DAY,
        /** The books changed while they were compared. */
        CHANGED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
