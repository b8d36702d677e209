package io.alfred.ledger;

import org.jspecify.annotations.Nullable;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/** Wallet rows as the ledger's statements read them and write their counters. */
final class WalletRows {
    static final String COLUMNS =
            "id, org_id, path, model_pattern, state, frozen_by, frozen_until, state_reason,"
                + " allotted, held, spent, base_allotted, period_unit, period_zone, period_anchor,"
                + " carry_over, period_no, period_start, period_end, soft_limits, on_shortage,"
                + " model_limits, warned, rate_window, rate_now, rate_last, rate_mean, rate_age";

    private WalletRows() {}

    static Map<UUID, WalletLine> read(PreparedStatement statement) throws SQLException {
        Map<UUID, WalletLine> lines = new LinkedHashMap<>();
        // Not executeQuery, which refuses a statement that another follows.
        statement.execute();
        try (ResultSet row = Objects.requireNonNull(statement.getResultSet())) {
            while (row.next()) {
                WalletLine line = line(row);
                lines.put(line.id(), line);
            }
        }
        return lines;
    }

    private static WalletLine line(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        return new WalletLine(
                new WalletLine.Place(
                        id,
                        row.getObject("org_id", UUID.class),
                        path(row),
                        row.getString("model_pattern")),
                standing(row),
                new WalletLine.Rules(
                        period(row),
                        row.getBoolean("carry_over"),
                        nullableLong(row, "base_allotted"),
                        row.getArray("soft_limits") == null ? null : numbers(row, "soft_limits"),
                        onShortage(row),
                        row.getInt("model_limits")),
                new PeriodLine(
                        new PeriodLine.Key(id, row.getInt("period_no")),
                        row.getObject("period_start", OffsetDateTime.class).toInstant(),
                        instant(row, "period_end"),
                        new WalletLine.Counters(
                                nullableLong(row, "allotted"),
                                row.getLong("held"),
                                row.getLong("spent"))),
                new WalletLine.Marks(
                        row.getInt("warned"),
                        new SpendRate(
                                row.getLong("rate_window"),
                                row.getLong("rate_now"),
                                row.getLong("rate_last"),
                                row.getLong("rate_mean"),
                                row.getInt("rate_age"))));
    }

    private static WalletLine.Standing standing(ResultSet row) throws SQLException {
        WalletState state = WalletState.of(row.getString("state"));
        String reason = row.getString("state_reason");
        if (state == WalletState.ACTIVE && reason == null) {
            return WalletLine.Standing.ACTIVE;
        }
        String by = row.getString("frozen_by");
        return new WalletLine.Standing(
                state, by == null ? null : FrozenBy.of(by), instant(row, "frozen_until"), reason);
    }

    static OnShortage onShortage(ResultSet row) throws SQLException {
        return OnShortage.of(row.getString("on_shortage")).orElseThrow();
    }

    static Period period(ResultSet row) throws SQLException {
        PeriodUnit unit = PeriodUnit.of(row.getString("period_unit")).orElseThrow();
        return unit == PeriodUnit.NONE
                ? Period.NONE
                : new Period(
                        unit,
                        ZoneId.of(row.getString("period_zone")),
                        row.getObject("period_anchor", LocalDate.class));
    }

    /** Adds what moves with every call. */
    static void addCounters(UnnestRows rows, WalletLine line) {
        WalletLine.Counters counters = line.counters();
        SpendRate rate = line.rate();
        rows.add(
                line.id(),
                counters.allotted(),
                counters.held(),
                counters.spent(),
                (long) line.warned(),
                rate.window(),
                rate.now(),
                rate.last(),
                rate.mean(),
                (long) rate.age());
    }

    static List<UUID> path(ResultSet row) throws SQLException {
        return List.of((UUID[]) row.getArray("path").getArray());
    }

    /** An array of small numbers; empty when it is null. */
    static List<Integer> numbers(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return array == null
                ? List.of()
                : Stream.of((Number[]) array.getArray()).map(Number::intValue).toList();
    }

    static @Nullable Long nullableLong(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
