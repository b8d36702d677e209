package io.alfred.cli.serve.postgres;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.DataDir;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.serve.files.RotatingLog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;

/**
 * The PostgreSQL inside a data directory.
 *
 * <p>Whoever calls holds the data directory's lock, so nobody else starts or stops it.
 */
public final class EmbeddedPostgres {
    /** Crash recovery may replay WAL first. */
    private static final Duration START_LIMIT = Duration.ofSeconds(100);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final String MAINTENANCE = "postgres";

    private final PostgresFiles files;
    private final PostgresTool tool;
    private final PostgresCluster cluster;
    private final PostgresPasswords passwords;

    private EmbeddedPostgres(PostgresFiles files, PostgresTool tool) {
        this.files = files;
        this.tool = tool;
        this.cluster = new PostgresCluster(files, tool);
        this.passwords = new PostgresPasswords(files.secrets());
    }

    /** Unpacks the programs and makes the cluster where that was not done before. */
    public static EmbeddedPostgres prepare(DataDir dataDir) {
        PostgresFiles files = new PostgresFiles(real(dataDir.root()));
        EmbeddedPostgres postgres =
                new EmbeddedPostgres(
                        files,
                        new PostgresTool(PostgresPrograms.unpack(files.programs()), files.root()));
        if (!Files.isDirectory(files.cluster())) {
            postgres.passwords.loginOrNew(PostgresPasswords.SUPERUSER);
            postgres.tool.requireUsable();
        }
        postgres.cluster.prepare();
        return postgres;
    }

    /** Stops what a killed {@code alfred serve} left running; false if nothing was. */
    public static boolean stopOrphan(DataDir dataDir) {
        if (!Files.exists(dataDir.root())) {
            return false;
        }
        PostgresFiles files = new PostgresFiles(real(dataDir.root()));
        Optional<PostmasterPid> orphan =
                PostmasterPid.read(files.postmasterPid())
                        .filter(found -> found.running(files.programs()));
        if (orphan.isEmpty()) {
            return false;
        }
        new EmbeddedPostgres(
                        files,
                        new PostgresTool(PostgresPrograms.unpack(files.programs()), files.root()))
                .stop();
        return true;
    }

    /**
     * Attaches to the server a killed {@code alfred serve} left behind, else starts one (PostgreSQL
     * recovers by itself), and makes sure of database and roles.
     */
    public void start() {
        if (!attach()) {
            launch(new PostgresPort(files.port()).choose());
        }
        ensureRoles();
    }

    /** Starts it again on the same port after it died; clients hold that port in their URLs. */
    public void revive() {
        if (!attach()) {
            launch(
                    new PostgresPort(files.port())
                            .saved()
                            .orElseThrow(() -> new IllegalStateException("never started")));
        }
    }

    /** Whether the server's main process lives. */
    public boolean alive() {
        return PostmasterPid.read(files.postmasterPid())
                .filter(found -> found.running(files.programs()))
                .isPresent();
    }

    /** The server's main process. */
    public OptionalLong pid() {
        return PostmasterPid.read(files.postmasterPid()).stream()
                .mapToLong(PostmasterPid::pid)
                .findFirst();
    }

    /** Ends all sessions, writes everything out, stops. */
    public void stop() {
        if (!alive()) {
            return;
        }
        PostgresTool.Result stopped = pgCtlStop("fast");
        if (!stopped.ok() && alive()) {
            stopped = pgCtlStop("immediate");
        }
        if (!stopped.ok() && alive()) {
            throw new CliException(
                    ExitCode.FAILURE,
                    "PostgreSQL did not stop (" + stopped.lastLine() + ")",
                    "see " + files.log());
        }
    }

    /** Ends it at once, as a crash would: nothing is written out; its next start recovers. */
    public void abandon() {
        if (alive() && !pgCtlStop("immediate").ok() && alive()) {
            throw new CliException(
                    ExitCode.FAILURE, "PostgreSQL did not stop", "see " + files.log());
        }
    }

