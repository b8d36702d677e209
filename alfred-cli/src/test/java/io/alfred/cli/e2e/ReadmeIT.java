package io.alfred.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** The README's first screen does what it says: its commands are run, their output compared. */
class ReadmeIT {
    @Test
    void the_first_screen_prints_what_is_pasted_there() throws IOException, InterruptedException {
        Process check =
                new ProcessBuilder(
                                "bash",
                                "../build-tools/readme-check.sh",
                                "../README.md",
                                AlfredProcess.launcher().getParent().toString())
                        .inheritIO()
                        .start();
        try {
            assertThat(check.waitFor(10, TimeUnit.MINUTES)).isTrue();
            assertThat(check.exitValue()).isZero();
        } finally {
            check.destroy();
        }
    }

    @Test
    void the_check_itself_finds_a_difference() throws IOException, InterruptedException {
        Process test =
                new ProcessBuilder("bash", "../build-tools/readme-check-test.sh")
                        .inheritIO()
                        .start();
        assertThat(test.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(test.exitValue()).isZero();
    }
}
