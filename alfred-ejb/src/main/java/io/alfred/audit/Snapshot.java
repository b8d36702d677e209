package io.alfred.audit;

import org.postgresql.PGConnection;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import javax.sql.DataSource;

/**
 * A connection whose statements all see the log as it was at the first of them, for as long as
 * reading a whole log takes.
 */
final class Snapshot implements AutoCloseable {
    /** The driver asks for binary values from the first row on, not from the second block on. */
    private static final int BINARY_AT_ONCE = -1;

    private final Connection connection;
    private final int prepareThreshold;

    private Snapshot(Connection connection) throws SQLException {
        this.connection = connection;
        this.prepareThreshold = connection.unwrap(PGConnection.class).getPrepareThreshold();
    }

    static Snapshot open(DataSource dataSource) throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            return begin(new Snapshot(connection));
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static Snapshot begin(Snapshot snapshot) throws SQLException {
        Connection connection = snapshot.connection();
        try {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            unbounded(connection);
            // As text, hashes and payloads take twice the bytes and most of the time.
            connection.unwrap(PGConnection.class).setPrepareThreshold(BINARY_AT_ONCE);
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
            connection.unwrap(PGConnection.class).setPrepareThreshold(prepareThreshold);
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
