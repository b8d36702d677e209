package io.alfred.cli.serve.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The two roles and the database of Alfred, made once and made right again at every start.
 *
 * <p>The owner migrates, the application only works: it creates no table and owns none. {@code
 * alfred db init-sql} prints the same for a PostgreSQL of your own.
 */
final class PostgresRoles {
    static final String DATABASE = "alfred";

    private static final List<String> GRANTS =
            List.of(
                    "REVOKE ALL ON DATABASE alfred FROM PUBLIC",
                    "GRANT CONNECT ON DATABASE alfred TO alfred_app",
                    "ALTER SCHEMA public OWNER TO alfred_owner",
                    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
                    "GRANT USAGE ON SCHEMA public TO alfred_app",
                    "ALTER DEFAULT PRIVILEGES FOR ROLE alfred_owner IN SCHEMA public"
                            + " GRANT SELECT ON TABLES TO alfred_app",
                    "ALTER DEFAULT PRIVILEGES FOR ROLE alfred_owner IN SCHEMA public"
                            + " GRANT USAGE ON SEQUENCES TO alfred_app");

    private PostgresRoles() {}

    /** In the maintenance database, as superuser. */
    static void createRolesAndDatabase(Connection connection, List<Login> roles)
            throws SQLException {
        for (Login role : roles) {
            if (!exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", role.user())) {
                execute(connection, "CREATE ROLE " + role.user() + " LOGIN");
            }
            // generated passwords are base64url: they need no quoting
            execute(
                    connection,
                    "ALTER ROLE " + role.user() + " PASSWORD '" + role.password() + "'");
        }
        if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", DATABASE)) {
            execute(connection, "CREATE DATABASE alfred OWNER alfred_owner");
        }
    }

    /** In Alfred's database, as superuser. */
    static void grant(Connection connection) throws SQLException {
        for (String grant : GRANTS) {
            execute(connection, grant);
        }
    }

    private static boolean exists(Connection connection, String query, String name)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (ResultSet found = statement.executeQuery()) {
                return found.next();
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
