package io.alfred.idempotency;

import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The right of one attempt to run a {@link KeyedRequest}.
 *
 * @param id of the attempt; under {@code /v1} its transaction id
 * @param seed names the ledger operations of this and every other attempt
 * @param takenNanos when it was taken, by this process's own clock
 */
public record Claim(KeyedRequest request, UUID id, UUID seed, long takenNanos) {
    /**
     * After so many seconds without an outcome a claim counts as abandoned, though its process
     * lives; more than the longest wait for the ledger.
     */
    static final int LEASE_S = 180;

    /** An attempt that has not begun its effect so many seconds after the claim must not begin. */
    static final int USE_S = 150;

    static Claim now(KeyedRequest request, UUID id, UUID seed) {
        return new Claim(request, id, seed, System.nanoTime());
    }

    /** Whether nobody else can have taken the claim over yet. */
    public boolean isFresh() {
        return isFresh(System.nanoTime());
    }

    boolean isFresh(long nowNanos) {
        return nowNanos - takenNanos < TimeUnit.SECONDS.toNanos(USE_S);
    }
}
