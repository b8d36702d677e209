package io.alfred.reconcile;

import io.alfred.kernel.Credits;

import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;

/**
 * One line of a bill.
 *
 * @param number its line in the file, for messages
 * @param txId the transaction, if its id can be one of Alfred's
 * @param foreignId the transaction's id as the bill has it, if not; without either it is a sum of
 *     calls
 */
record BillLine(
        int number, Optional<UUID> txId, Optional<String> foreignId, Group group, Credits amount) {

    /** The transaction's id as text; empty for a sum. */
    Optional<String> reference() {
        return txId.map(UUID::toString).or(() -> foreignId);
    }

    /** Whether it is about one call. */
    boolean isCall() {
        return txId.isPresent() || foreignId.isPresent();
    }

    /** The calls of one model on one day, UTC. */
    record Group(String provider, String model, LocalDate day) {}
}
