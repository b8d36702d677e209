package io.alfred.cli.serve;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.DataDir;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Output;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One run of {@code alfred serve}: lock, database, server; then the same backwards.
 *
 * <p>Everything happens on the calling thread. PostgreSQL is stopped only after the server has
 * drained, because its last settlements go there.
 */
final class Supervisor {
    private static final Duration LOCK_LIMIT = Duration.ofSeconds(1);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(45);
    private static final Duration CALLS_LIMIT = Duration.ofSeconds(30);
    private static final Duration CALLS_POLL = Duration.ofMillis(100);
    private static final Duration LOCK_POLL = Duration.ofMillis(100);
    private static final Duration WATCH_POLL = Duration.ofSeconds(1);

    /** What the operator asked for. */
    record Plan(DataDir dataDir, Settings settings, String address, int port, Database database) {}

    private final Plan plan;
    private final ServerHome home;
    private final ServeFiles files;
    private final Output output;
    private final StopSignal stop;

    Supervisor(Plan plan, ServerHome home, Output output, StopSignal stop) {
        this.plan = plan;
        this.home = home;
        this.files = ServeFiles.in(plan.dataDir());
        this.output = output;
        this.stop = stop;
    }

    /** Serves until asked to stop; the exit code. */
    int run() throws InterruptedException {
        try (ServeLock lock = lock()) {
            output.detail("locked " + lock.file());
            Endpoint.remove(plan.dataDir());
            Listener listener = Listener.claim(plan.address(), plan.port());
            try {
                DatabaseAccess access = plan.database().open();
                return stop.isRequested() ? ExitCode.OK : serve(listener, access);
            } finally {
                plan.database().close();
                Endpoint.remove(plan.dataDir());
            }
        } finally {
            stop.done();
        }
    }

    private ServeLock lock() throws InterruptedException {
        long deadlineNanos = System.nanoTime() + LOCK_LIMIT.toNanos();
        Optional<ServeLock> lock = ServeLock.tryTake(files.lock());
        // whoever asks for the holder has the lock for an instant
        while (lock.isEmpty() && System.nanoTime() < deadlineNanos && !stop.await(LOCK_POLL)) {
            lock = ServeLock.tryTake(files.lock());
        }
        return lock.orElseThrow(
                () ->
                        new CliException(
                                ExitCode.FAILURE,
                                "another alfred serve (process "
                                        + ServeLock.holder(files.lock()).orElse(0)
                                        + ") runs on "
                                        + files.root(),
                                "stop it with alfred stop, or choose another --data"));
    }

    private int serve(Listener listener, DatabaseAccess access) throws InterruptedException {
        ServerCommand command = new ServerCommand(files, home, listener, access);
        ServerProcess server =
                ServerProcess.start(command.prepare(plan.settings()), files.serverLog());
        try {
            Readiness readiness = new Readiness(server, listener, files.serverLog());
            if (readiness.await(() -> stop.await(Readiness.POLL))) {
                announce(server, listener);
                watch(server);
            }
            return ExitCode.OK;
        } finally {
            awaitCalls(server, listener);
            if (!server.stop(DRAIN_LIMIT)) {
                output.talk(
                        "the server did not drain within "
                                + DRAIN_LIMIT.toSeconds()
                                + " s and was killed; the next start recovers what was open");
            }
        }
    }

    /**
     * Lets running calls end while the server is whole: once it is told to stop, Payara Micro may
     * take the database pool away before the application has written its last settles.
     */
    private static void awaitCalls(ServerProcess server, Listener listener)
            throws InterruptedException {
        long deadlineNanos = System.nanoTime() + CALLS_LIMIT.toNanos();
        while (server.alive() && listener.hasOpenCalls() && System.nanoTime() < deadlineNanos) {
            TimeUnit.MILLISECONDS.sleep(CALLS_POLL.toMillis());
        }
    }

    private void announce(ServerProcess server, Listener listener) {
        new Endpoint(listener.url(), ProcessHandle.current().pid(), server.pid())
                .write(plan.dataDir());
        output.text("alfred ready " + listener.url() + "\n");
    }

    private void watch(ServerProcess server) throws InterruptedException {
        while (!stop.await(WATCH_POLL)) {
            if (!server.alive()) {
                throw new CliException(
                        ExitCode.FAILURE,
                        "the server stopped by itself (exit code " + server.exitCode() + ")",
                        seeLog());
            }
            if (!plan.database().check()) {
                throw new CliException(
                        ExitCode.FAILURE,
                        "PostgreSQL does not stay up",
                        "see " + log("postgres.log"));
            }
        }
    }

    private String seeLog() {
        return "see " + files.serverLog();
    }

    private Path log(String name) {
        return files.serverLog().resolveSibling(name);
    }
}
