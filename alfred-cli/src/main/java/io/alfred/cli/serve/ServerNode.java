package io.alfred.cli.serve;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.DataDir;
import io.alfred.cli.core.ExitCode;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * One server of a {@link ThrowAwayServer}: a JVM of its own with a data directory of its own.
 *
 * <p>It may be killed and started again, on the same port and as the same node. For one thread.
 */
public final class ServerNode {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(45);
    private static final String ADDRESS = "127.0.0.1";

    private final DataDir dataDir;
    private final Settings settings;
    private final DatabaseAccess database;
    private final ServeFiles files;
    private final Listener listener;
    private volatile @Nullable ServerProcess process;

    ServerNode(DataDir dataDir, Settings settings, DatabaseAccess database) {
        this.dataDir = dataDir;
        this.settings = settings;
        this.database = database;
        this.files = ServeFiles.in(dataDir);
        this.listener = Listener.claim(ADDRESS, /* port= */ 0);
        files.makeUsable();
    }

    /** Starts it and waits until it is ready; an error with the server's own sentence if not. */
    public void start() throws InterruptedException {
        ServerCommand command = new ServerCommand(files, ServerHome.find(), listener, database);
        ServerProcess started = ServerProcess.start(command.prepare(settings), files.serverLog());
        process = started;
        try {
            new Readiness(started, listener, files.serverLog())
                    .await(
                            () -> {
                                TimeUnit.MILLISECONDS.sleep(Readiness.POLL.toMillis());
                                return false;
                            });
        } catch (CliException e) {
            throw new CliException(
                    e.exitCode(), String.valueOf(e.getMessage()), "see " + keepLog(), e);
        }
    }

    /** Its own folder is about to be removed. */
    private Path keepLog() {
        Path kept = dataDir.root().resolveSibling("../failed-start.log").normalize();
        try {
            return Files.copy(files.serverLog(), kept, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.FAILURE,
                    "a server did not start, and its log was not kept (" + e.getMessage() + ")",
                    "free some space, or choose another --data",
                    e);
        }
    }

    /** Ends it like {@code kill -9}. */
    public void kill() throws InterruptedException {
        ServerProcess running = process;
        if (running != null) {
            running.kill();
        }
    }

    /** Asks it to drain and stop; false if it had to be killed. */
    public boolean stop() throws InterruptedException {
        ServerProcess running = process;
        return running == null || running.stop(STOP_LIMIT);
    }

    public boolean alive() {
        ServerProcess running = process;
        return running != null && running.alive();
    }

    /** The process id of the JVM that was started last. */
    public long pid() {
        return Objects.requireNonNull(process, "never started").pid();
    }

    public URI url() {
        return listener.url();
    }

    /** Its own data directory: log, node id, checkpoints, and the admin token of the first node. */
    public DataDir dataDir() {
        return dataDir;
    }
}
