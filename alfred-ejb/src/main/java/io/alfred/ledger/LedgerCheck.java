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
import java.util.Map;
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
    /** Violations that are listed; more are only counted as not ok. */
    public static final int VIOLATIONS_MAX = 100;

    /** Rule to query; each row of a query is a violation: its subject and what is wrong. */
    private static final Map<String, String> RULES =
            Map.of(
                    "counters_equal_entries",
                    "WITH fold AS (SELECT l.wallet, sum(CASE WHEN l.wallet = e.wallet_id THEN"
                        + " e.allotted_delta ELSE 0 END) AS allotted, sum(e.held_delta) AS held,"
                        + " sum(e.spent_delta) AS spent FROM ledger_entry e, unnest(e.path)"
                        + " l(wallet) GROUP BY l.wallet) SELECT w.id::text, format('allotted %s"
                        + " held %s spent %s, entries say %s %s %s', w.allotted, w.held, w.spent,"
                        + " f.allotted, f.held, f.spent) FROM wallet w FULL JOIN fold f ON f.wallet"
                        + " = w.id WHERE (coalesce(w.allotted, 0), w.held, w.spent) IS DISTINCT"
                        + " FROM (coalesce(f.allotted, 0), coalesce(f.held, 0), coalesce(f.spent,"
                        + " 0))",
                    "held_equals_unresolved_holds",
                    "WITH open AS (SELECT l.wallet, sum(h.amount) AS held FROM hold h,"
                            + " unnest(h.path) l(wallet) WHERE h.state IN ('open', 'unknown')"
                            + " GROUP BY l.wallet)"
                            + " SELECT w.id::text, format('held %s, its unresolved holds are %s',"
                            + " w.held, coalesce(o.held, 0)) FROM wallet w"
                            + " LEFT JOIN open o ON o.wallet = w.id"
                            + " WHERE w.held <> coalesce(o.held, 0)",
                    "hold_agrees_with_its_entries",
                    "WITH fold AS (SELECT tx_id, sum(held_delta) AS held, sum(spent_delta) AS"
                        + " spent, sum(shortfall) AS shortfall, count(*) FILTER (WHERE kind ="
                        + " 'HOLD') AS holds, count(*) FILTER (WHERE kind IN ('SETTLE', 'RELEASE'))"
                        + " AS resolutions FROM ledger_entry WHERE kind NOT IN ('LIMIT', 'GRANT')"
                        + " GROUP BY tx_id) SELECT coalesce(h.tx_id, f.tx_id)::text, format('hold"
                        + " is %s, %s held, %s charged; its entries: %s holds, %s resolutions, %s"
                        + " held, %s charged', h.state, h.amount, h.charged, f.holds,"
                        + " f.resolutions, f.held, f.spent) FROM hold h FULL JOIN fold f ON f.tx_id"
                        + " = h.tx_id WHERE h.tx_id IS NULL OR f.tx_id IS NULL OR f.holds <> 1 OR"
                        + " f.resolutions <> (h.state IN ('settled', 'released'))::int OR f.held <>"
                        + " CASE WHEN h.state IN ('open', 'unknown') THEN h.amount ELSE 0 END OR"
                        + " f.spent <> h.charged OR f.shortfall <> h.shortfall",
                    "entry_is_in_the_log",
                    "SELECT e.op_id::text, 'its audit row is missing' FROM ledger_entry e"
                            + " LEFT JOIN audit_log a ON a.chain_id = e.chain_id"
                            + " AND a.seq = e.chain_seq AND a.tx_id = e.tx_id AND a.kind = e.kind"
                            + " WHERE a.seq IS NULL");

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
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try {
                unbounded(connection);
                return read(connection);
            } finally {
                connection.rollback();
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the books could not be read", e);
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

    /** The check reads every entry, so the bound of ordinary statements is not its own. */
    private static void unbounded(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SET LOCAL statement_timeout = '10min'");
            statement.execute("SET LOCAL transaction_timeout = '20min'");
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

    private static List<Violation> violations(Connection connection) throws SQLException {
        List<Violation> found = new ArrayList<>();
        for (Map.Entry<String, String> rule : RULES.entrySet()) {
            try (PreparedStatement statement =
                    connection.prepareStatement(rule.getValue() + " LIMIT " + VIOLATIONS_MAX)) {
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        found.add(new Violation(rule.getKey(), row.getString(1), row.getString(2)));
                    }
                }
            }
        }
        return found;
    }
}
