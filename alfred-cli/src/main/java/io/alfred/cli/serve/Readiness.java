package io.alfred.cli.serve;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;

import java.nio.file.Path;
import java.time.Duration;

/** Waits for a server that was started to call itself ready, or says why it does not. */
record Readiness(ServerProcess server, Listener listener, Path log) {
    /** Between two looks at the server. */
    static final Duration POLL = Duration.ofMillis(100);

    private static final Duration READY_LIMIT = Duration.ofMinutes(2);

    /** After that it is asked for readiness even if its log does not tell that it booted. */
    private static final Duration QUIET_LIMIT = Duration.ofMinutes(1);

    private static final Duration EXPLAIN_LIMIT = Duration.ofSeconds(3);

    /** What happens between two looks. */
    interface Pause {
        /** Waits about {@link #POLL}; true when a stop was asked for meanwhile. */
        boolean endsInStop() throws InterruptedException;
    }

    /** False when a stop was asked for meanwhile. */
    boolean await(Pause pause) throws InterruptedException {
        long startedNanos = System.nanoTime();
        while (!pause.endsInStop()) {
            long elapsedNanos = System.nanoTime() - startedNanos;
            if (!server.alive() || server.findings().failed()) {
                throw notStarted("the server did not start", pause);
            }
            boolean mayBeReady = server.findings().booted() || elapsedNanos > QUIET_LIMIT.toNanos();
            if (mayBeReady && listener.ready()) {
                return true;
            }
            if (elapsedNanos > READY_LIMIT.toNanos()) {
                throw notStarted(
                        "the server was not ready after " + READY_LIMIT.toSeconds() + " s", pause);
            }
        }
        return false;
    }

    private CliException notStarted(String otherwise, Pause pause) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + EXPLAIN_LIMIT.toNanos();
        boolean waiting = true;
        while (waiting
                && server.findings().sentence().isEmpty()
                && server.alive()
                && System.nanoTime() < deadlineNanos) {
            waiting = !pause.endsInStop();
        }
        return server.findings()
                .sentence()
                .map(sentence -> new CliException(ExitCode.FAILURE, sentence, ""))
                .orElseGet(() -> new CliException(ExitCode.FAILURE, otherwise, "see " + log));
    }
}
