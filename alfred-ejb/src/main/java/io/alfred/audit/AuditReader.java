package io.alfred.audit;

import io.alfred.kernel.NewestFirst;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
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

    private static final String NEWEST =
            "SELECT max(a.at_micros) FROM audit_chain c"
                    + " JOIN audit_log a ON a.chain_id = c.id AND a.seq = c.seq";

    @Resource(lookup = "java:app/jdbc/alfred")
    private DataSource dataSource;

    /** Where a page ends: the next one starts before this place. */
    public record Cursor(long atMicros, UUID chainId, long seq) {}

    /** What to read; empty parts do not restrict. */
    public record Filter(
            Optional<UUID> orgId,
            Optional<String> kind,
            Optional<TransactionRows> tx,
            Optional<Cursor> before,
            int limit) {}

    /** A row as shown; {@code payload} is the canonical JSON that was hashed. */
    public record RowView(Cursor place, int epoch, byte[] hash, byte[] payload) {}

    /**
     * Rows, newest first.
     *
     * <p>Only the conditions that apply are asked for: a plan for {@code ? IS NULL OR tx_id = ?}
     * can use no index, so the look-up of one transaction would read the whole log.
     */
    public List<RowView> rows(Filter filter) {
        try (Connection connection = dataSource.getConnection()) {
            return rows(connection, filter);
        } catch (SQLException e) {
            throw new IllegalStateException("the log could not be read", e);
        }
    }

    static List<RowView> rows(Connection connection, Filter filter) throws SQLException {
        List<String> conditions = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        filter.orgId().ifPresent(id -> add(conditions, "org_id = ?", values, id));
        filter.kind().ifPresent(kind -> add(conditions, "kind = ?", values, kind));
        filter.tx().ifPresent(tx -> add(conditions, tx.condition(), values, tx.values().toArray()));
        filter.before()
                .ifPresent(
                        at ->
                                add(
                                        conditions,
                                        "(at_micros, chain_id, seq) < (?, ?, ?)",
                                        values,
                                        at.atMicros(),
                                        at.chainId(),
                                        at.seq()));
        if (filter.tx().isPresent()) {
            return rows(connection, conditions, values, filter.limit());
        }
        long start =
                filter.before().isPresent()
                        ? filter.before().get().atMicros()
                        : newestMicros(connection);
        return NewestFirst.find(
                start,
                filter.limit(),
                (from, before, limit) -> {
                    List<String> within = new ArrayList<>(conditions);
                    List<Object> bound = new ArrayList<>(values);
                    add(within, "at_micros >= ? AND at_micros < ?", bound, from, before);
                    return rows(connection, within, bound, limit);
                });
    }

    /** When the last row of all chains was written. */
    private static long newestMicros(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NEWEST);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static List<RowView> rows(
            Connection connection, List<String> conditions, List<Object> values, int limit)
            throws SQLException {
        String sql =
                "SELECT chain_id, seq, epoch, at_micros, hash, payload FROM audit_log WHERE "
                        + String.join(" AND ", conditions)
                        + " ORDER BY at_micros DESC, chain_id DESC, seq DESC LIMIT ?";
        List<RowView> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
            statement.setInt(values.size() + 1, limit);
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
        }
        return rows;
    }

    private static void add(
            List<String> conditions, String condition, List<Object> values, Object... bound) {
        conditions.add(condition);
        values.addAll(List.of(bound));
    }

    /**
     * Writes every row in the log as one JSON line, ordered by chain and seq, then a line with the
     * heads; before them a line with the kept heads, where rows were retired.
     *
     * <p>All of it is of one snapshot.
     */
    public void export(OutputStream target) throws IOException {
        try (Snapshot snapshot = Snapshot.open(dataSource)) {
            ExportLines lines = new ExportLines(target);
            lines.begin(KeptHead.all(snapshot.connection()).values());
            List<ChainHead> heads = ChainStore.heads(snapshot.connection());
            try (PreparedStatement statement = snapshot.connection().prepareStatement(EXPORT)) {
                statement.setFetchSize(FETCH_ROWS);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        lines.row(
                                row.getObject(1, UUID.class),
                                row.getLong(2),
                                row.getBytes(3),
                                row.getBytes(4),
                                row.getBytes(5));
                    }
                }
            }
            lines.end(heads, Optional.empty());
        } catch (SQLException e) {
            throw new IllegalStateException("the log could not be exported", e);
        }
    }
}
