package io.alfred.cli.serve;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.serve.postgres.Login;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/**
 * The operator's own PostgreSQL. It is only looked at: {@code alfred db init-sql} prepares it.
 *
 * <p>With an owner role beside the application's, the server migrates with the one and works with
 * the other. With one role that may create tables, it migrates with that and works as {@code
 * alfred_app}, which the role must be allowed to become.
 */
final class ExternalDatabase implements Database {
    private static final String APP = "alfred_app";
    private static final String INIT_SQL = "let a DBA run what `alfred db init-sql` prints";
    private static final String TIMEOUT_S = "10";

    /** What the given role may do; asked in one round trip. */
    private record Rights(boolean creates, boolean appExists, boolean mayBecomeApp) {}

    private final String url;
    private final Login login;
    private final Optional<Login> owner;

    ExternalDatabase(String url, Login login, Optional<Login> owner) {
        this.url = url;
        this.login = login;
        this.owner = owner;
    }

    @Override
    public DatabaseAccess open() {
        requirePlainUrl();
        Rights rights = rights(login);
        if (owner.isPresent()) {
            if (!rights(owner.get()).creates()) {
                throw new CliException(
                        ExitCode.FAILURE,
                        "role " + owner.get().user() + " may not create tables in " + url,
                        INIT_SQL);
            }
            requireApp(rights.appExists());
            return new DatabaseAccess(url, login, owner, /* embedded= */ false);
        }
        if (!rights.creates() || login.user().equals(APP)) {
            return new DatabaseAccess(url, login, Optional.empty(), /* embedded= */ false);
        }
        requireApp(rights.appExists());
        if (!rights.mayBecomeApp()) {
            throw new CliException(
                    ExitCode.FAILURE,
                    "role " + login.user() + " owns the tables but may not become " + APP,
                    "run GRANT " + APP + " TO " + login.user() + ", or give --db-owner-user too");
        }
        return new DatabaseAccess(asApp(url), login, Optional.of(login), /* embedded= */ false);
    }

    /** The server reconnects by itself; whether it is ready is its own answer. */
    @Override
    public boolean check() {
        return true;
    }

    @Override
    public void close() {
        // nothing was started
    }

    /** The same URL with {@code SET ROLE alfred_app} at the start of every session. */
    static String asApp(String url) {
        String role = "-c%20role=" + APP;
        int options = url.indexOf("options=");
        if (options > 0) {
            int value = options + "options=".length();
            return url.substring(0, value) + role + "%20" + url.substring(value);
        }
        return url + (url.indexOf('?') < 0 ? "?" : "&") + "options=" + role;
    }

    private void requirePlainUrl() {
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new CliException(
                    ExitCode.FAILURE,
                    "the database URL is not one of PostgreSQL",
                    "write it as jdbc:postgresql://HOST:5432/DATABASE");
        }
        if (url.toLowerCase(Locale.ROOT).contains("password=")) {
            throw new CliException(
                    ExitCode.FAILURE,
                    "the database URL contains a password",
                    "take it out and give --db-password-file");
        }
    }

    private void requireApp(boolean exists) {
        if (!exists) {
            throw new CliException(
                    ExitCode.FAILURE, "role " + APP + " does not exist in " + url, INIT_SQL);
        }
    }

    private Rights rights(Login role) {
        String query =
                "SELECT coalesce(has_schema_privilege(current_schema(), 'CREATE'), false),"
                        + " EXISTS (SELECT FROM pg_roles WHERE rolname = 'alfred_app'),"
                        + " coalesce((SELECT pg_has_role(current_user, oid, 'MEMBER')"
                        + " FROM pg_roles WHERE rolname = 'alfred_app'), false)";
        Properties properties = new Properties();
        properties.setProperty("user", role.user());
        properties.setProperty("password", role.password());
        properties.setProperty("connectTimeout", TIMEOUT_S);
        properties.setProperty("socketTimeout", TIMEOUT_S);
        try (Connection connection = DriverManager.getConnection(url, properties);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return new Rights(row.getBoolean(1), row.getBoolean(2), row.getBoolean(3));
        } catch (SQLException e) {
            throw explain(e, role);
        }
    }

    private CliException explain(SQLException e, Login role) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        String message;
        String fix;
        if (state.startsWith("28")) {
            message = "the database refused role " + role.user();
            fix = "check the role and its password file, and pg_hba.conf";
        } else if (state.equals("3D000")) {
            message = "the database named in " + url + " does not exist";
            fix = INIT_SQL;
        } else if (state.startsWith("08") || state.startsWith("57P")) {
            message = "cannot reach the database at " + url;
            fix = "check host, port and firewall, and that PostgreSQL runs";
        } else {
            message = "the database at " + url + " refuses to work (SQL state " + state + ")";
            fix = "see its log; run again with -v for details";
        }
        return new CliException(ExitCode.FAILURE, message, fix, e);
    }
}
