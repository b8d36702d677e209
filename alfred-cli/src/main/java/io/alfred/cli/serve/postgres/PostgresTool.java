package io.alfred.cli.serve.postgres;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs PostgreSQL's own programs.
 *
 * <p>PostgreSQL refuses to run as root. As root the programs run in a user namespace of their own
 * ({@code unshare -U}), in which they are nobody while the files stay root's.
 */
final class PostgresTool {
    private static final List<String> KEPT_VARIABLES = List.of("PATH", "LD_LIBRARY_PATH", "TMPDIR");

    /**
     * Lets a session keep the memory that one statement needed for the next one (glibc's names, in
     * bytes; unknown elsewhere and then without effect). Why: by default it goes back to the system
     * with every statement and comes again page by page, which took half of the processor time of a
     * ledger batch.
     */
    private static final Map<String, String> MEMORY =
            Map.of(
                    "MALLOC_TRIM_THRESHOLD_", "67108864",
                    "MALLOC_TOP_PAD_", "1048576",
                    "MALLOC_MMAP_THRESHOLD_", "33554432");

    private static final List<String> AS_NOBODY = List.of("unshare", "-U");

    private final Path home;
    private final List<String> prefix;

    /** What a program printed (both streams) and how it ended. */
    record Result(int exitCode, String output) {
        boolean ok() {
            return exitCode == 0;
        }

        /** The last line that says something. */
        String lastLine() {
            List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
            return lines.isEmpty() ? "exit code " + exitCode : lines.get(lines.size() - 1).strip();
        }
    }

    /**
     * @param home folder with {@code bin/}
     * @param scratch existing folder of ours, whose new files tell who we are
     */
    PostgresTool(Path home, Path scratch) {
        this.home = home;
        this.prefix = isRoot(scratch) ? AS_NOBODY : List.of();
    }

    Path home() {
        return home;
    }

    /** Says in one sentence if PostgreSQL cannot run for this user. */
    void requireUsable() {
        Duration limit = Duration.ofSeconds(10);
        if (!prefix.isEmpty() && !execute(List.of("true"), limit).ok()) {
            throw new CliException(
                    ExitCode.FAILURE,
                    "PostgreSQL refuses to run as root, and user namespaces are not available here",
                    "run alfred as an ordinary user, or use your own PostgreSQL with --db-url");
        }
        Result version = run(List.of("postgres", "--version"), limit);
        if (!version.ok()) {
            throw new CliException(
                    ExitCode.FAILURE,
                    "the bundled PostgreSQL does not run on this system ("
                            + version.lastLine()
                            + ")",
                    "use your own PostgreSQL with --db-url, --db-user and --db-password-file");
        }
    }

    /** Runs {@code bin/<command[0]>} to its end, at most for {@code limit}. */
    Result run(List<String> command, Duration limit) {
        List<String> full = new ArrayList<>(command);
        full.set(0, home.resolve("bin").resolve(command.get(0)).toString());
        return execute(full, limit);
    }

    private Result execute(List<String> command, Duration limit) {
        List<String> full = new ArrayList<>(prefix);
        full.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(full).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(KEPT_VARIABLES);
        environment.put("LC_ALL", "C");
        environment.put("TZ", "UTC");
        environment.putAll(MEMORY);
        builder.directory(home.toFile());
        try {
            Path output = Files.createTempFile("alfred-pg", ".out");
            try {
                return finish(builder.redirectOutput(output.toFile()).start(), output, limit);
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            return new Result(127, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Output goes through a file: a pipe would stay open as long as the server that was started.
     */
    private static Result finish(Process process, Path output, Duration limit) throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return new Result(124, "no end after " + limit.toSeconds() + " s");
            }
            return new Result(
                    process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return new Result(130, "interrupted");
        }
    }

    private static boolean isRoot(Path scratch) {
        try {
            Path mine = Files.createTempFile(scratch, ".uid", "");
            try {
                return Integer.valueOf(0).equals(Files.getAttribute(mine, "unix:uid"));
            } finally {
                Files.delete(mine);
            }
        } catch (IOException e) {
            throw Troubles.unwritable(scratch, e);
        }
    }
}
