package io.alfred.ledger;

import io.alfred.kernel.Credits;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

import javax.sql.DataSource;

/** Reads entries and holds for people and scripts; newest first. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class LedgerReader {
    @Resource(lookup = "java:app/jdbc/alfred")
    private DataSource dataSource;

    /**
     * What to read.
     *
     * @param orgId only of this org
     * @param wallet only what touches this wallet: its own and its descendants' entries
     * @param tx only of this transaction
     * @param before only older than this operation id, for the next page
     */
    public record Filter(
            Optional<UUID> orgId,
            Optional<UUID> wallet,
            Optional<UUID> tx,
            Optional<UUID> before,
            int limit) {}

    /** A ledger entry as shown. */
    public record EntryView(
            UUID opId,
            UUID txId,
            String kind,
            UUID walletId,
            Credits amount,
            Credits allottedDelta,
            Credits heldDelta,
            Credits spentDelta,
            Credits shortfall,
            Optional<String> provider,
            Optional<String> model,
            Optional<String> priceVersion,
            OptionalLong promptTokens,
            OptionalLong completionTokens,
            boolean estimated,
            boolean provisional,
            boolean sandbox,
            Optional<String> reason,
            Instant recordedAt) {}

    /** A hold as shown. */
    public record HoldView(
            UUID txId,
            UUID orgId,
            UUID walletId,
            UUID keyId,
            String state,
            Credits amount,
            Credits charged,
            Credits shortfall,
            boolean provisional,
            String provider,
            String model,
            Instant createdAt,
            Instant deadlineAt,
            Optional<Instant> unknownAt,
            Optional<Instant> resolvedAt) {}

    public List<EntryView> entries(Filter filter) {
        String sql =
                "SELECT op_id, tx_id, kind, wallet_id, amount, allotted_delta, held_delta,"
                        + " spent_delta, shortfall, provider, model, price_version, prompt_tokens,"
                        + " completion_tokens, estimated, provisional, sandbox, reason, recorded_at"
                        + " FROM ledger_entry WHERE (?::uuid IS NULL OR org_id = ?)"
                        + " AND (?::uuid IS NULL OR ? = ANY (path))"
                        + " AND (?::uuid IS NULL OR tx_id = ?)"
                        + " AND (?::uuid IS NULL OR (recorded_at, op_id) <"
                        + " (SELECT b.recorded_at, b.op_id FROM ledger_entry b WHERE b.op_id = ?))"
                        + " ORDER BY recorded_at DESC, op_id DESC LIMIT ?";
        List<EntryView> found = new ArrayList<>();
        read(sql, filter, row -> found.add(entry(row)));
        return found;
    }

    /**
     * Holds in a state ({@code open}, {@code unknown}, {@code settled}, {@code released}) or all.
     */
    public List<HoldView> holds(Filter filter, Optional<HoldState> state) {
        String sql =
                "SELECT tx_id, org_id, wallet_id, key_id, state, amount, charged, shortfall,"
                        + " provisional, provider, model, created_at, deadline_at, unknown_at,"
                        + " resolved_at FROM hold WHERE (?::uuid IS NULL OR org_id = ?)"
                        + " AND (?::uuid IS NULL OR ? = ANY (path))"
                        + " AND (?::uuid IS NULL OR tx_id = ?)"
                        + " AND (?::uuid IS NULL OR tx_id < ?)"
                        + state.map(only -> " AND state = '" + only.wireName() + "'").orElse("")
                        + " ORDER BY tx_id DESC LIMIT ?";
        List<HoldView> found = new ArrayList<>();
        read(sql, filter, row -> found.add(hold(row)));
        return found;
    }

    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    private void read(String sql, Filter filter, RowReader reader) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            int at = 1;
            for (Optional<UUID> value :
                    List.of(filter.orgId(), filter.wallet(), filter.tx(), filter.before())) {
                statement.setObject(at++, value.orElse(null));
                statement.setObject(at++, value.orElse(null));
            }
            statement.setInt(at, filter.limit());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    reader.read(row);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the books could not be read", e);
        }
    }

    private static EntryView entry(ResultSet row) throws SQLException {
        return new EntryView(
                row.getObject("op_id", UUID.class),
                row.getObject("tx_id", UUID.class),
                row.getString("kind"),
                row.getObject("wallet_id", UUID.class),
                Credits.ofNanos(row.getLong("amount")),
                Credits.ofNanos(row.getLong("allotted_delta")),
                Credits.ofNanos(row.getLong("held_delta")),
                Credits.ofNanos(row.getLong("spent_delta")),
                Credits.ofNanos(row.getLong("shortfall")),
                Optional.ofNullable(row.getString("provider")),
                Optional.ofNullable(row.getString("model")),
                Optional.ofNullable(row.getString("price_version")),
                tokens(row, "prompt_tokens"),
                tokens(row, "completion_tokens"),
                row.getBoolean("estimated"),
                row.getBoolean("provisional"),
                row.getBoolean("sandbox"),
                Optional.ofNullable(row.getString("reason")),
                row.getObject("recorded_at", OffsetDateTime.class).toInstant());
    }

    private static HoldView hold(ResultSet row) throws SQLException {
        return new HoldView(
                row.getObject("tx_id", UUID.class),
                row.getObject("org_id", UUID.class),
                row.getObject("wallet_id", UUID.class),
                row.getObject("key_id", UUID.class),
                row.getString("state"),
                Credits.ofNanos(row.getLong("amount")),
                Credits.ofNanos(row.getLong("charged")),
                Credits.ofNanos(row.getLong("shortfall")),
                row.getBoolean("provisional"),
                row.getString("provider"),
                row.getString("model"),
                instant(row.getObject("created_at", OffsetDateTime.class)).orElseThrow(),
                instant(row.getObject("deadline_at", OffsetDateTime.class)).orElseThrow(),
                instant(row.getObject("unknown_at", OffsetDateTime.class)),
                instant(row.getObject("resolved_at", OffsetDateTime.class)));
    }

    private static Optional<Instant> instant(@Nullable OffsetDateTime time) {
        return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
    }

    private static OptionalLong tokens(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
