package io.alfred.ledger;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Writes what few batches have: wallets whose rules changed, model limits, periods that are over,
 * alerts.
 *
 * <p>Why apart from the one statement of a batch: it keeps that statement short. All of it is part
 * of the same transaction.
 */
final class RareRows {
    private static final String UPDATE_WALLET =
            "UPDATE wallet SET path = ?::uuid[], parent_id = ?, state = ?, frozen_by = ?,"
                    + " frozen_until = ?, state_reason = ?, base_allotted = ?, period_unit = ?,"
                    + " period_zone = ?, period_anchor = ?, carry_over = ?, period_no = ?,"
                    + " period_start = ?, period_end = ?, soft_limits = ?, on_shortage = ?,"
                    + " model_limits = ?"
                    + " WHERE id = ?";

    private static final String INSERT_WALLET =
            "INSERT INTO wallet (id, org_id, owner_kind, owner_id, name, parent_id, path,"
                    + " model_pattern, base_allotted, period_unit, period_zone,"
                    + " period_anchor, carry_over, period_start, period_end)"
                    + " SELECT ?, ?, 'model', p.id, p.name || '/' || ?, p.id, ?::uuid[], ?, ?,"
                    + " ?, ?, ?, ?, ?, ? FROM wallet p WHERE p.id = ?";

    private static final String READ_PERIODS =
            "SELECT p.wallet_id, p.period_no, p.started_at, p.ended_at, p.allotted, p.held,"
                    + " p.spent FROM wallet_period p JOIN unnest(?::uuid[], ?::int[])"
                    + " k(wallet_id, period_no) USING (wallet_id, period_no)";

    private static final String WRITE_PERIOD =
            "INSERT INTO wallet_period (wallet_id, period_no, started_at, ended_at, allotted, held,"
                    + " spent) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (wallet_id, period_no)"
                    + " DO UPDATE SET held = excluded.held, spent = excluded.spent";

    private final Connection connection;

    RareRows(Connection connection) {
        this.connection = connection;
    }

    Map<PeriodLine.Key, PeriodLine> readPeriods(Collection<PeriodLine.Key> keys)
            throws SQLException {
        Map<PeriodLine.Key, PeriodLine> found = new HashMap<>();
        if (keys.isEmpty()) {
            return found;
        }
        List<UUID> wallets = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        for (PeriodLine.Key key : keys) {
            wallets.add(key.walletId());
            numbers.add(key.number());
        }
        try (PreparedStatement statement = connection.prepareStatement(READ_PERIODS)) {
            statement.setArray(1, connection.createArrayOf("uuid", wallets.toArray(UUID[]::new)));
            statement.setArray(
                    2, connection.createArrayOf("int4", numbers.toArray(Integer[]::new)));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    PeriodLine line = period(row);
                    found.put(line.key(), line);
                }
            }
        }
        return found;
    }

    private static PeriodLine period(ResultSet row) throws SQLException {
        return new PeriodLine(
                new PeriodLine.Key(row.getObject("wallet_id", UUID.class), row.getInt("period_no")),
                row.getTimestamp("started_at").toInstant(),
                row.getTimestamp("ended_at").toInstant(),
                new WalletLine.Counters(
                        WalletRows.nullableLong(row, "allotted"),
                        row.getLong("held"),
                        row.getLong("spent")));
    }

    void write(BatchPlan plan) throws SQLException {
        for (WalletLine line : plan.wallets()) {
            if (line.isNew()) {
                insert(line);
            } else if (line.rulesChanged()) {
                update(line);
            }
        }
        for (PeriodLine line : plan.periods()) {
            if (line.changed()) {
                write(line);
            }
        }
        if (!plan.notes().isEmpty()) {
            CallNote.write(connection, plan.notes());
        }
    }

    private void insert(WalletLine line) throws SQLException {
        Period period = line.rules().period();
        try (PreparedStatement statement = connection.prepareStatement(INSERT_WALLET)) {
            statement.setObject(1, line.id());
            statement.setObject(2, line.orgId());
            statement.setString(3, line.modelPattern());
            statement.setString(4, UnnestRows.arrayText(line.path()));
            statement.setString(5, line.modelPattern());
            statement.setObject(6, line.rules().base());
            statement.setString(7, period.unit().wireName());
            statement.setString(8, period.zone().getId());
            statement.setObject(9, period.anchor());
            statement.setBoolean(10, line.rules().carryOver());
            statement.setTimestamp(11, timestamp(line.current().start()));
            statement.setTimestamp(12, timestamp(line.current().end()));
            statement.setObject(13, line.path().get(1));
            require(statement.executeUpdate(), "model limits");
        }
    }

    private void update(WalletLine line) throws SQLException {
        WalletLine.Standing standing = line.standing();
        WalletLine.Rules rules = line.rules();
        FrozenBy by = standing.frozenBy();
        List<Integer> softLimits = rules.softLimits();
        try (PreparedStatement statement = connection.prepareStatement(UPDATE_WALLET)) {
            statement.setString(1, UnnestRows.arrayText(line.path()));
            statement.setObject(2, line.path().size() == 1 ? null : line.path().get(1));
            statement.setString(3, standing.state().wireName());
            statement.setString(4, by == null ? null : by.wireName());
            statement.setTimestamp(5, timestamp(standing.frozenUntil()));
            statement.setString(6, standing.reason());
            statement.setObject(7, rules.base());
            statement.setString(8, rules.period().unit().wireName());
            statement.setString(9, rules.period().zone().getId());
            statement.setObject(10, rules.period().anchor());
            statement.setBoolean(11, rules.carryOver());
            statement.setInt(12, line.current().key().number());
            statement.setTimestamp(13, timestamp(line.current().start()));
            statement.setTimestamp(14, timestamp(line.current().end()));
            statement.setArray(
                    15,
                    softLimits == null
                            ? null
                            : connection.createArrayOf("int2", softLimits.toArray(Integer[]::new)));
            statement.setString(16, rules.onShortage().wireName());
            statement.setInt(17, rules.modelLimits());
            statement.setObject(18, line.id());
            require(statement.executeUpdate(), "wallet rules");
        }
    }

    private void write(PeriodLine line) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(WRITE_PERIOD)) {
            statement.setObject(1, line.key().walletId());
            statement.setInt(2, line.key().number());
            statement.setTimestamp(3, timestamp(line.start()));
            statement.setTimestamp(4, timestamp(line.end()));
            statement.setObject(5, line.counters().allotted());
            statement.setLong(6, line.counters().held());
            statement.setLong(7, line.counters().spent());
            require(statement.executeUpdate(), "periods");
        }
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant moment) {
        return moment == null ? null : Timestamp.from(moment);
    }

    private static void require(int written, String what) {
        if (written != 1) {
            throw new LedgerStore.UnexpectedCountException(what);
        }
    }
}
