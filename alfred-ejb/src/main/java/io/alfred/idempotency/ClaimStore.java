package io.alfred.idempotency;

import io.alfred.audit.NodeRegistry;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * The SQL of claims; every statement is a transaction of its own.
 *
 * <p>Taking a claim does not wait for the disk. Why that is safe: the effect it guards (a hold, an
 * operator's change) is committed afterwards and does wait, and a commit that is on disk has every
 * earlier one on disk with it. A crash in between loses claim and effect together.
 */
final class ClaimStore {
    private static final String NO_DISK_WAIT =
            "set_config('synchronous_commit', 'off', true) = 'off'";

    private static final String INSERT =
            "INSERT INTO idempotency_key (caller_key_id, key_hash, fingerprint, claim_id, seed,"
                    + " state, node_id, node_epoch, expires_at) SELECT ?::uuid, ?::bytea, ?::bytea,"
                    + " ?::uuid, ?::uuid, 'in_progress', ?::uuid, ?::integer, now() +"
                    + " make_interval(hours => ?::integer) WHERE "
                    + NO_DISK_WAIT
                    + " ON CONFLICT (caller_key_id, key_hash) DO NOTHING";

    /** A newer epoch fences the old process; a stopped one has finished; anything else may live. */
    private static final String SELECT =
            "SELECT k.claim_id, k.seed, k.state, k.fingerprint, k.status, k.answer, k.expires_at <="
                + " now() AS expired, n.id IS NULL OR n.epoch <> k.node_epoch OR n.stopped_at IS"
                + " NOT NULL OR k.claimed_at < now() - make_interval(secs => ?) AS abandoned FROM"
                + " idempotency_key k LEFT JOIN node n ON n.id = k.node_id WHERE k.caller_key_id ="
                + " ? AND k.key_hash = ?";

    private static final String TAKE_OVER =
            "UPDATE idempotency_key SET claim_id = ?, seed = ?, fingerprint = ?, state ="
                    + " 'in_progress', status = NULL, answer = NULL, node_id = ?, node_epoch = ?,"
                    + " claimed_at = now(), expires_at = now() + make_interval(hours => ?) WHERE"
                    + " caller_key_id = ? AND key_hash = ? AND claim_id = ? AND "
                    + NO_DISK_WAIT;

    private static final String COMPLETE =
            "UPDATE idempotency_key SET state = 'completed', status = ?, answer = ? WHERE"
                    + " caller_key_id = ? AND key_hash = ? AND claim_id = ?";

    private static final String FREE =
            "UPDATE idempotency_key SET state = 'free' WHERE caller_key_id = ? AND key_hash = ? AND"
                    + " claim_id = ?";

    private static final String FORGET =
            "DELETE FROM idempotency_key WHERE caller_key_id = ? AND key_hash = ? AND claim_id = ?";

    private static final String SWEEP =
            "DELETE FROM idempotency_key WHERE (caller_key_id, key_hash) IN (SELECT caller_key_id,"
                    + " key_hash FROM idempotency_key WHERE expires_at <= now() ORDER BY expires_at"
                    + " LIMIT ? FOR UPDATE SKIP LOCKED)";

    private final Connection connection;
    private final UUID nodeId;
    private final int nodeEpoch;

    ClaimStore(Connection connection, NodeRegistry.Node node) {
        this(connection, node.id(), node.epoch());
    }

    ClaimStore(Connection connection, UUID nodeId, int nodeEpoch) {
        this.connection = connection;
        this.nodeId = nodeId;
        this.nodeEpoch = nodeEpoch;
    }

    /** Claims a key that nobody used; false when it is taken. */
    boolean insert(Claim claim) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setObject(1, claim.request().callerKeyId());
            statement.setBytes(2, claim.request().keyHash());
            statement.setBytes(3, claim.request().fingerprint());
            statement.setObject(4, claim.id());
            statement.setObject(5, claim.seed());
            statement.setObject(6, nodeId);
            statement.setInt(7, nodeEpoch);
            statement.setInt(8, Claims.KEEP_H);
            return statement.executeUpdate() == 1;
        }
    }

    /** A row, and whether its time is over. */
    record Found(Beginning.Taken taken, boolean expired) {}

    Optional<Found> find(KeyedRequest request) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SELECT)) {
            statement.setInt(1, Claim.LEASE_S);
            statement.setObject(2, request.callerKeyId());
            statement.setBytes(3, request.keyHash());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(found(row, request)) : Optional.empty();
            }
        }
    }

    private static Found found(ResultSet row, KeyedRequest request) throws SQLException {
        int status = row.getInt("status");
        OptionalInt kept = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(status);
        byte @Nullable [] answer = row.getBytes("answer");
        return new Found(
                new Beginning.Taken(
                        row.getObject("claim_id", UUID.class),
                        row.getObject("seed", UUID.class),
                        Beginning.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                        request.says(row.getBytes("fingerprint")),
                        row.getBoolean("abandoned"),
                        kept,
                        answer == null ? new byte[0] : answer),
                row.getBoolean("expired"));
    }

    /** Puts a claim in the place of another; false when that one is there no more. */
    boolean takeOver(UUID from, Claim claim) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TAKE_OVER)) {
            statement.setObject(1, claim.id());
            statement.setObject(2, claim.seed());
            statement.setBytes(3, claim.request().fingerprint());
            statement.setObject(4, nodeId);
            statement.setInt(5, nodeEpoch);
            statement.setInt(6, Claims.KEEP_H);
            statement.setObject(7, claim.request().callerKeyId());
            statement.setBytes(8, claim.request().keyHash());
            statement.setObject(9, from);
            return statement.executeUpdate() == 1;
        }
    }

    /**
     * Keeps the outcome.
     *
     * @param sealed the answer; empty when it is not kept
     */
    boolean complete(Claim claim, int status, Optional<byte[]> sealed) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COMPLETE)) {
            statement.setInt(1, status);
            statement.setBytes(2, sealed.orElse(null));
            return one(statement, 3, claim);
        }
    }

    /** Lets the same request run again. */
    boolean free(Claim claim) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FREE)) {
            return one(statement, 1, claim);
        }
    }

    /** Lets any request use the key again. */
    boolean forget(Claim claim) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FORGET)) {
            return one(statement, 1, claim);
        }
    }

    private static boolean one(PreparedStatement statement, int from, Claim claim)
            throws SQLException {
        statement.setObject(from, claim.request().callerKeyId());
        statement.setBytes(from + 1, claim.request().keyHash());
        statement.setObject(from + 2, claim.id());
        return statement.executeUpdate() == 1;
    }

    /** Deletes rows whose time is over; several nodes may do so at once. */
    static int sweep(Connection connection, int rowsMax) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SWEEP)) {
            statement.setInt(1, rowsMax);
            return statement.executeUpdate();
        }
    }
}
