package io.alfred.idempotency;

import io.alfred.audit.NodeRegistry;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

import javax.sql.DataSource;

/**
 * Decides which of several equal requests runs: on all nodes, exactly one, because the row is the
 * claim.
 *
 * <p>A key is remembered for {@value #KEEP_H} hours after the last attempt began.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Claims {
    /** How long a key is remembered, hours. */
    public static final int KEEP_H = 24;

    /** How often a row may vanish between two statements before the caller is sent away. */
    private static final int TRIES_MAX = 3;

    private static final System.Logger LOG = System.getLogger(Claims.class.getName());

    @Resource(lookup = "java:app/jdbc/alfred")
    private DataSource dataSource;

    @Inject private NodeRegistry nodes;

    /**
     * Claims the key for an attempt, or tells who has it.
     *
     * @param id of the attempt
     * @throws AlfredException {@code IDEMPOTENCY_CONFLICT} when the key came with other content
     */
    public Beginning begin(KeyedRequest request, UUID id) {
        return inStore(store -> begin(store, request, id));
    }

    static Beginning begin(ClaimStore store, KeyedRequest request, UUID id) throws SQLException {
        for (int i = 0; i < TRIES_MAX; i++) {
            Claim first = Claim.now(request, id, id);
            if (store.insert(first)) {
                return new Beginning.Won(first);
            }
            Optional<ClaimStore.Found> found = store.find(request);
            if (found.isPresent()) {
                Beginning.Taken taken = found.get().taken();
                if (!found.get().expired()) {
                    return requireSame(taken);
                }
                if (store.takeOver(taken.claimId(), first)) {
                    return new Beginning.Won(first);
                }
            }
        }
        throw inProgress();
    }

    /**
     * Takes the key from an attempt that came to no outcome; its seed stays, so that the ledger
     * recognises what that attempt did.
     *
     * @param id of the new attempt
     * @return empty when another attempt was quicker
     */
    public Optional<Claim> takeOver(KeyedRequest request, Beginning.Taken from, UUID id) {
        return inStore(
                store -> {
                    Claim next = Claim.now(request, id, from.seed());
                    return store.takeOver(from.claimId(), next)
                            ? Optional.of(next)
                            : Optional.empty();
                });
    }

    /** Keeps the outcome of an attempt; {@code sealed} is empty when its answer is not kept. */
    public void complete(Claim claim, int status, Optional<byte[]> sealed) {
        quietly("completed", store -> store.complete(claim, status, sealed));
    }

    /** Lets the same request run again, and no other. */
    public void free(Claim claim) {
        quietly("freed", store -> store.free(claim));
    }

    /** Lets the key be used again for anything. */
    public void forget(Claim claim) {
        quietly("forgotten", store -> store.forget(claim));
    }

    /** What a caller is told while another attempt has no outcome yet. */
    public static AlfredException inProgress() {
        return new AlfredException(
                ErrorCode.REQUEST_IN_PROGRESS,
                "the first request with this " + IdempotencyKey.HEADER + " has no outcome yet",
                "wait for its answer, or repeat this one later");
    }

    private static Beginning requireSame(Beginning.Taken taken) {
        if (!taken.sameContent()) {
            throw new AlfredException(
                    ErrorCode.IDEMPOTENCY_CONFLICT,
                    "this " + IdempotencyKey.HEADER + " came with another request before",
                    "make a new key for a new request; repeat an old one unchanged");
        }
        return taken;
    }

    private interface Work<T> {
        T in(ClaimStore store) throws SQLException;
    }

    private <T> T inStore(Work<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            return work.in(new ClaimStore(connection, nodes.node()));
        } catch (SQLException e) {
            throw new AlfredException(
                    ErrorCode.OVERLOADED,
                    "the database did not take the " + IdempotencyKey.HEADER,
                    "try again in a few seconds",
                    e);
        }
    }

    /** The effect is there already: a failure here may only show to a later repeat. */
    private void quietly(String what, Work<Boolean> work) {
        try {
            if (!inStore(work)) {
                LOG.log(System.Logger.Level.WARNING, "a claim to be {0} was taken over", what);
            }
        } catch (AlfredException e) {
            LOG.log(System.Logger.Level.WARNING, "a claim was not " + what, e);
        }
    }
}
