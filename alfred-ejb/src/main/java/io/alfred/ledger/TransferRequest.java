package io.alfred.ledger;

import io.alfred.kernel.Credits;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** A transfer that waits, or has waited, for somebody else's word. */
public record TransferRequest(
        UUID id,
        UUID orgId,
        UUID from,
        UUID to,
        Credits amount,
        String reason,
        UUID requestedBy,
        Instant requestedAt,
        Instant expiresAt,
        State state,
        Optional<UUID> decidedBy,
        Optional<Instant> decidedAt) {

    /** Approved is on its way to the ledger; failed is what the ledger refused then. */
    public enum State {
        PENDING,
        APPROVED,
        DONE,
        REJECTED,
        EXPIRED,
        FAILED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(String wireName) {
            return valueOf(wireName.toUpperCase(Locale.ROOT));
        }
    }

    /** The operation that does it; its id is the request's, so that it is done once. */
    public LedgerOperation.Transfer operation() {
        return new LedgerOperation.Transfer(
                id, from, to, amount, decidedBy.orElse(requestedBy), reason);
    }
}
