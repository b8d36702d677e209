package io.alfred.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * CPU time of a process and its children, the ended ones included, as Linux tells in {@code /proc}.
 *
 * <p>Why not {@link ProcessHandle}: it forgets a database session with the session's end.
 */
public final class CpuClock {
    /** {@code USER_HZ}: on every Linux a tick is 10 ms. */
    private static final long TICK_MICROS = 10_000;

    private static final Path PROC = Path.of("/proc");

    /** Fields after the program's name: utime, stime, cutime, cstime. */
    private static final List<Integer> TIMES = List.of(11, 12, 13, 14);

    private CpuClock() {}

    /** Microseconds so far; empty where there is no {@code /proc}. */
    public static OptionalLong micros(long pid) {
        OptionalLong own = ofProcess(pid);
        if (own.isEmpty()) {
            return own;
        }
        try (Stream<ProcessHandle> children =
                ProcessHandle.of(pid).stream().flatMap(ProcessHandle::descendants)) {
            long others = children.mapToLong(child -> ofProcess(child.pid()).orElse(0)).sum();
            return OptionalLong.of(own.getAsLong() + others);
        }
    }

    private static OptionalLong ofProcess(long pid) {
        try {
            return ticks(Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat")));
        } catch (IOException e) {
            // no /proc here, or the process has just ended
            return OptionalLong.empty();
        }
    }

    /** The four times of a line of {@code /proc/PID/stat}, in microseconds. */
    static OptionalLong ticks(String line) {
        // the program's name may hold blanks and parentheses
        String[] fields = line.substring(line.lastIndexOf(')') + 1).strip().split(" ", -1);
        if (fields.length <= TIMES.getLast()) {
            return OptionalLong.empty();
        }
        long sum = 0;
        for (int at : TIMES) {
            sum += Long.parseLong(fields[at]);
        }
        return OptionalLong.of(sum * TICK_MICROS);
    }
}
