package io.alfred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

class ShellTest {
    @TempDir private Path data;

    @Test
    void a_script_runs_line_by_line_with_the_shells_own_options() throws IOException {
        try (FakeServer server = new FakeServer()) {
            server.on("GET /api/orgs", 200, "{\"items\":[{\"name\":\"a b\"}],\"next\":null}")
                    .on("POST /api/orgs", 201, "{\"name\":\"a b\"}");

            Cli.Result result =
                    Cli.at(server, data)
                            .stdin("# comment\n\norg create 'a b'\norg list\nexit\norg list\n")
                            .run("-o", "csv", "shell");

            assertThat(result.exitCode()).isZero();
            assertThat(result.out()).isEqualTo("name\na b\nname\na b\n");
            assertThat(server.requests().getFirst().body()).isEqualTo("{\"name\":\"a b\"}");
        }
    }

    @Test
    void a_script_stops_at_the_first_failure_with_its_exit_code() {
        Cli.Result result = Cli.in(data).stdin("version\nwhoami\nversion\n").run("shell");

        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(result.out()).hasLineCount(1);
    }

    @Test
    void completion_prints_a_script_that_knows_the_verbs() {
        for (String shell : new String[] {"bash", "zsh"}) {
            Cli.Result result = Cli.in(data).run("completion", shell);
            assertThat(result.exitCode()).isZero();
            assertThat(result.out()).contains("_complete_alfred", "set-price", "bashcompinit");
        }
    }

    @Test
    void version_is_text_or_an_object() {
        assertThat(Cli.in(data).run("version").out()).startsWith("alfred ");
        assertThat(Cli.in(data).run("version", "-o", "json").out()).contains("\"version\" :");
    }

    @Test
    void help_of_every_command_goes_to_stdout() {
        assertThat(Cli.in(data).run("--help").out()).contains("Exit codes:", "wallet");
        assertThat(Cli.in(data).run("wallet", "grant", "-h").out()).contains("alfred wallet grant");
    }
}
