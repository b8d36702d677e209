package io.alfred.audit;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import javax.sql.DataSource;

/** Reads the log for people, and exports it whole for verifiers. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AuditReader {
    private static final int FETCH_ROWS = 2000;

    private static final String EXPORT =
            "SELECT chain_id, seq, prev_hash, hash, payload FROM audit_log ORDER BY chain_id, seq";

    @Resource(lookup = "java:app/jdbc/alfred")
    private DataSource dataSource;

    /** Where a page ends: the next one starts before this place. */
    public record Cursor(long atMicros, UUID chainId, long seq) {}

    /** What to read; empty parts do not restrict. */
    public record Filter(
            Optional<UUID> orgId,
            Optional<String> kind,
            Optional<UUID> tx,
            Optional<Cursor> before,
            int limit) {}

    /** A row as shown; {@code payload} is the canonical JSON that was hashed. */
    public record RowView(Cursor place, int epoch, byte[] hash, byte[] payload) {}

    /** Rows, newest first. */
    public List<RowView> rows(Filter filter) {
        String sql =
                "SELECT chain_id, seq, epoch, at_micros, hash, payload FROM audit_log"
                        + " WHERE (?::uuid IS NULL OR org_id = ?) AND (?::text IS NULL OR kind = ?)"
                        + " AND (?::uuid IS NULL OR tx_id = ?) AND (?::bigint IS NULL"
                        + " OR (at_micros, chain_id, seq) < (?, ?::uuid, ?))"
                        + " ORDER BY at_micros DESC, chain_id DESC, seq DESC LIMIT ?";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, filter.orgId().orElse(null));
            statement.setObject(2, filter.orgId().orElse(null));
            statement.setString(3, filter.kind().orElse(null));
            statement.setString(4, filter.kind().orElse(null));
            statement.setObject(5, filter.tx().orElse(null));
            statement.setObject(6, filter.tx().orElse(null));
            Cursor before = filter.before().orElse(null);
            statement.setObject(7, before == null ? null : before.atMicros());
            statement.setObject(8, before == null ? null : before.atMicros());
            statement.setObject(9, before == null ? null : before.chainId());
            statement.setObject(10, before == null ? null : before.seq());
            statement.setInt(11, filter.limit());
            List<RowView> rows = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(
                            new RowView(
                                    new Cursor(
                                            row.getLong("at_micros"),
                                            row.getObject("chain_id", UUID.class),
                                            row.getLong("seq")),
                                    row.getInt("epoch"),
                                    row.getBytes("hash"),
                                    row.getBytes("payload")));
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException("the log could not be read", e);
        }
    }

    /**
     * Writes every row as one JSON line, ordered by chain and seq, then a line with the heads.
     *
     * <p>Rows and heads are of one snapshot.
     */
    public void export(OutputStream target) throws IOException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try {
                unbounded(connection);
                OutputStream out = new BufferedOutputStream(target, 1 << 16);
                List<ChainHead> heads = ChainStore.heads(connection);
                long rows = writeRows(connection, out);
                List<Map<String, Object>> chains =
                        heads.stream().map(CheckpointFile::chain).toList();
                out.write(CanonicalJson.bytes(Map.of("end", true, "chains", chains, "rows", rows)));
                out.write('\n');
                out.flush();
            } finally {
                connection.rollback();
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the log could not be exported", e);
        }
    }

    /** A whole log takes longer to read than the bounds of ordinary statements allow. */
    static void unbounded(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SET LOCAL statement_timeout = '1h'");
            // The timer of a transaction that runs is not moved, only stopped or started.
            statement.execute("SET LOCAL transaction_timeout = 0");
            statement.execute("SET LOCAL transaction_timeout = '1h'");
            statement.execute("SET LOCAL idle_in_transaction_session_timeout = '10min'");
        }
    }

    private static long writeRows(Connection connection, OutputStream out)
            throws SQLException, IOException {
        HexFormat hex = HexFormat.of();
        Base64.Encoder base64 = Base64.getEncoder();
        long rows = 0;
        try (PreparedStatement statement = connection.prepareStatement(EXPORT)) {
            statement.setFetchSize(FETCH_ROWS);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    String line =
                            "{\"chain\":\""
                                    + row.getObject(1, UUID.class)
                                    + "\",\"seq\":"
                                    + row.getLong(2)
                                    + ",\"prev_hash\":\""
                                    + hex.formatHex(row.getBytes(3))
                                    + "\",\"hash\":\""
                                    + hex.formatHex(row.getBytes(4))
                                    + "\",\"payload\":\""
                                    + base64.encodeToString(row.getBytes(5))
                                    + "\"}\n";
                    out.write(line.getBytes(StandardCharsets.US_ASCII));
                    rows++;
                }
            }
        }
        return rows;
    }
}
