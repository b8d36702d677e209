package io.alfred.ledger;

import io.alfred.audit.RowPlace;
import io.alfred.kernel.Credits;
import io.alfred.kernel.NewestFirst;

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
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
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
    /** The entries of a transaction, each kind by the index that has it. */
    private static final String OF_TRANSACTION =
            "(op_id = ? OR (tx_id = ? AND kind IN ('SETTLE', 'RELEASE'))"
                    + " OR (tx_id = ? AND kind NOT IN ('HOLD', 'SETTLE', 'RELEASE')))";

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

    /**
     * A ledger entry as shown.
     *
     * @param serviceTier the tier of a charge, where it is not the standard one
     */
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
            Optional<String> serviceTier,
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
            Credits refunded,
            boolean provisional,
            String provider,
            String model,
            Instant createdAt,
            Instant deadlineAt,
            Optional<Instant> unknownAt,
            Optional<Instant> resolvedAt) {}

    public List<EntryView> entries(Filter filter) {
        return read(connection -> entries(connection, filter));
    }

    static List<EntryView> entries(Connection connection, Filter filter) throws SQLException {
        Optional<Instant> before = Optional.empty();
        if (filter.before().isPresent()) {
            before = recordedAt(connection, filter.before().get());
            if (before.isEmpty()) {
                return List.of();
            }
        }
        Conditions where = new Conditions(filter);
        filter.tx().ifPresent(id -> where.add(OF_TRANSACTION, id, id, id));
        before.ifPresent(
                at -> where.add("(recorded_at, op_id) < (?, ?)", time(at), filter.before().get()));
        if (filter.tx().isPresent()) {
            return entries(connection, where, filter.limit());
        }
        Instant start = before.isPresent() ? before.get() : newest(connection);
        return NewestFirst.find(
                ChronoUnit.MICROS.between(Instant.EPOCH, start),
                filter.limit(),
                (from, until, limit) -> {
                    Conditions within = new Conditions(where);
                    if (from != Long.MIN_VALUE) {
                        within.add("recorded_at >= ?", time(from));
                    }
                    if (until != Long.MAX_VALUE) {
                        within.add("recorded_at < ?", time(until));
                    }
                    return entries(connection, within, limit);
                });
    }

    /** About when the last entry was written: ids are in the order of time. */
    private static Instant newest(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement(
                                "SELECT recorded_at FROM ledger_entry ORDER BY op_id DESC LIMIT 1");
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getObject(1, OffsetDateTime.class).toInstant() : Instant.now();
        }
    }

    private static Optional<Instant> recordedAt(Connection connection, UUID opId)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT recorded_at FROM ledger_entry WHERE op_id = ?")) {
            statement.setObject(1, opId);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(row.getObject(1, OffsetDateTime.class).toInstant())
                        : Optional.empty();
            }
        }
    }

    private static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }

    private static OffsetDateTime time(long micros) {
        return time(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
    }

    private static List<EntryView> entries(Connection connection, Conditions where, int limit)
            throws SQLException {
        String sql =
                "SELECT op_id, tx_id, kind, wallet_id, amount, allotted_delta, held_delta,"
                        + " spent_delta, shortfall, provider, model, price_version, prompt_tokens,"
                        + " completion_tokens, service_tier, estimated, provisional, sandbox,"
                        + " reason, recorded_at FROM ledger_entry"
                        + where.sql()
                        + " ORDER BY recorded_at DESC, op_id DESC LIMIT ?";
        List<EntryView> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            where.bind(statement, limit);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(entry(row));
                }
            }
        }
        return found;
    }

    /** Where the audit rows of a transaction's entries stand. */
    public List<RowPlace> places(UUID txId) {
        return read(
                connection -> {
                    List<RowPlace> places = new ArrayList<>();
                    try (PreparedStatement statement =
                            connection.prepareStatement(
                                    "SELECT chain_id, chain_seq FROM ledger_entry WHERE "
                                            + OF_TRANSACTION)) {
                        for (int i = 1; i <= 3; i++) {
                            statement.setObject(i, txId);
                        }
                        try (ResultSet row = statement.executeQuery()) {
                            while (row.next()) {
                                places.add(
                                        new RowPlace(row.getObject(1, UUID.class), row.getLong(2)));
                            }
                        }
                    }
                    return places;
                });
    }

    /**
     * Holds in a state ({@code open}, {@code unknown}, {@code settled}, {@code released}) or all.
     */
    public List<HoldView> holds(Filter filter, Optional<HoldState> state) {
        return read(connection -> holds(connection, filter, state));
    }

    static List<HoldView> holds(Connection connection, Filter filter, Optional<HoldState> state)
            throws SQLException {
        Conditions where = new Conditions(filter);
        filter.tx().ifPresent(id -> where.add("tx_id = ?", id));
        filter.before().ifPresent(id -> where.add("tx_id < ?", id));
        state.ifPresent(only -> where.add("state = ?", only.wireName()));
        String sql =
                "SELECT tx_id, org_id, wallet_id, key_id, state, amount, charged, shortfall,"
                        + " refunded, provisional, provider, model, created_at, deadline_at,"
                        + " unknown_at, resolved_at FROM hold"
                        + where.sql()
                        + " ORDER BY tx_id DESC LIMIT ?";
        List<HoldView> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            where.bind(statement, filter.limit());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(hold(row));
                }
            }
        }
        return found;
    }

    /**
     * Only the conditions that apply. Why: a plan for {@code ? IS NULL OR tx_id = ?} can use no
     * index, so with everything optional a look-up of one transaction would read all entries.
     */
    private static final class Conditions {
        private final List<String> parts = new ArrayList<>();
        private final List<Object> values = new ArrayList<>();

        Conditions(Filter filter) {
            filter.orgId().ifPresent(id -> add("org_id = ?", id));
            filter.wallet().ifPresent(id -> add("? = ANY (path)", id));
        }

        Conditions(Conditions others) {
            parts.addAll(others.parts);
            values.addAll(others.values);
        }

        void add(String condition, Object... bound) {
            parts.add(condition);
            values.addAll(List.of(bound));
        }

        String sql() {
            return parts.isEmpty() ? "" : " WHERE " + String.join(" AND ", parts);
        }

        void bind(PreparedStatement statement, int limit) throws SQLException {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
            statement.setInt(values.size() + 1, limit);
        }
    }

    private interface Reading<T> {
        List<T> from(Connection connection) throws SQLException;
    }

    private <T> List<T> read(Reading<T> reading) {
        try (Connection connection = dataSource.getConnection()) {
            return reading.from(connection);
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
                Optional.ofNullable(row.getString("service_tier")),
                row.getBoolean("estimated"),
                row.getBoolean("provisional"),
                row.getBoolean("sandbox"),
                Optional.ofNullable(row.getString("reason")),
                row.getObject("recorded_at", OffsetDateTime.class).toInstant());
    }

    static HoldView hold(ResultSet row) throws SQLException {
        return new HoldView(
                row.getObject("tx_id", UUID.class),
                row.getObject("org_id", UUID.class),
                row.getObject("wallet_id", UUID.class),
                row.getObject("key_id", UUID.class),
                row.getString("state"),
                Credits.ofNanos(row.getLong("amount")),
                Credits.ofNanos(row.getLong("charged")),
                Credits.ofNanos(row.getLong("shortfall")),
                Credits.ofNanos(row.getLong("refunded")),
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
