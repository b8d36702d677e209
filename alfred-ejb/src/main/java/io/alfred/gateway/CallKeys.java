package io.alfred.gateway;

import io.alfred.idempotency.Beginning;
import io.alfred.idempotency.Claim;
import io.alfred.idempotency.Claims;
import io.alfred.idempotency.IdempotencyKey;
import io.alfred.idempotency.KeyedRequest;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.Ids;
import io.alfred.ledger.HoldState;
import io.alfred.ledger.LedgerReader;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import java.util.Optional;
import java.util.UUID;

/**
 * Binds a call to the Idempotency-Key it came with, so that no repeat is charged again.
 *
 * <p>The binding is written once, before the hold, and never again: what became of the call is what
 * became of the hold of its transaction id, which the ledger knows also after a crash.
 */
@ApplicationScoped
class CallKeys {
    /** How often a key may change hands while this call looks at it. */
    private static final int TRIES_MAX = 3;

    @Inject private Claims claims;
    @Inject private LedgerReader ledger;

    /**
     * Claims the call's key, if it has one.
     *
     * @throws AlfredException {@code IDEMPOTENCY_CONFLICT}, {@code REQUEST_IN_PROGRESS}, {@code
     *     ALREADY_COMPLETED}
     */
    CallClaim claim(Optional<KeyedRequest> request) {
        return request.isEmpty()
                ? new CallClaim(Ids.next(), Optional.empty())
                : claim(request.get());
    }

    private CallClaim claim(KeyedRequest request) {
        for (int i = 0; i < TRIES_MAX; i++) {
            UUID txId = Ids.next();
            switch (claims.begin(request, txId)) {
                case Beginning.Won won -> {
                    return bound(won.claim());
                }
                case Beginning.Taken taken -> {
                    requireUncharged(taken);
                    Optional<Claim> next = claims.takeOver(request, taken, txId);
                    if (next.isPresent()) {
                        return bound(next.get());
                    }
                }
            }
        }
        throw Claims.inProgress();
    }

    /**
     * Frees the key of a call that was refused before anything was held; what is unknown stays
     * bound.
     */
    void refused(CallClaim call, AlfredException why) {
        if (why.code() != ErrorCode.OUTCOME_UNKNOWN) {
            call.claim().ifPresent(claims::forget);
        }
    }

    private void requireUncharged(Beginning.Taken taken) {
        UUID txId = taken.claimId();
        Optional<LedgerReader.HoldView> hold =
                ledger
                        .holds(
                                new LedgerReader.Filter(
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.of(txId),
                                        Optional.empty(),
                                        1),
                                Optional.empty())
                        .stream()
                        .findFirst();
        if (hold.isEmpty()) {
            if (!taken.abandoned()) {
                throw Claims.inProgress().inTransaction(txId);
            }
            return;
        }
        switch (HoldState.of(hold.get().state())) {
            case OPEN -> throw Claims.inProgress().inTransaction(txId);
            case UNKNOWN -> throw unknown(txId);
            case SETTLED -> throw completed(txId, hold.get().charged());
            case RELEASED -> {
                // Nothing was served and nothing charged: the call may be made again.
            }
        }
    }

    private static AlfredException completed(UUID txId, Credits cost) {
        return new AlfredException(
                        ErrorCode.ALREADY_COMPLETED,
                        "the first request with this "
                                + IdempotencyKey.HEADER
                                + " was answered and cost "
                                + cost
                                + " credits",
                        "GET /v1/requests/" + txId + " tells about it; a new call needs a new key")
                .inTransaction(txId)
                .costing(cost);
    }

    private static AlfredException unknown(UUID txId) {
        return new AlfredException(
                        ErrorCode.REQUEST_IN_PROGRESS,
                        "what became of the first request with this "
                                + IdempotencyKey.HEADER
                                + " is not known yet; its price stays held until it is",
                        "ask GET /v1/requests/" + txId + "; a new key makes a new call")
                .inTransaction(txId);
    }

    private static CallClaim bound(Claim claim) {
        return new CallClaim(claim.id(), Optional.of(claim));
    }
}
