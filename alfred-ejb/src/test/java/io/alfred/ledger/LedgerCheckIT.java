package io.alfred.ledger;

import static io.alfred.ledger.MemoryBooks.hold;
import static io.alfred.ledger.MemoryBooks.limit;
import static io.alfred.ledger.MemoryBooks.release;
import static io.alfred.ledger.MemoryBooks.settle;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.kernel.Credits;
import io.alfred.kernel.Ids;
import io.alfred.storage.TestDatabase;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

class LedgerCheckIT {
    private static TestDatabase database;
    private static TestNode node;

    /** One operation of every kind, in several batches. */
    @BeforeAll
    static void keepBooks() throws SQLException {
        database = TestDatabase.migrated();
        node = TestNode.start(database.asApp(), Ids.next());
        UUID org = node.open(null, 1_000L);
        UUID team = node.open(org, 100L);
        UUID user = node.open(team, null);
        UUID empty = node.open(org, 0L);
        List<UUID> tx = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            tx.add(Ids.next());
            node.apply(hold(tx.get(i), user, 10));
        }
        node.applyTogether(settle(tx.get(0), user, 4), release(tx.get(1), user));
        node.apply(settle(tx.get(2), user, 95));
        node.apply(new LedgerOperation.MarkUnknown(tx.get(3), user));
        correct(tx.get(5), tx.get(6), user);
        refund(tx.get(0), user);
        node.applyTogether(
                MemoryBooks.grant(Ids.next(), team, 50),
                limit(Ids.next(), org, null),
                limit(Ids.next(), org, 900L),
                hold(Ids.next(), empty, 1));
    }

    /** A charge that was too high, and a release that was served after all, at a shortfall. */
    private static void correct(UUID high, UUID served, UUID user) throws SQLException {
        LedgerOperation.Settle guess =
                new LedgerOperation.Settle(high, user, Credits.ofNanos(9), Optional.empty(), true);
        node.apply(new LedgerOperation.MarkUnknown(high, user));
        node.apply(guess);
        node.apply(settle(high, user, 6));
        node.apply(release(served, user));
        node.apply(settle(served, user, 2));
    }

    private static void refund(UUID tx, UUID user) throws SQLException {
        node.apply(
                new LedgerOperation.Refund(
                        Ids.next(),
                        tx,
                        user,
                        Optional.of(Credits.ofNanos(1)),
                        MemoryBooks.ACTOR,
                        "goodwill"));
    }

    @Test
    void good_books_have_no_violation() throws SQLException {
        LedgerCheck.Report report = node.check();
        assertThat(report.violations()).isEmpty();
        assertThat(report.ok()).isTrue();
        assertThat(report.wallets()).isEqualTo(4);
        assertThat(report.holds()).isEqualTo(7);
        assertThat(report.entries()).isEqualTo(number("SELECT count(*) FROM ledger_entry"));
        assertThat(report.unknown()).hasSize(1);
        assertThat(number("SELECT count(DISTINCT kind) FROM ledger_entry")).isEqualTo(11);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    counters_equal_entries | UPDATE wallet SET spent = spent - 1 WHERE spent > 0
                    counters_equal_entries | UPDATE wallet SET held = held + 1
                    counters_equal_entries | UPDATE wallet SET allotted = allotted + 1
                    counters_equal_entries | DELETE FROM wallet WHERE parent_id IS NOT NULL
                    counters_equal_entries | UPDATE ledger_entry SET path = path[2:] WHERE kind = 'SETTLE'
                    allotment_was_entered | UPDATE wallet SET allotted = NULL WHERE allotted = 0
                    allotment_was_entered | UPDATE wallet SET allotted = 0 WHERE allotted IS NULL
                    held_equals_unresolved_holds | UPDATE hold SET amount = amount + 1 WHERE state = 'open'
                    held_equals_unresolved_holds | UPDATE hold SET state = 'open' WHERE state = 'settled'
                    hold_agrees_with_its_entries | UPDATE hold SET amount = amount + 1 WHERE state = 'open'
                    hold_agrees_with_its_entries | UPDATE hold SET charged = charged - 1 WHERE charged > 0
                    hold_agrees_with_its_entries | UPDATE hold SET shortfall = shortfall + 1
                    hold_agrees_with_its_entries | UPDATE hold SET asked = asked - 1
                    hold_agrees_with_its_entries | UPDATE hold SET state = 'released' WHERE state = 'open'
                    hold_agrees_with_its_entries | DELETE FROM hold WHERE state = 'released'
                    hold_agrees_with_its_entries | DELETE FROM ledger_entry WHERE kind = 'RELEASE'
                    hold_agrees_with_its_entries | UPDATE hold SET refunded = refunded - 1 WHERE refunded > 0
                    hold_agrees_with_its_entries | UPDATE hold SET provisional = true WHERE state = 'settled'
                    hold_agrees_with_its_entries | UPDATE hold SET state = 'released' WHERE state = 'settled'
                    hold_agrees_with_its_entries | DELETE FROM ledger_entry WHERE kind = 'CONFIRMED'
                    hold_agrees_with_its_entries | DELETE FROM ledger_entry WHERE kind = 'LATE_CHARGE'
                    hold_agrees_with_its_entries | DELETE FROM ledger_entry WHERE kind = 'REFUND' AND NOT provisional
                    hold_agrees_with_its_entries | UPDATE ledger_entry SET provisional = NOT provisional WHERE kind = 'REFUND'
                    refunds_fit_the_charge | UPDATE ledger_entry SET amount = 5, spent_delta = -5 WHERE kind = 'REFUND' AND NOT provisional
                    deltas_follow_from_the_amount | UPDATE ledger_entry SET spent_delta = 0 WHERE kind = 'REFUND'
                    deltas_follow_from_the_amount | UPDATE ledger_entry SET spent_delta = 0 WHERE kind = 'LATE_CHARGE'
                    deltas_follow_from_the_amount | UPDATE ledger_entry SET shortfall = -1 WHERE kind = 'CONFIRMED'
                    deltas_follow_from_the_amount | UPDATE ledger_entry SET spent_delta = 1, held_delta = held_delta - 1 WHERE kind = 'RELEASE'
                    deltas_follow_from_the_amount | UPDATE ledger_entry SET allotted_delta = 1 WHERE kind = 'HOLD'
                    entry_is_in_the_log | DELETE FROM audit_log WHERE kind = 'SETTLE'
                    entry_is_in_the_log | UPDATE ledger_entry SET tx_id = op_id WHERE kind = 'TOP_UP'
                    entry_is_in_the_log | UPDATE ledger_entry SET amount = amount + 1 WHERE kind = 'UNKNOWN'
                    entry_is_in_the_log | UPDATE ledger_entry SET wallet_id = path[2] WHERE kind = 'UNKNOWN'
                    entry_is_in_the_log | UPDATE ledger_entry SET allotted_after = NULL WHERE kind = 'GRANT'
                    entry_is_in_the_log | UPDATE ledger_entry SET allotted_after = 7 WHERE allotted_after IS NULL AND kind = 'LIMIT'
                    entry_is_in_the_log | UPDATE ledger_entry SET amount = amount + 1 WHERE kind = 'LATE_CHARGE'
                    entry_is_in_the_log | DELETE FROM audit_log WHERE kind = 'REFUND'
                    entry_is_in_the_log | DELETE FROM audit_log WHERE kind = 'CONFIRMED'
                    logged_operation_has_its_entry | DELETE FROM ledger_entry WHERE kind = 'REFUND'
                    logged_operation_has_its_entry | DELETE FROM ledger_entry WHERE kind = 'UNKNOWN'
                    """)
    void a_planted_error_is_found(String rule, String damage) throws SQLException {
        try (Connection connection = database.asSuperuser().getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET LOCAL session_replication_role = replica");
                assertThat(statement.executeUpdate(damage)).isPositive();
                assertThat(LedgerCheck.violations(connection))
                        .filteredOn(violation -> violation.rule().equals(rule))
                        .isNotEmpty()
                        .allSatisfy(
                                violation -> {
                                    assertThat(violation.subject()).isNotBlank();
                                    assertThat(violation.detail()).isNotBlank();
                                });
            } finally {
                connection.rollback();
            }
        }
    }

    @Test
    void books_falsified_consistently_are_given_away_by_the_log() throws SQLException {
        try (Connection connection = database.asSuperuser().getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET LOCAL session_replication_role = replica");
                statement.execute(
                        "CREATE TEMP TABLE victim ON COMMIT DROP AS SELECT tx_id, path FROM hold"
                                + " WHERE state = 'settled' AND charged = 4");
                statement.execute(
                        "UPDATE ledger_entry SET amount = 3, spent_delta = 3 WHERE kind = 'SETTLE'"
                                + " AND tx_id = (SELECT tx_id FROM victim)");
                statement.execute(
                        "UPDATE hold SET charged = 3 WHERE tx_id = (SELECT tx_id FROM victim)");
                statement.execute(
                        "UPDATE wallet SET spent = spent - 1"
                                + " WHERE id = ANY ((SELECT path FROM victim)::uuid[])");
                assertThat(LedgerCheck.violations(connection))
                        .extracting(LedgerCheck.Violation::rule)
                        .containsExactly("entry_is_in_the_log");
            } finally {
                connection.rollback();
            }
        }
    }

    @Test
    void a_long_check_is_not_ended_by_the_bounds_of_ordinary_transactions() throws SQLException {
        try (Connection connection = database.asApp().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET statement_timeout = '100ms'");
            statement.execute("SET transaction_timeout = '100ms'");
            connection.setAutoCommit(false);
            LedgerCheck.unbounded(connection);
            statement.execute("SELECT pg_sleep(0.3)");
            connection.rollback();
        }
    }

    private static long number(String sql) throws SQLException {
        try (Connection connection = database.asApp().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
