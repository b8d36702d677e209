package io.alfred.cli.serve.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.cli.core.DataDir;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class EmbeddedPostgresIT {
    @TempDir private static Path unpacked;

    @TempDir private Path folder;

    /** Unpacking takes longer than everything else here: done once, linked for each test. */
    @BeforeEach
    void linkPrograms() throws IOException {
        Path home = PostgresPrograms.unpack(unpacked);
        Path linked = folder.resolve("pg-bin").resolve(home.getFileName());
        try (var files = Files.walk(home)) {
            for (Path file : files.toList()) {
                Path link = linked.resolve(home.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(link);
                } else {
                    Files.createLink(link, file);
                }
            }
        }
    }

    @AfterEach
    void stop() {
        EmbeddedPostgres.stopOrphan(new DataDir(folder));
    }

    @Test
    void is_durable_loopback_only_and_wants_passwords()
            throws IOException, InterruptedException, SQLException {
        EmbeddedPostgres postgres = started();

        assertThat(setting(postgres, "fsync")).isEqualTo("on");
        assertThat(setting(postgres, "synchronous_commit")).isEqualTo("on");
        assertThat(setting(postgres, "full_page_writes")).isEqualTo("on");
        assertThat(setting(postgres, "data_checksums")).isEqualTo("on");
        assertThat(setting(postgres, "listen_addresses")).isEqualTo("127.0.0.1");
        assertThat(setting(postgres, "unix_socket_directories")).isEmpty();
        assertThat(setting(postgres, "password_encryption")).isEqualTo("scram-sha-256");
        assertThat(query(postgres, "SELECT DISTINCT auth_method FROM pg_hba_file_rules"))
                .isEqualTo("scram-sha-256");
        assertThat(query(postgres, "SELECT datlocale FROM pg_database WHERE datname = 'alfred'"))
                .isEqualTo("C.UTF-8");
        assertThatThrownBy(() -> connect(postgres.url(), new Login("alfred_app", "guess")))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
        try (var files = Files.list(folder.resolve("secrets"))) {
            assertThat(files)
                    .hasSize(3)
                    .allSatisfy(
                            file ->
                                    assertThat(Files.getPosixFilePermissions(file))
                                            .isEqualTo(
                                                    PosixFilePermissions.fromString("rw-------")));
        }
    }

    @Test
    void the_application_role_makes_no_tables_and_the_owner_does()
            throws IOException, InterruptedException, SQLException {
        EmbeddedPostgres postgres = started();

        assertThatThrownBy(() -> execute(postgres, postgres.app(), "CREATE TABLE t (i int)"))
                .hasMessageContaining("permission denied");
        execute(postgres, postgres.owner(), "CREATE TABLE t (i int)");
        assertThatThrownBy(() -> execute(postgres, postgres.app(), "INSERT INTO t VALUES (1)"))
                .hasMessageContaining("permission denied");
        execute(postgres, postgres.app(), "SELECT * FROM t");
    }

    @Test
    void data_port_and_passwords_survive_a_restart()
            throws IOException, InterruptedException, SQLException {
        EmbeddedPostgres first = started();
        execute(first, first.owner(), "CREATE TABLE t AS SELECT 42 AS i");
        int port = first.port();
        first.stop();
        assertThat(first.alive()).isFalse();

        EmbeddedPostgres second = started();

        assertThat(second.port()).isEqualTo(port);
        assertThat(query(second, "SELECT i FROM t")).isEqualTo("42");
    }

    @Test
    void a_committed_row_survives_kill_9_of_the_server()
            throws IOException, InterruptedException, SQLException {
        EmbeddedPostgres postgres = started();
        execute(postgres, postgres.owner(), "CREATE TABLE t AS SELECT 43 AS i");
        List<String> said = new ArrayList<>();
        PostgresWatch watch = new PostgresWatch(postgres, said::add);
        assertThat(watch.check()).isTrue();
        assertThat(said).isEmpty();

        kill9(postgres);

        assertThat(watch.check()).isTrue();
        assertThat(said).containsExactly("PostgreSQL had died and was started again");
        assertThat(query(postgres, "SELECT i FROM t")).isEqualTo("43");
    }

    @Test
    void the_next_start_attaches_to_a_server_that_was_left_behind()
            throws IOException, InterruptedException, SQLException {
        EmbeddedPostgres first = started();
        long pid = first.pid().orElseThrow();

        EmbeddedPostgres second = started();

        assertThat(second.pid()).hasValue(pid);
        assertThat(query(second, "SELECT 1")).isEqualTo("1");
    }

    @Test
    void a_left_over_pid_file_that_names_a_living_stranger_does_not_hinder_the_start()
            throws IOException, InterruptedException, SQLException {
        EmbeddedPostgres first = started();
        Path pidFile = folder.resolve("pg").resolve("postmaster.pid");
        List<String> lines = new ArrayList<>(Files.readAllLines(pidFile));
        kill9(first);
        lines.set(0, Long.toString(ProcessHandle.current().pid()));
        Files.write(pidFile, lines);

        EmbeddedPostgres second = started();

        assertThat(query(second, "SELECT 1")).isEqualTo("1");
    }

    @Test
    void an_interrupted_initdb_is_done_again()
            throws IOException, InterruptedException, SQLException {
        Files.createDirectories(folder.resolve("pg.new").resolve("base"));
        Files.createDirectories(folder.resolve("pg-bin").resolve("18.unpacking"));

        assertThat(query(started(), "SELECT 1")).isEqualTo("1");
    }

    private EmbeddedPostgres started() {
        EmbeddedPostgres postgres = EmbeddedPostgres.prepare(new DataDir(folder));
        postgres.start();
        return postgres;
    }

    private static void kill9(EmbeddedPostgres postgres) throws InterruptedException {
        ProcessHandle.of(postgres.pid().orElseThrow()).orElseThrow().destroyForcibly();
        long deadlineNanos = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (postgres.alive()) {
            assertThat(System.nanoTime()).isLessThan(deadlineNanos);
            Thread.sleep(10);
        }
    }

    private static String setting(EmbeddedPostgres postgres, String name) throws SQLException {
        return query(postgres, "SHOW " + name);
    }

    private static String query(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = superuser(postgres);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            String value = rows.getString(1);
            assertThat(rows.next()).isFalse();
            return value;
        }
    }

    private static Connection superuser(EmbeddedPostgres postgres) throws SQLException {
        return connect(postgres.url(), postgres.superuser());
    }

    private static void execute(EmbeddedPostgres postgres, Login login, String sql)
            throws SQLException {
        try (Connection connection = connect(postgres.url(), login);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection connect(String url, Login login) throws SQLException {
        return DriverManager.getConnection(url, login.user(), login.password());
    }
}
