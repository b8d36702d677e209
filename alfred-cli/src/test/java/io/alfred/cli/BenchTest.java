package io.alfred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.cli.core.ExitCode;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;

/** What {@code alfred bench} refuses before it starts anything. */
class BenchTest {
    @TempDir private Path data;

    @ParameterizedTest
    @CsvSource({
        "--rounds,0",
        "--rounds,101",
        "--callers,0",
        "--callers,4097",
        "--seconds-per-case,0",
        "--seconds-per-case,31",
        "--warm-up-seconds,-1",
        "--warm-up-seconds,601",
        "--cases,cold"
    })
    void an_option_out_of_range_is_a_usage_error_that_names_it(String option, String value) {
        Cli.Result result = Cli.in(data).run("bench", "ledger", option + "=" + value);
        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains(option);
        assertThat(data.resolve("bench")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "--rates,0",
        "--rates,10001",
        "--rounds,0",
        "--seconds-per-sample,61",
        "--warm-up-seconds,-1",
        "--connections,1025",
        "--streams,0"
    })
    void so_it_is_for_the_gateway(String option, String value) {
        Cli.Result result = Cli.in(data).run("bench", "gateway", option + "=" + value);
        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains(option);
        assertThat(data.resolve("bench")).doesNotExist();
    }
}
