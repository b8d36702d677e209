package io.alfred.cli.serve;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.GlobalOptions;
import io.alfred.cli.core.Output;
import io.alfred.cli.serve.postgres.EmbeddedPostgres;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;

/** {@code alfred stop}. */
@Command(
        name = "stop",
        description = {
            "Stops the server of this data directory and waits until it has drained.",
            "Nothing running is fine; a PostgreSQL left over by a crash is stopped too."
        })
public final class StopCommand implements Callable<Integer> {
    /** A little more than the supervisor gives itself. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static final Duration POLL = Duration.ofMillis(100);

    @Mixin private GlobalOptions globals;

    @Override
    public Integer call() throws InterruptedException {
        ServeFiles files = ServeFiles.in(globals.dataDir());
        Output output = globals.output();
        OptionalLong supervisor = ServeLock.holder(files.lock());
        if (supervisor.isEmpty()) {
            output.talk(
                    stopOrphan(files)
                            ? "stopped the PostgreSQL that a killed server had left behind"
                            : "not running");
            return ExitCode.OK;
        }
        ProcessHandle.of(supervisor.getAsLong()).ifPresent(ProcessHandle::destroy);
        long deadlineNanos = System.nanoTime() + LIMIT.toNanos();
        while (ServeLock.holder(files.lock()).equals(supervisor)) {
            if (System.nanoTime() > deadlineNanos) {
                throw new CliException(
                        ExitCode.FAILURE,
                        "process "
                                + supervisor.getAsLong()
                                + " has not stopped after "
                                + LIMIT.toSeconds()
                                + " s",
                        "see " + files.serverLog());
            }
            Thread.sleep(POLL);
        }
        output.talk("stopped");
        return ExitCode.OK;
    }

    private boolean stopOrphan(ServeFiles files) {
        if (!Files.exists(files.lock())) {
            return false;
        }
        Optional<ServeLock> taken = ServeLock.tryTake(files.lock());
        if (taken.isEmpty()) {
            return false;
        }
        try (ServeLock lock = taken.get()) {
            globals.output().detail("locked " + lock.file());
            return EmbeddedPostgres.stopOrphan(globals.dataDir());
        }
    }
}
