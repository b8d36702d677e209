package io.alfred.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.storage.TestDatabase;

import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A pool lends a connection and gives it to somebody else afterwards. */
class SnapshotIT {
    /** Lends one connection again and again; closing it gives it back. */
    private static final class OneConnection extends PGSimpleDataSource {
        private static final long serialVersionUID = 1L;

        private final transient Connection only;

        OneConnection(Connection only) {
            this.only = only;
        }

        @Override
        public Connection getConnection() {
            return (Connection)
                    Proxy.newProxyInstance(
                            SnapshotIT.class.getClassLoader(),
                            new Class<?>[] {Connection.class},
                            (proxy, method, arguments) -> {
                                try {
                                    return method.getName().equals("close")
                                            ? null
                                            : method.invoke(only, arguments);
                                } catch (InvocationTargetException e) {
                                    throw e.getCause();
                                }
                            });
        }
    }

    @Test
    void reads_in_binary_form_without_bounds_and_gives_the_connection_back_as_it_came()
            throws SQLException {
        try (Connection only = TestDatabase.migrated().asApp().getConnection()) {
            PGConnection driver = only.unwrap(PGConnection.class);
            int threshold = driver.getPrepareThreshold();
            String bound = setting(only, "statement_timeout");

            try (Snapshot snapshot = Snapshot.open(new OneConnection(only))) {
                assertThat(driver.getPrepareThreshold()).isEqualTo(-1);
                assertThat(setting(snapshot.connection(), "transaction_isolation"))
                        .isEqualTo("repeatable read");
                assertThat(setting(snapshot.connection(), "statement_timeout")).isEqualTo("1h");
            }

            assertThat(driver.getPrepareThreshold()).isEqualTo(threshold);
            assertThat(only.getAutoCommit()).isTrue();
            assertThat(setting(only, "transaction_isolation")).isEqualTo("read committed");
            assertThat(setting(only, "statement_timeout")).isEqualTo(bound).isNotEqualTo("1h");
        }
    }

    private static String setting(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW " + name)) {
            row.next();
            return row.getString(1);
        }
    }
}
