package io.alfred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class ExitCodeTest {
    @TempDir private Path data;

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request, 1",
        "401, invalid_api_key, 4",
        "402, wallet_exhausted, 5",
        "403, role_required, 4",
        "403, wallet_frozen, 5",
        "403, policy_denied, 5",
        "404, not_found, 3",
        "409, conflict, 1",
        "422, safety_blocked, 5",
        "429, rate_limited, 5",
        "451, residency_violation, 5",
        "500, internal_error, 1",
        "503, overloaded, 1"
    })
    void every_status_has_its_exit_code_and_one_sentence(int status, String code, int exitCode)
            throws IOException {
        try (FakeServer server = new FakeServer()) {
            server.on(
                    "GET /api/whoami",
                    status,
                    "{\"title\":\"T\",\"detail\":\"what is wrong: what to do\",\"code\":\"%s\",\"fix\":\"what to do\"}"
                            .formatted(code));

            Cli.Result result = Cli.at(server, data).run("whoami");

            assertThat(result.exitCode()).isEqualTo(exitCode);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).isEqualTo("alfred: " + code + ": what is wrong: what to do\n");
        }
    }

    @Test
    void the_openai_shape_of_errors_is_understood_too() throws IOException {
        try (FakeServer server = new FakeServer()) {
            server.on(
                    "GET /api/whoami",
                    402,
                    "{\"error\":{\"message\":\"no"
                            + " credit\",\"code\":\"wallet_exhausted\",\"fix\":\"grant some\"}}");

            Cli.Result result = Cli.at(server, data).run("whoami");

            assertThat(result.exitCode()).isEqualTo(5);
            assertThat(result.err()).isEqualTo("alfred: wallet_exhausted: no credit: grant some\n");
        }
    }

    @Test
    void an_answer_that_is_not_json_is_not_shown() throws IOException {
        try (FakeServer server = new FakeServer()) {
            server.on(
                    "GET /api/whoami",
                    502,
                    "<html>at com.example.Secret</html>",
                    Map.of("X-Request-Id", "r-1"));

            Cli.Result result = Cli.at(server, data).run("whoami");

            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.err())
                    .contains("502 (request r-1): the server's log")
                    .doesNotContain("html", "Secret");
        }
    }

    @Test
    void a_server_that_does_not_listen_is_unreachable() throws IOException {
        FakeServer server = new FakeServer();
        Cli cli = Cli.at(server, data);
        server.close();

        Cli.Result result = cli.run("whoami");

        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(result.err()).contains("cannot reach", "alfred serve").hasLineCount(1);
    }

    @Test
    void an_empty_data_directory_is_unreachable_and_one_without_token_unauthorized()
            throws IOException {
        assertThat(Cli.in(data).run("whoami").exitCode()).isEqualTo(7);

        Files.writeString(data.resolve("endpoint.json"), "{\"url\":\"http://127.0.0.1:1\"}");

        assertThat(Cli.in(data).run("whoami").exitCode()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({
        "wallet grant user:ana",
        "wallet lst",
        "nothing",
        "wallet grant user:ana 1e9",
        "wallet list --limit 0",
        "wallet list --limit 100001",
        "wallet list --profile ../x",
        "wallet list -o xml",
        "model set-price gpt-4o --input-price 1 --output-price 1",
        "provider set openai",
        "wallet"
    })
    void what_does_not_parse_is_usage(String line) throws IOException {
        try (FakeServer server = new FakeServer()) {
            Cli.Result result = Cli.at(server, data).run(line.split(" "));

            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).contains("alfred");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void a_stack_trace_is_shown_only_with_v() throws IOException {
        FakeServer server = new FakeServer();
        Cli cli = Cli.at(server, data);
        server.close();

        assertThat(cli.run("whoami").err()).doesNotContain("at io.alfred");
        assertThat(cli.run("whoami", "-v").err()).contains("at io.alfred");
        assertThat(cli.run("-v", "whoami").err()).contains("at io.alfred");
    }
}