    /** Alfred's database. */
    public String url() {
        return url(PostgresRoles.DATABASE, port());
    }

    public int port() {
        return new PostgresPort(files.port()).saved().orElse(0);
    }

    /** What the server works with. */
    public Login app() {
        return passwords.loginOrNew(PostgresPasswords.APP);
    }

    /** What migrations run with. */
    public Login owner() {
        return passwords.loginOrNew(PostgresPasswords.OWNER);
    }

    /** Whoever may do everything; the server never gets it. */
    Login superuser() {
        return passwords.login(PostgresPasswords.SUPERUSER);
    }

    private boolean attach() {
        long deadlineNanos = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() < deadlineNanos) {
            Optional<PostmasterPid> found =
                    PostmasterPid.read(files.postmasterPid())
                            .filter(postmaster -> postmaster.running(files.programs()));
            if (found.isEmpty()) {
                forgetDeadServer();
                return false;
            }
            if (found.get().ready() && isOurs(found.get().port())) {
                new PostgresPort(files.port()).save(found.get().port());
                return true;
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        throw new CliException(
                ExitCode.FAILURE,
                "a PostgreSQL is running in " + files.cluster() + " but does not answer",
                "see " + files.log());
    }

    /** PostgreSQL itself would refuse to start if the number in the file now names a stranger. */
    private void forgetDeadServer() {
        try {
            Files.deleteIfExists(files.postmasterPid());
        } catch (IOException e) {
            throw Troubles.unwritable(files.postmasterPid(), e);
        }
    }

    private boolean isOurs(int port) {
        try (Connection connection = connect(MAINTENANCE, port);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW data_directory")) {
            return row.next() && Path.of(row.getString(1)).equals(files.cluster());
        } catch (SQLException e) {
            // still starting, or stopping
            return false;
        }
    }

    private void launch(int port) {
        cluster.configure(port);
        Path log = files.log();
        try {
            RotatingLog.rotate(log);
        } catch (IOException e) {
            throw Troubles.unwritable(log, e);
        }
        PostgresTool.Result started =
                tool.run(
                        List.of(
                                "pg_ctl",
                                "start",
                                "--pgdata=" + files.cluster(),
                                "--log=" + log,
                                "--wait",
                                "--timeout=" + START_LIMIT.toSeconds()),
                        START_LIMIT.plusSeconds(5));
        if (!started.ok()) {
            throw new CliException(
                    ExitCode.FAILURE,
                    "PostgreSQL did not start (" + started.lastLine() + ")",
                    "see " + log);
        }
    }

    private void ensureRoles() {
        try (Connection connection = connect(MAINTENANCE, port())) {
            PostgresRoles.createRolesAndDatabase(connection, List.of(owner(), app()));
        } catch (SQLException e) {
            throw unusable(e);
        }
        try (Connection connection = connect(PostgresRoles.DATABASE, port())) {
            PostgresRoles.grant(connection);
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    private Connection connect(String database, int port) throws SQLException {
        Login login = superuser();
        Properties properties = new Properties();
        properties.setProperty("user", login.user());
        properties.setProperty("password", login.password());
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "30");
        return DriverManager.getConnection(url(database, port), properties);
    }

    private CliException unusable(SQLException cause) {
        return new CliException(
                ExitCode.FAILURE,
                "the embedded PostgreSQL refused to set up Alfred's roles (SQL state "
                        + cause.getSQLState()
                        + ")",
                "see " + files.log(),
                cause);
    }

    private PostgresTool.Result pgCtlStop(String mode) {
        return tool.run(
                List.of(
                        "pg_ctl",
                        "stop",
                        "--pgdata=" + files.cluster(),
                        "--mode=" + mode,
                        "--wait",
                        "--timeout=" + STOP_LIMIT.toSeconds()),
                STOP_LIMIT.plusSeconds(5));
    }

    private static String url(String database, int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** PostgreSQL and the kernel report paths without links. */
    private static Path real(Path root) {
        try {
            return root.toRealPath();
        } catch (IOException e) {
            throw Troubles.unreadable(root, e);
        }
    }
}
