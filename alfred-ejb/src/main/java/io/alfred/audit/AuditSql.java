package io.alfred.audit;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.UUID;

/**
 * The SQL that writes rows and moves the head, as parts of one {@code WITH} statement.
 *
 * <p>The head moves by compare-and-set on epoch, seq and hash: a writer that was fenced by a newer
 * start, or that lost track, changes nothing and sees a count of zero.
 */
public final class AuditSql {
    /** Moves the head; name the part {@code chain_moved}. Takes 7 parameters. */
    public static final String MOVE_HEAD = AuditSql.MOVE_HEAD_ONLY + " RETURNING 1";

    /** The same as a statement of its own. */
    public static final String MOVE_HEAD_ONLY =
            "UPDATE audit_chain SET seq = ?, head = ?, frontier = ?"
                    + " WHERE id = ? AND epoch = ? AND seq = ? AND head = ?";

    /**
     * Inserts one row after {@link #MOVE_HEAD_ONLY} in the same transaction, and none when it did
     * not move the head. Takes 14 parameters.
     */
    public static final String INSERT_ONE =
            "INSERT INTO audit_log (chain_id, epoch, seq, at_micros, kind, org_id, actor_id,"
                    + " subject_id, tx_id, prev_hash, hash, payload)"
                    + " SELECT ?::uuid, ?::integer, ?::bigint, ?::bigint, ?::text, ?::uuid,"
                    + " ?::uuid, ?::uuid, ?::uuid, ?::bytea, ?::bytea, ?::bytea"
                    + " WHERE EXISTS (SELECT FROM audit_chain WHERE id = ? AND head = ?)";

    /**
     * Inserts rows, but only when the part {@code chain_moved} did move; name this one {@code
     * rows_logged}. Takes 12 parameters.
     *
     * <p>Without the condition a fenced writer would meet the rows of its successor as a violated
     * primary key, before its count could tell what happened.
     */
    public static final String INSERT_ROWS =
            "INSERT INTO audit_log (chain_id, epoch, seq, at_micros, kind, org_id, actor_id,"
                    + " subject_id, tx_id, prev_hash, hash, payload)"
                    + " SELECT ?, ?, u.* FROM unnest(?::bigint[], ?::bigint[], ?::text[],"
                    + " ?::uuid[], ?::uuid[], ?::uuid[], ?::uuid[], ?::bytea[], ?::bytea[],"
                    + " ?::bytea[]) u WHERE EXISTS (SELECT FROM chain_moved) RETURNING 1";

    private static final String COPY_ROWS =
            "COPY audit_log (chain_id, epoch, seq, at_micros, kind, org_id, actor_id, subject_id,"
                    + " tx_id, prev_hash, hash, payload) FROM STDIN BINARY";

    private static final String APPEND =
            "WITH chain_moved AS ("
                    + MOVE_HEAD
                    + "), rows_logged AS ("
                    + INSERT_ROWS
                    + ") SELECT (SELECT count(*) FROM chain_moved),"
                    + " (SELECT count(*) FROM rows_logged)";

    private AuditSql() {}

    /**
     * Binds {@link #MOVE_HEAD} from parameter {@code at} on.
     *
     * @return the next free parameter
     */
    public static int bindMoveHead(PreparedStatement statement, int at, AuditChain chain)
            throws SQLException {
        ChainHead before = chain.before();
        ChainHead after = chain.after();
        statement.setLong(at, after.seq());
        statement.setBytes(at + 1, after.head());
        statement.setBytes(at + 2, after.frontier());
        statement.setObject(at + 3, before.chainId());
        statement.setInt(at + 4, before.epoch());
        statement.setLong(at + 5, before.seq());
        statement.setBytes(at + 6, before.head());
        return at + 7;
    }

    /**
     * Binds {@link #INSERT_ROWS} from parameter {@code at} on.
     *
     * @return the next free parameter
     */
    public static int bindInsertRows(PreparedStatement statement, int at, AuditChain chain)
            throws SQLException {
        return bindInsertRows(statement, at, chain, chain.rows());
    }

