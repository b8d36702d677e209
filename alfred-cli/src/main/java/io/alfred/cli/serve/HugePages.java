package io.alfred.cli.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Transparent huge pages of Linux, which a server's JVM may ask for (ADR 0023). */
final class HugePages {
    private static final Path MODE = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");

    private HugePages() {}

    /** Whether the kernel gives them to who asks; where it gives them to all, asking is useless. */
    static boolean askedFor() {
        return askedFor(MODE);
    }

    static boolean askedFor(Path mode) {
        try {
            return Files.readString(mode).contains("[madvise]");
        } catch (IOException e) {
            // another system, or a kernel without them
            return false;
        }
    }
}
