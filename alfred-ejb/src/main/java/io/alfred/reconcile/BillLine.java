package io.alfred.reconcile;

import io.alfred.kernel.Credits;

import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;

/**
 * One line of a bill.
 *
 * @param number its line in the file, for messages
 * @param reference the transaction id as the bill has it; empty: a sum of calls
 * @param txId the reference, if it can be one of Alfred's
 */
record BillLine(
        int number, Optional<String> reference, Optional<UUID> txId, Group group, Credits amount) {

    /** The calls of one model on one day, UTC. */
    record Group(String provider, String model, LocalDate day) {}
}
