package io.alfred.cli.serve.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

class PostgresToolTest {
    @TempDir private Path home;

    @Test
    void programs_get_little_of_the_environment_and_keep_memory_between_statements()
            throws IOException {
        Files.createDirectories(home.resolve("bin"));
        Files.createSymbolicLink(home.resolve("bin/env"), Path.of("/usr/bin/env"));

        PostgresTool.Result result =
                new PostgresTool(home, home).run(List.of("env"), Duration.ofSeconds(20));

        assertThat(result.output().lines())
                .contains(
                        "LC_ALL=C",
                        "TZ=UTC",
                        "MALLOC_TRIM_THRESHOLD_=67108864",
                        "MALLOC_TOP_PAD_=1048576",
                        "MALLOC_MMAP_THRESHOLD_=33554432")
                .noneMatch(line -> line.startsWith("HOME=") || line.startsWith("ALFRED_"));
    }
}
