package io.alfred.ledger;

import java.util.Optional;
import java.util.UUID;

/**
 * What ties a call to others of the same run, as its caller says.
 *
 * @param traceId the 128 bits of a W3C trace id
 * @param parent the transaction id of an earlier call; nobody checks that there is one
 */
public record CallLinks(Optional<UUID> traceId, Optional<UUID> parent) {
    public static final CallLinks NONE = new CallLinks(Optional.empty(), Optional.empty());

    public boolean isEmpty() {
        return traceId.isEmpty() && parent.isEmpty();
    }
}
