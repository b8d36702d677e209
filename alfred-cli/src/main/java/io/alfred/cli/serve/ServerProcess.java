package io.alfred.cli.serve;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.serve.files.RotatingLog;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The running server: a child JVM whose output goes into a bounded log. */
final class ServerProcess {
    private static final Duration PUMP_END_LIMIT = Duration.ofSeconds(2);

    private final Process process;
    private final Thread pump;
    private final StartupFindings findings = new StartupFindings();

    private ServerProcess(Process process, RotatingLog log) {
        this.process = process;
        this.pump = new Thread(() -> copy(log), "server-log");
        pump.setDaemon(true);
        pump.start();
    }

    /** Starts it. Its stdin stays open as long as this JVM lives; see {@link MicroMain}. */
    static ServerProcess start(ProcessBuilder command, Path logFile) {
        try {
            RotatingLog log = new RotatingLog(logFile);
            return new ServerProcess(command.start(), log);
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.FAILURE,
                    "cannot start the server's JVM (" + e.getMessage() + ")",
                    "check that " + logFile + " and the JDK's bin/java can be used",
                    e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    int exitCode() {
        return process.exitValue();
    }

    /** What its log said so far; all of it once the process has ended. */
    StartupFindings findings() throws InterruptedException {
        if (!process.isAlive()) {
            pump.join(PUMP_END_LIMIT.toMillis());
        }
        return findings;
    }

    /**
     * Asks it to drain and stop, and ends it hard after {@code limit}.
     *
     * <p>Why not {@code Process.destroy}: it closes stdin too, which tells the child to halt.
     *
     * @return whether it stopped by itself
     */
    boolean stop(Duration limit) throws InterruptedException {
        process.toHandle().destroy();
        boolean inTime = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (!inTime) {
            process.destroyForcibly().waitFor();
        }
        pump.join(PUMP_END_LIMIT.toMillis());
        return inTime;
    }

    /** Ends it at once, as a crash would. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
        pump.join(PUMP_END_LIMIT.toMillis());
    }

    private void copy(RotatingLog log) {
        try (log;
                BufferedReader lines =
                        new BufferedReader(
                                new InputStreamReader(
                                        process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null) {
                findings.line(line);
                write(log, line);
                line = lines.readLine();
            }
        } catch (IOException e) {
            findings.line("the server's output broke off: " + e.getMessage());
        }
    }

    /** A full disk must not stop the server: lines are lost then, the pipe is still emptied. */
    private static void write(RotatingLog log, String line) {
        try {
            log.line(line);
        } catch (IOException e) {
            System.err.println("alfred: a line of the server's log is lost: " + e.getMessage());
        }
    }
}
