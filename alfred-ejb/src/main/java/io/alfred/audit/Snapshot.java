package io.alfred.audit;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import javax.sql.DataSource;

/**
 * A connection whose statements all see the log as it was at the first of them, for as long as
 * reading a whole log takes.
 */
final class Snapshot implements AutoCloseable {
    private final Connection connection;

    private Snapshot(Connection connection) {
        this.connection = connection;
    }

    static Snapshot open(DataSource dataSource) throws SQLException {
        Connection connection = dataSource.getConnection();
        Snapshot snapshot = new Snapshot(connection);
        try {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            unbounded(connection);
            return snapshot;
        } catch (SQLException e) {
            snapshot.close();
            throw e;
        }
    }

    Connection connection() {
        return connection;
    }

    /** Leaves the connection as the pool gave it. */
    @Override
    public void close() throws SQLException {
        try (connection) {
            connection.rollback();
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            connection.setAutoCommit(true);
        }
    }

    /** A whole log takes longer to read than the bounds of ordinary statements allow. */
    private static void unbounded(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL statement_timeout = '1h'");
            // The timer of a transaction that runs is not moved, only stopped or started.
            statement.execute("SET LOCAL transaction_timeout = 0");
            statement.execute("SET LOCAL transaction_timeout = '1h'");
            statement.execute("SET LOCAL idle_in_transaction_session_timeout = '10min'");
        }
    }
}
