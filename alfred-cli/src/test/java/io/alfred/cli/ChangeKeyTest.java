package io.alfred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A change that is sent twice, by the command itself or by a script, takes place once. */
class ChangeKeyTest {
    private static final String GRANT =
            "POST /api/wallets/01890000-0000-7000-8000-000000000001/grants";
    private static final String[] COMMAND = {
        "wallet", "grant", "01890000-0000-7000-8000-000000000001", "1"
    };
    private static final String IN_PROGRESS =
            "{\"code\":\"request_in_progress\",\"detail\":\"no outcome yet\"}";

    @TempDir private Path data;
    private FakeServer server;
    private Cli cli;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        cli = Cli.at(server, data);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void every_command_has_a_key_of_its_own() {
        server.on(GRANT, 200, "{}").on("GET /api/orgs", 200, "{\"items\":[]}");

        cli.run(COMMAND);
        cli.run(COMMAND);
        cli.run("org", "list");

        List<String> keys = keys();
        assertThat(keys.get(0)).hasSize(36).isNotEqualTo(keys.get(1));
        assertThat(keys.get(1)).hasSize(36);
        assertThat(keys.get(2)).as("reading needs none").isEmpty();
    }

    @Test
    void a_change_whose_connection_broke_is_sent_again_under_its_key() {
        server.on(GRANT, FakeServer.BREAK_OFF, "")
                .on(GRANT, 409, IN_PROGRESS)
                .on(GRANT, 200, "{\"allotted\":1}");

        Cli.Result result = cli.run(COMMAND);

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).isEqualTo("allotted  1\n");
        assertThat(keys()).hasSize(3).containsOnly(keys().get(0));
    }

    @Test
    void after_three_attempts_the_command_says_how_to_repeat_it_safely() {
        server.on(GRANT, FakeServer.BREAK_OFF, "");

        Cli.Result result = cli.run(COMMAND);

        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(keys()).hasSize(3).containsOnly(keys().get(0));
        assertThat(result.err()).contains("--idempotency-key " + keys().get(0));
    }

    @Test
    void a_change_that_somebody_else_is_making_is_not_waited_for() {
        server.on(GRANT, 409, IN_PROGRESS);

        assertThat(cli.run(COMMAND).exitCode()).isEqualTo(1);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void a_script_names_its_change_before_or_behind_the_command() {
        server.on(GRANT, 200, "{}");

        cli.run("wallet", "grant", COMMAND[2], "1", "--idempotency-key", "july for ana");
        cli.run("--idempotency-key", "july for ana", "wallet", "grant", COMMAND[2], "1");

        assertThat(keys()).containsExactly("july for ana", "july for ana");
    }

    @Test
    void a_refund_repeated_under_a_scripts_key_says_the_same_again() {
        server.on("POST /api/ledger/transactions/" + COMMAND[2] + "/refunds", 200, "{}");
        String[] refund = {
            "ledger", "refund", COMMAND[2], "1", "--reason", "r", "--idempotency-key", "k"
        };

        assertThat(cli.run(refund).exitCode()).isZero();
        assertThat(cli.run(refund).exitCode()).isZero();

        assertThat(server.requests()).hasSize(2).containsOnly(server.last());
        assertThat(server.last().body()).isEqualTo("{\"amount\":1,\"reason\":\"r\"}");
    }

    @Test
    void a_key_may_have_250_characters_and_no_more() {
        server.on(GRANT, 200, "{}");
        assertThat(named("k".repeat(250)).exitCode()).isZero();
        assertThat(named("k".repeat(251)).exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\tb", "\u00e9"})
    void a_key_that_is_none_is_a_usage_error(String key) {
        Cli.Result result = named(key);
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("--idempotency-key");
        assertThat(server.requests()).isEmpty();
    }

    private Cli.Result named(String key) {
        return cli.run("wallet", "grant", COMMAND[2], "1", "--idempotency-key", key);
    }

    private List<String> keys() {
        return server.requests().stream().map(FakeServer.Request::key).toList();
    }
}
