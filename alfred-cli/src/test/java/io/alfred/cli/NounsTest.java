package io.alfred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What each verb asks the server for. */
class NounsTest {
    private static final String ID = "01890000-0000-7000-8000-000000000001";
    private static final String KEY = "sk-proj-" + "0123456789".repeat(4);

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
    void a_providers_key_comes_from_stdin_and_is_never_shown() {
        server.on("PUT /api/providers/openai", 200, "{\"name\":\"openai\",\"has_key\":true}");

        Cli.Result result =
                cli.stdin(KEY + "\n")
                        .run(
                                "provider",
                                "set",
                                "openai",
                                "--base-url",
                                "https://api.openai.com/v1",
                                "--key-file",
                                "-");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out() + result.err()).doesNotContain(KEY);
        assertThat(server.last().body())
                .isEqualTo(
                        "{\"base_url\":\"https://api.openai.com/v1\",\"api_key\":\"" + KEY + "\"}");
    }

    @Test
    void a_providers_protocol_goes_along() {
        server.on("PUT /api/providers/own", 200, "{\"name\":\"own\"}");

        assertThat(cli.run("provider", "set", "own", "--protocol", "anthropic").exitCode())
                .isZero();

        assertThat(server.last().body()).isEqualTo("{\"protocol\":\"anthropic\"}");
    }

    @Test
    void a_key_in_an_argument_is_refused_and_not_repeated() {
        for (String option : new String[] {"--key", "--api-key", "--key-file"}) {
            Cli.Result result = cli.run("provider", "set", "openai", option, KEY);
            assertThat(result.exitCode()).isNotZero();
            assertThat(result.out() + result.err()).doesNotContain(KEY);
        }
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void a_key_file_is_read_up_to_its_bound() throws IOException {
        server.on("PUT /api/providers/x", 200, "{}");
        Path full = Files.writeString(data.resolve("full"), "k".repeat(16 << 10));
        Path over = Files.writeString(data.resolve("over"), "k".repeat((16 << 10) + 1));

        assertThat(cli.run("provider", "set", "x", "--key-file", full.toString()).exitCode())
                .isZero();
        assertThat(cli.run("provider", "set", "x", "--key-file", over.toString()).exitCode())
                .isEqualTo(2);
    }

    @Test
    void provider_test_fails_where_the_provider_does_not_answer() {
        server.on("POST /api/providers/openai/test", 200, "{\"ok\":true,\"status\":200}")
                .on("POST /api/providers/bad/test", 200, "{\"ok\":false,\"status\":401}");

        assertThat(cli.run("provider", "test", "openai").exitCode()).isZero();
        assertThat(cli.run("provider", "test", "bad").exitCode()).isEqualTo(1);
    }

    @Test
    void a_grant_finds_the_wallet_by_its_owner_and_keeps_the_amount_exact() {
        server.on("GET /api/wallets/user:ana?org=acme", 200, "{\"id\":\"" + ID + "\"}")
                .on("POST /api/wallets/" + ID + "/grants", 200, "{\"allotted\":0.30}");

        Cli.Result result =
                cli.run(
                        "wallet",
                        "grant",
                        "user:ana",
                        "0.000000001",
                        "--org",
                        "acme",
                        "--reason",
                        "more");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).isEqualTo("allotted  0.30\n");
        assertThat(server.last().body()).isEqualTo("{\"amount\":0.000000001,\"reason\":\"more\"}");
    }

    @Test
    void a_limit_is_a_number_or_none() {
        server.on("PUT /api/wallets/" + ID + "/limit", 200, "{}");

        assertThat(cli.run("wallet", "limit", ID, "10").exitCode()).isZero();
        assertThat(server.last().body()).isEqualTo("{\"allotted\":10}");
        assertThat(cli.run("wallet", "limit", ID, "none", "--reason", "r").exitCode()).isZero();
        assertThat(server.last().body()).isEqualTo("{\"allotted\":null,\"reason\":\"r\"}");
        assertThat(cli.run("wallet", "limit", ID, "much").exitCode()).isEqualTo(2);
    }

    @Test
    void what_becomes_of_calls_that_do_not_fit_is_said_in_one_word() {
        server.on("PUT /api/wallets/" + ID + "/on-shortage", 200, "{}");

        assertThat(cli.run("wallet", "shortage", ID, "lower").exitCode()).isZero();
        assertThat(server.last().body()).isEqualTo("{\"choice\":\"lower\"}");
        assertThat(cli.run("wallet", "shortage", ID).exitCode()).isEqualTo(2);
    }

    @Test
    void an_orgs_bound_for_calls_without_a_limit_is_a_number_or_none() {
        server.on("PUT /api/orgs/acme/output-default", 200, "{}");

        assertThat(set("4096").exitCode()).isZero();
        assertThat(server.last().body()).isEqualTo("{\"max_output_tokens\":4096}");
        assertThat(set("none").exitCode()).isZero();
        assertThat(server.last().body()).isEqualTo("{\"max_output_tokens\":null}");
        assertThat(set("many").exitCode()).isEqualTo(2);
        assertThat(cli.run("org", "set", "acme").exitCode()).isEqualTo(2);
    }

    private Cli.Result set(String tokens) {
        return cli.run("org", "set", "acme", "--default-max-output-tokens", tokens);
    }

    @Test
    void a_rate_limit_is_set_with_what_was_given_and_removed_by_its_subject_and_model() {
        server.on("PUT /api/limits", 200, "{}")
                .on(
                        "GET /api/limits?subject=key:app&limit=1000",
                        200,
                        "{\"items\":[{\"id\":\"a\",\"model\":null},{\"id\":\""
                                + ID
                                + "\",\"model\":\"openai/gpt-4*\"}],\"next\":null}")
                .on("DELETE /api/limits/" + ID, 200, "{}");

        cli.run("limit", "set", "key:app", "--requests-per-minute", "60", "--burst", "10");
        assertThat(server.last().body())
                .isEqualTo("{\"subject\":\"key:app\",\"requests_per_minute\":60,\"burst\":10}");
        cli.run(
                "limit",
                "set",
                "org:acme",
                "--tokens-per-minute",
                "9000000000",
                "--concurrent",
                "4",
                "--model",
                "openai/gpt-4*");
        assertThat(server.last().body())
                .isEqualTo(
                        "{\"subject\":\"org:acme\",\"model\":\"openai/gpt-4*\","
                                + "\"tokens_per_minute\":9000000000,\"concurrent\":4}");
        assertThat(cli.run("limit", "remove", "key:app", "--model", "openai/gpt-4*").exitCode())
                .isZero();
        assertThat(server.last().line()).isEqualTo("DELETE /api/limits/" + ID);
        assertThat(cli.run("limit", "remove", "key:app", "--model", "openai/o3").exitCode())
                .isEqualTo(3);
    }

    @Test
    void a_wallet_is_created_below_its_parent() {
        server.on("GET /api/wallets/org:acme", 200, "{\"id\":\"" + ID + "\"}")
                .on("POST /api/wallets", 201, "{}");

        cli.run(
                "wallet",
                "create",
                "team:x",
                "--org",
                "acme",
                "--parent",
                "org:acme",
                "--allotted",
                "50");

        assertThat(server.last().body())
                .isEqualTo(
                        "{\"owner\":\"team:x\",\"org\":\"acme\",\"parent\":\""
                                + ID
                                + "\",\"allotted\":50}");
    }

    @Test
    void org_team_and_user_are_listed_shown_and_created() {
        server.on("POST /api/users", 201, "{\"name\":\"ana\"}")
                .on("POST /api/teams", 201, "{\"name\":\"t\"}")
                .on("POST /api/orgs", 201, "{\"name\":\"o\"}")
                .on("GET /api/users/ana?org=acme", 200, "{\"name\":\"ana\"}")
                .on("GET /api/users", 200, "{\"items\":[],\"next\":null}");

        cli.run("user", "create", "ana", "--org", "acme", "--team", "t", "--role", "auditor");
        assertThat(server.last().body())
                .isEqualTo(
                        "{\"name\":\"ana\",\"org\":\"acme\",\"team\":\"t\",\"role\":\"auditor\"}");
        cli.run("team", "create", "t", "--org", "acme");
        assertThat(server.last().body()).isEqualTo("{\"name\":\"t\",\"org\":\"acme\"}");
        cli.run("org", "create", "o");
        assertThat(server.last().body()).isEqualTo("{\"name\":\"o\"}");
        assertThat(cli.run("user", "show", "ana", "--org", "acme").exitCode()).isZero();
        cli.run("user", "list", "--org", "a b&c");
        assertThat(server.last().line()).isEqualTo("GET /api/users?org=a%20b%26c&limit=50");
    }

    @Test
    void a_key_is_created_saved_and_revoked_only_after_yes() throws IOException {
        String secret = InitAndLoginTest.SECRET;
        server.on("POST /api/keys", 201, "{\"id\":\"" + ID + "\",\"secret\":\"" + secret + "\"}")
                .on("POST /api/keys/" + ID + "/revoke", 200, "{\"state\":\"revoked\"}");

        Cli.Result created =
                cli.run(
                        "key",
                        "create",
                        "--user",
                        "ana",
                        "--name",
                        "ci",
                        "--scope",
                        "v1,api",
                        "--expires-at",
                        "2027-01-31T00:00:00Z",
                        "--save");
        assertThat(created.out()).contains(secret);
        assertThat(server.last().body())
                .isEqualTo(
                        "{\"user\":\"ana\",\"name\":\"ci\",\"scopes\":[\"v1\",\"api\"],"
                                + "\"expires_at\":\"2027-01-31T00:00:00Z\"}");
        assertThat(data.resolve("profile.json")).content().contains(secret);

        assertThat(Cli.at(server, data).typing("n").run("key", "revoke", ID).exitCode())
                .isEqualTo(1);
        assertThat(server.last().line()).doesNotContain("revoke");
        assertThat(Cli.at(server, data).typing("y").run("key", "revoke", ID).exitCode()).isZero();
        assertThat(Cli.at(server, data).typing().run("key", "revoke", ID, "-y").exitCode())
                .isZero();
        assertThat(Cli.at(server, data).run("key", "revoke", ID).exitCode()).isZero();
    }

    @Test
    void a_models_price_is_sent_exactly_and_slashes_of_its_name_stay() {
        server.on("PUT /api/models/router/meta/llama-3", 200, "{}");

        Cli.Result result =
                cli.run(
                        "model",
                        "set-price",
                        "router/meta/llama-3",
                        "--input-price",
                        "0.10",
                        "--output-price",
                        "0.40",
                        "--cached-read-price",
                        "0.05",
                        "--context-tokens",
                        "131072",
                        "--max-output-tokens",
                        "8192");

        assertThat(result.exitCode()).isZero();
        assertThat(server.last().body())
                .isEqualTo(
                        "{\"input\":0.10,\"output\":0.40,\"cached_read\":0.05,"
                                + "\"context_tokens\":131072,\"max_output_tokens\":8192}");
    }

    @Test
    void what_sound_costs_is_sent_exactly() {
        server.on("PUT /api/models/openai/gpt-audio", 200, "{}");

        Cli.Result result =
                cli.run(
                        "model",
                        "set-price",
                        "openai/gpt-audio",
                        "--input-price",
                        "2.50",
                        "--output-price",
                        "10",
                        "--audio-input-price",
                        "32.00",
                        "--audio-output-price",
                        "64",
                        "--context-tokens",
                        "128000",
                        "--max-output-tokens",
                        "16384");

        assertThat(result.exitCode()).isZero();
        assertThat(server.last().body())
                .isEqualTo(
                        "{\"input\":2.50,\"output\":10,\"audio_input\":32.00,\"audio_output\":64,"
                                + "\"context_tokens\":128000,\"max_output_tokens\":16384}");
    }

    @Test
    void prices_by_other_units_are_sent_exactly() {
        server.on("PUT /api/models/openai/m", 200, "{\"id\":\"openai/m\"}");

        for (String[] option :
                new String[][] {
                    {"image", "--image-price", "per_image"},
                    {"speech", "--character-price", "per_1m_characters"},
                    {"transcription", "--minute-price", "per_minute"}
                }) {
            Cli.Result result =
                    cli.run(
                            "model",
                            "set-price",
                            "openai/m",
                            "--kind",
                            option[0],
                            option[1],
                            "0.000000001");

            assertThat(result.exitCode()).isZero();
            assertThat(server.last().body())
                    .isEqualTo(
                            "{\"kind\":\"" + option[0] + "\",\"" + option[2] + "\":0.000000001}");
        }
    }

    @Test
    void a_model_is_shown_or_not_found() {
        server.on(
                "GET /api/models",
                200,
                "{\"items\":[{\"id\":\"a/b\",\"input\":2.50}],\"next\":null}");

        assertThat(cli.run("model", "show", "a/b", "-o", "csv").out())
                .isEqualTo("id,input\na/b,2.50\n");
        assertThat(cli.run("model", "show", "a/c").exitCode()).isEqualTo(3);
    }

    @Test
    void ledger_check_says_what_does_not_balance_and_exits_6() {
        server.on("GET /api/ledger/check", 200, "{\"ok\":true,\"entries\":3}")
                .on(
                        "GET /api/ledger/check",
                        200,
                        "{\"ok\":false,\"violations\":[{\"rule\":\"fold\",\"subject\":\"w1\",\"detail\":\"off"
                            + " by 1\"}]}");

        assertThat(cli.run("ledger", "check").exitCode()).isZero();
        Cli.Result broken = cli.run("ledger", "check", "-o", "json");
        assertThat(broken.exitCode()).isEqualTo(6);
        assertThat(broken.err()).contains("fold", "w1", "off by 1");
    }

    @Test
    void ledger_and_audit_lists_are_filtered_by_the_server() {
        server.on("GET /api/ledger/entries", 200, "{\"items\":[],\"next\":null}")
                .on("GET /api/ledger/holds", 200, "{\"items\":[],\"next\":null}")
                .on("GET /api/audit/entries", 200, "{\"items\":[],\"next\":null}");

        cli.run("ledger", "list", "--wallet", ID, "--tx", "t");
        assertThat(server.last().line())
                .isEqualTo("GET /api/ledger/entries?wallet=" + ID + "&tx=t&limit=50");
        cli.run("ledger", "holds", "--state", "unknown");
        assertThat(server.last().line()).isEqualTo("GET /api/ledger/holds?state=unknown&limit=50");
        cli.run("audit", "list", "--kind", "HOLD");
        assertThat(server.last().line()).isEqualTo("GET /api/audit/entries?kind=HOLD&limit=50");
    }
}
