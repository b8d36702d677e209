package io.alfred.ledger;

import io.alfred.kernel.Credits;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

/**
 * Recomputes the books from their entries and compares: counters, holds, resolutions, postings.
 *
 * <p>Reads one snapshot, so it may run while money moves.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class LedgerCheck {
    /** Violations that are listed of each rule. */
    public static final int VIOLATIONS_MAX = 100;

    private static final int READ_MAX_MS = 600_000;

    @Resource(lookup = "java:app/jdbc/alfred")
    private DataSource dataSource;

    /** One broken promise. */
    public record Violation(String rule, String subject, String detail) {}

    /** A call whose cost is not the provider's word: still unknown, or charged provisionally. */
    public record Open(UUID txId, UUID walletId, Credits amount) {}

    /** What was found; the books balance when there are no violations. */
    public record Report(
            long entries,
            long holds,
            long wallets,
            List<Open> unknown,
            List<Open> provisional,
            List<Violation> violations) {
        public boolean ok() {
            return violations.isEmpty();
        }
    }

    public Report run() {
        try (Connection connection = dataSource.getConnection()) {
            return run(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("the books could not be read", e);
        }
    }

    static Report run(Connection connection) throws SQLException {
        int networkTimeoutMs = connection.getNetworkTimeout();
        connection.setNetworkTimeout(Runnable::run, READ_MAX_MS);
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try {
            unbounded(connection);
            return read(connection);
        } finally {
            connection.rollback();
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            connection.setAutoCommit(true);
            connection.setNetworkTimeout(Runnable::run, networkTimeoutMs);
        }
    }

    private static Report read(Connection connection) throws SQLException {
        return new Report(
                count(connection, "ledger_entry"),
                count(connection, "hold"),
                count(connection, "wallet"),
                open(connection, "state = 'unknown'", "amount"),
                open(connection, "provisional", "charged"),
                violations(connection));
    }

    /** The check reads every entry, so the bounds of ordinary statements are not its own. */
    static void unbounded(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SET LOCAL statement_timeout = " + READ_MAX_MS);
            // The timer of a transaction that runs is not moved, only stopped or started.
            statement.execute("SET LOCAL transaction_timeout = 0");
            statement.execute("SET LOCAL transaction_timeout = " + 2 * READ_MAX_MS);
        }
    }

    private static long count(Connection connection, String table) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT count(*) FROM " + table);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static List<Open> open(Connection connection, String condition, String amount)
            throws SQLException {
        List<Open> found = new ArrayList<>();
        try (PreparedStatement statement =
                        connection.prepareStatement(
                                "SELECT tx_id, wallet_id, "
                                        + amount
                                        + " FROM hold WHERE "
                                        + condition
                                        + " ORDER BY tx_id");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                found.add(
                        new Open(
                                row.getObject(1, UUID.class),
                                row.getObject(2, UUID.class),
                                Credits.ofNanos(row.getLong(3))));
            }
        }
        return found;
    }

    static List<Violation> violations(Connection connection) throws SQLException {
        List<Violation> found = new ArrayList<>();
        for (LedgerRule rule : LedgerRule.values()) {
            try (PreparedStatement statement =
                            connection.prepareStatement(rule.sql() + " LIMIT " + VIOLATIONS_MAX);
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(new Violation(rule.wireName(), row.getString(1), row.getString(2)));
                }
            }
        }
        return found;
    }
}
