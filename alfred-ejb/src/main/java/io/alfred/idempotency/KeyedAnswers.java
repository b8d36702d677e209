package io.alfred.idempotency;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.Ids;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Changes under {@code /api}: the first request runs, its answer is kept, a repeat gets it.
 *
 * <p>An answer is an outcome when it tells what was decided on the state of things: successes, and
 * refusals such as 402, 403, 404, 409. A malformed request has no outcome: the key is free again. A
 * failure of the server has none either, but may have had its effect: the same request may run
 * again, under the same ledger operation ids, and no other.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class KeyedAnswers {
    /** The request was not understood, or not looked at: whatever is sent next is a first one. */
    private static final Set<Integer> NOT_BEGUN = Set.of(400, 401, 405, 406, 413, 415, 422, 429);

    private static final int SERVER_FAILED = 500;

    @Inject private Claims claims;

    /** What to do with a request. */
    public sealed interface Start {
        /** Run it, and {@link #finish} whatever comes of it. */
        record Run(Claim claim, AnswerSeal seal) implements Start {}

        /** Answer this. */
        record Replay(KeptAnswer answer) implements Start {}
    }

    /**
     * Lets the request run or finds the first answer.
     *
     * @throws AlfredException {@code IDEMPOTENCY_CONFLICT}, {@code REQUEST_IN_PROGRESS}, {@code
     *     ALREADY_COMPLETED} when the first answer was not kept or does not open
     */
    public Start start(KeyedRequest request, AnswerSeal seal) {
        UUID id = Ids.next();
        return switch (claims.begin(request, id)) {
            case Beginning.Won won -> new Start.Run(won.claim(), seal);
            case Beginning.Taken taken ->
                    switch (taken.state()) {
                        case COMPLETED -> new Start.Replay(answer(request, taken, seal));
                        case FREE -> again(request, taken, id, seal);
                        case IN_PROGRESS -> {
                            if (!taken.abandoned()) {
                                throw Claims.inProgress();
                            }
                            yield again(request, taken, id, seal);
                        }
                    };
        };
    }

    /**
     * Keeps the answer, or what follows from its status; to be called before it is sent.
     *
     * @param answer empty when it cannot be kept: a repeat is then told that it took place
     */
    public void finish(Start.Run run, int status, Optional<KeptAnswer> answer) {
        Claim claim = run.claim();
        if (status >= SERVER_FAILED) {
            claims.free(claim);
        } else if (NOT_BEGUN.contains(status)) {
            claims.forget(claim);
        } else {
            claims.complete(
                    claim,
                    status,
                    answer.filter(KeptAnswer::fits)
                            .map(kept -> run.seal().seal(claim.request(), kept.encoded())));
        }
    }

    private Start again(KeyedRequest request, Beginning.Taken taken, UUID id, AnswerSeal seal) {
        return claims.takeOver(request, taken, id)
                .map(claim -> new Start.Run(claim, seal))
                .orElseThrow(Claims::inProgress);
    }

    private static KeptAnswer answer(KeyedRequest request, Beginning.Taken taken, AnswerSeal seal) {
        int status = taken.status().orElseThrow();
        return seal.open(request, taken.sealed())
                .map(bytes -> KeptAnswer.decoded(status, bytes))
                .orElseThrow(
                        () ->
                                new AlfredException(
                                        ErrorCode.ALREADY_COMPLETED,
                                        "the first request with this "
                                                + IdempotencyKey.HEADER
                                                + " was answered with status "
                                                + status
                                                + ", and its answer was not kept",
                                        "read the object that it changed"));
    }
}
