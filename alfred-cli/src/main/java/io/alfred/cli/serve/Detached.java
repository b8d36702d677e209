package io.alfred.cli.serve;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Output;
import io.alfred.cli.serve.files.RotatingLog;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs the supervisor as a process of its own, away from this terminal. */
final class Detached {
    private static final Duration READY_LIMIT = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final String READY = "alfred ready ";

    private final ServeFiles files;
    private final Output output;

    Detached(ServeFiles files, Output output) {
        this.files = files;
        this.output = output;
    }

    /** Starts it and waits until it is ready (0) or has failed (its own code and sentence). */
    int start(List<String> arguments) throws InterruptedException {
        try {
            RotatingLog.rotate(files.supervisorLog());
            Process process = launch(arguments);
            long deadlineNanos = System.nanoTime() + READY_LIMIT.toNanos();
            while (System.nanoTime() < deadlineNanos) {
                Optional<String> ready =
                        said().stream().filter(line -> line.startsWith(READY)).findFirst();
                if (ready.isPresent()) {
                    output.text(ready.get() + "\n");
                    return ExitCode.OK;
                }
                if (process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw notStarted(process.exitValue());
                }
            }
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.FAILURE,
                    "cannot start in the background (" + e.getMessage() + ")",
                    "start without --detach",
                    e);
        }
        throw new CliException(
                ExitCode.FAILURE,
                "the server is not ready after " + READY_LIMIT.toSeconds() + " s",
                "see " + files.supervisorLog() + ", or end it with alfred stop");
    }

    /** The background process' own last words, which are errors whatever else is quiet. */
    private CliException notStarted(int exitCode) throws IOException {
        List<String> lines = said();
        String last = lines.isEmpty() ? "the server did not start" : lines.getLast();
        String prefix = "alfred: ";
        return new CliException(
                exitCode == ExitCode.OK ? ExitCode.FAILURE : exitCode,
                last.startsWith(prefix) ? last.substring(prefix.length()) : last,
                "");
    }

    private Process launch(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(awayFromTerminal());
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path", "")));
        command.add("io.alfred.cli.Main");
        command.addAll(arguments);
        File log = files.supervisorLog().toFile();
        return new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .redirectError(ProcessBuilder.Redirect.appendTo(log))
                .start();
    }

    private List<String> said() throws IOException {
        return Files.exists(files.supervisorLog())
                ? Files.readAllLines(files.supervisorLog())
                : List.of();
    }

    /** {@code setsid} where it exists (Linux), else {@code nohup}; both run it in their place. */
    private static List<String> awayFromTerminal() {
        return List.of("setsid", "nohup").stream()
                .filter(Detached::onPath)
                .findFirst()
                .map(List::of)
                .orElse(List.of());
    }

    private static boolean onPath(String program) {
        String path = System.getenv("PATH");
        return path != null
                && Arrays.stream(path.split(File.pathSeparator, -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
