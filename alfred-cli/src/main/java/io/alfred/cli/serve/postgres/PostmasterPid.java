package io.alfred.cli.serve.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The server PostgreSQL itself names in {@code postmaster.pid}.
 *
 * <p>After a crash the file stays, and its process id may by then belong to anybody. Lines: 1
 * process id, 2 cluster, 3 start time, 4 port, 5 socket folder, 6 address, 7 shared memory, 8
 * state.
 */
record PostmasterPid(long pid, Path cluster, int port, String state) {
    private static final String READY = "ready";

    /** Reads the file; empty if it is missing or not (yet) complete enough to name a port. */
    static Optional<PostmasterPid> read(Path file) {
        try {
            return parse(Files.readAllLines(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Troubles.unreadable(file, e);
        }
    }

    static Optional<PostmasterPid> parse(List<String> lines) {
        if (lines.size() < 4) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new PostmasterPid(
                            Long.parseLong(lines.get(0).strip()),
                            Path.of(lines.get(1)),
                            Integer.parseInt(lines.get(3).strip()),
                            lines.size() > 7 ? lines.get(7).strip() : ""));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    boolean ready() {
        return state.equals(READY);
    }

    /**
     * Whether that process lives and runs a program from {@code programs}.
     *
     * <p>Why the program is compared: process ids start over in a container, so a left-over number
     * often names a living stranger.
     */
    boolean running(Path programs) {
        return Processes.alive(pid)
                && ProcessHandle.of(pid)
                        .flatMap(process -> process.info().command())
                        .filter(command -> Path.of(command).startsWith(programs))
                        .isPresent();
    }
}
