package io.alfred.cli.serve.postgres;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.serve.files.Trees;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/** The cluster's files: made once by initdb, configured at every start. */
record PostgresCluster(PostgresFiles files, PostgresTool tool) {
    private static final Duration INITDB_LIMIT = Duration.ofSeconds(100);
    private static final String SETTINGS_FILE = "alfred.conf";

    /**
     * Makes the cluster if there is none, else checks that these programs can run it.
     *
     * <p>Text sorts by code point ({@code C.UTF-8} of PostgreSQL's own provider): the same on every
     * operating system and after every upgrade of its libraries.
     */
    void prepare() {
        if (Files.isDirectory(files.cluster())) {
            requireSameMajor();
            return;
        }
        try {
            Trees.delete(files.unfinishedCluster());
            PostgresTool.Result made = tool.run(initdb(), INITDB_LIMIT);
            if (!made.ok()) {
                throw new CliException(
                        ExitCode.FAILURE,
                        "initdb failed in " + files.root() + " (" + made.lastLine() + ")",
                        "free some space there, or choose another --data");
            }
            Files.writeString(
                    files.unfinishedCluster().resolve("postgresql.conf"),
                    "\ninclude = '" + SETTINGS_FILE + "' # written at every start\n",
                    StandardOpenOption.APPEND);
            Files.move(files.unfinishedCluster(), files.cluster(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw Troubles.unwritable(files.cluster(), e);
        }
    }

    private List<String> initdb() {
        Path password = new PostgresPasswords(files.secrets()).file(PostgresPasswords.SUPERUSER);
        return List.of(
                "initdb",
                "--pgdata=" + files.unfinishedCluster(),
                "--username=" + PostgresPasswords.SUPERUSER,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-locale",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--data-checksums");
    }

    /** Settings that must hold at every start, whatever else postgresql.conf says. */
    void configure(int port) {
        String settings =
                """
                # Written at every start of `alfred serve`; changes here are lost.
                                listen_addresses = '127.0.0.1'
                unix_socket_directories = ''
                password_encryption = 'scram-sha-256'
                max_connections = 100
                fsync = on
                synchronous_commit = on
                full_page_writes = on
                shared_buffers = '256MB'
                wal_buffers = '16MB'
                max_wal_size = '2GB'
                checkpoint_timeout = '15min'
                jit = off
                timezone = 'UTC'
                log_timezone = 'UTC'
                log_checkpoints = off
                log_line_prefix = '%m [%p] %u@%d '
                """
                        + ("port = " + port + "\n");
        Path file = files.cluster().resolve(SETTINGS_FILE);
        try {
            Files.writeString(file, settings);
        } catch (IOException e) {
            throw Troubles.unwritable(file, e);
        }
    }

    private void requireSameMajor() {
        Path file = files.cluster().resolve("PG_VERSION");
        String bundled = PostgresPrograms.version();
        try {
            String cluster = Files.readString(file).strip();
            if (!bundled.startsWith(cluster + ".")) {
                throw new CliException(
                        ExitCode.FAILURE,
                        files.cluster()
                                + " was made by PostgreSQL "
                                + cluster
                                + ", this Alfred brings "
                                + bundled,
                        "export it with that version's pg_dump and import it into a new --data");
            }
        } catch (IOException e) {
            throw Troubles.unreadable(file, e);
        }
    }
}
