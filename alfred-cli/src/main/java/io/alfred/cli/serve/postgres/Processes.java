package io.alfred.cli.serve.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the operating system says about a process id. */
final class Processes {
    private Processes() {}

    /**
     * Whether the process exists and is not a zombie.
     *
     * <p>Why zombies count as dead: in a container without an init process nobody collects an
     * orphaned postmaster.
     */
    static boolean alive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent() && !zombie(pid);
    }

    private static boolean zombie(long pid) {
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        try {
            String line = Files.readString(stat);
            int state = line.lastIndexOf(')') + 2;
            return state < line.length() && line.charAt(state) == 'Z';
        } catch (IOException e) {
            // no /proc here, or gone since
            return false;
        }
    }
}
