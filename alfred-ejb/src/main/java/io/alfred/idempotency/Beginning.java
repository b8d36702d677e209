package io.alfred.idempotency;

import java.util.OptionalInt;
import java.util.UUID;

/** What became of the wish to run a {@link KeyedRequest}. */
public sealed interface Beginning {

    /** This attempt may run. */
    record Won(Claim claim) implements Beginning {}

    /**
     * Another attempt has the key.
     *
     * @param claimId that attempt's; under {@code /v1} its transaction id
     * @param sameContent whether it said the same
     * @param abandoned whether it can no longer come to an outcome
     * @param status of its kept answer; present when completed under {@code /api}
     * @param sealed its answer; empty when none was kept
     */
    record Taken(
            UUID claimId,
            UUID seed,
            State state,
            boolean sameContent,
            boolean abandoned,
            OptionalInt status,
            byte[] sealed)
            implements Beginning {}

    /** How far an attempt came. */
    enum State {
        IN_PROGRESS,
        /** It failed without an outcome to repeat: the same request may run. */
        FREE,
        COMPLETED
    }
}