    /** The same for some of the rows; whoever calls it writes the others by another way. */
    public static int bindInsertRows(
            PreparedStatement statement, int at, AuditChain chain, List<AuditRow> rows)
            throws SQLException {
        Connection connection = statement.getConnection();
        int n = rows.size();
        long[] seqs = new long[n];
        long[] times = new long[n];
        String[] kinds = new String[n];
        @Nullable UUID[] orgs = new @Nullable UUID[n];
        @Nullable UUID[] actors = new @Nullable UUID[n];
        @Nullable UUID[] subjects = new @Nullable UUID[n];
        @Nullable UUID[] transactions = new @Nullable UUID[n];
        byte[][] prevHashes = new byte[n][];
        byte[][] hashes = new byte[n][];
        byte[][] payloads = new byte[n][];
        for (int i = 0; i < n; i++) {
            AuditRow row = rows.get(i);
            seqs[i] = row.seq();
            times[i] = row.atMicros();
            kinds[i] = row.event().kind().name();
            orgs[i] = row.event().orgId();
            actors[i] = row.event().actorId();
            subjects[i] = row.event().subjectId();
            transactions[i] = row.event().txId();
            prevHashes[i] = row.prevHash();
            hashes[i] = row.hash();
            payloads[i] = row.payload();
        }
        statement.setObject(at, chain.before().chainId());
        statement.setInt(at + 1, chain.before().epoch());
        statement.setObject(at + 2, seqs);
        statement.setObject(at + 3, times);
        statement.setObject(at + 4, kinds);
        statement.setArray(at + 5, connection.createArrayOf("uuid", orgs));
        statement.setArray(at + 6, connection.createArrayOf("uuid", actors));
        statement.setArray(at + 7, connection.createArrayOf("uuid", subjects));
        statement.setArray(at + 8, connection.createArrayOf("uuid", transactions));
        statement.setObject(at + 9, prevHashes);
        statement.setObject(at + 10, hashes);
        statement.setObject(at + 11, payloads);
        return at + 12;
    }

    /**
     * Binds {@link #INSERT_ONE} from parameter {@code at} on.
     *
     * @return the next free parameter
     */
    public static int bindInsertOne(PreparedStatement statement, int at, AuditRow row)
            throws SQLException {
        AuditEvent event = row.event();
        statement.setObject(at, row.chainId());
        statement.setInt(at + 1, row.epoch());
        statement.setLong(at + 2, row.seq());
        statement.setLong(at + 3, row.atMicros());
        statement.setString(at + 4, event.kind().name());
        bindId(statement, at + 5, event.orgId());
        bindId(statement, at + 6, event.actorId());
        bindId(statement, at + 7, event.subjectId());
        bindId(statement, at + 8, event.txId());
        statement.setBytes(at + 9, row.prevHash());
        statement.setBytes(at + 10, row.hash());
        statement.setBytes(at + 11, row.payload());
        statement.setObject(at + 12, row.chainId());
        statement.setBytes(at + 13, row.hash());
        return at + 14;
    }

    private static void bindId(PreparedStatement statement, int at, @Nullable UUID id)
            throws SQLException {
        if (id == null) {
            statement.setNull(at, Types.OTHER);
        } else {
            statement.setObject(at, id);
        }
    }

    /**
     * Begins to write the appended rows by COPY, for many of them; {@link #MOVE_HEAD} must have
     * moved before.
     *
     * @return all rows on their way to the database, to be finished
     */
    public static CopyRows copyRows(Connection connection, AuditChain chain) throws SQLException {
        CopyRows copy = new CopyRows();
        copy.start(connection, COPY_ROWS);
        UUID chainId = chain.before().chainId();
        int epoch = chain.before().epoch();
        for (AuditRow row : chain.rows()) {
            AuditEvent event = row.event();
            copy.begin(12);
            copy.value(chainId);
            copy.value(epoch);
            copy.value(row.seq());
            copy.value(row.atMicros());
            copy.value(event.kind().name());
            copy.value(event.orgId());
            copy.value(event.actorId());
            copy.value(event.subjectId());
            copy.value(event.txId());
            copy.value(row.prevHash());
            copy.value(row.hash());
            copy.value(row.payload());
        }
        copy.flush();
        return copy;
    }

    /**
     * Writes the appended rows and the new head.
     *
     * @throws ChainFencedException when the head in the database is not the one the chain started
     *     from; nothing may be committed then
     */
    static void write(Connection connection, AuditChain chain) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(APPEND)) {
            bindInsertRows(statement, bindMoveHead(statement, 1, chain), chain);
            try (var result = statement.executeQuery()) {
                result.next();
                if (result.getInt(1) != 1 || result.getInt(2) != chain.rows().size()) {
                    throw new ChainFencedException(chain.before());
                }
            }
        }
    }
}
