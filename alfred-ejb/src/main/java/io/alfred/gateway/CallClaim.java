package io.alfred.gateway;

import io.alfred.idempotency.Claim;

import java.util.Optional;
import java.util.UUID;

/**
 * The right to run one call: its transaction id, and the claim of the Idempotency-Key it came with.
 */
record CallClaim(UUID txId, Optional<Claim> claim) {

    boolean isKeyed() {
        return claim.isPresent();
    }

    /** Whether preparing the call took so long that a repeat may have taken its key over. */
    boolean isStale() {
        return claim.isPresent() && !claim.get().isFresh();
    }
}
