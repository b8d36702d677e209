package io.alfred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;

class BenchProofTest {
    @TempDir private Path data;

    @ParameterizedTest
    @CsvSource({
        "--minutes,0.05",
        "--minutes,721",
        "--nodes,0",
        "--nodes,9",
        "--clients,0",
        "--clients,1025",
        "--kills,cat"
    })
    void what_is_out_of_bounds_is_a_usage_error_and_starts_nothing(String option, String value) {
        Cli.Result result = Cli.in(data).run("bench", "proof", option, value);
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains(value.equals("cat") ? "cat" : option.substring(2, 5));
        assertThat(data).isEmptyDirectory();
    }
}
