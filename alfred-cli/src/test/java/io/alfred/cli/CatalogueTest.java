package io.alfred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** {@code provider catalog}, {@code model sync} and the rest that is about known providers. */
class CatalogueTest {
    private static final String DRY_RUN = "PUT /api/catalog/groq?dry_run=true";
    private static final String DIFF =
            "{\"provider\":\"groq\",\"version_before\":\"groq-1\",\"version_after\":\"groq-2\","
                    + "\"applied\":false,\"changes\":[{\"model\":\"llama\",\"field\":\"input\","
                    + "\"before\":\"50000000\",\"after\":\"60000000\"}]}";

    @TempDir private Path home;

    private FakeServer server;
    private Cli cli;

    @BeforeEach
    void open() throws IOException {
        server = new FakeServer();
        cli = Cli.at(server, home);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private String file(String content) throws IOException {
        return Files.writeString(home.resolve("groq.json"), content).toString();
    }

    @Test
    void a_sync_shows_what_differs_and_takes_it_over_once_it_may() throws IOException {
        server.on(DRY_RUN, 200, DIFF);
        server.on("PUT /api/catalog/groq", 200, DIFF);

        Cli.Result result =
                cli.run("model", "sync", "--from", file("{\"provider\":\"groq\"}"), "--yes");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("llama", "50000000", "60000000");
        assertThat(result.err()).contains("groq: prices are groq-2 from now on");
        assertThat(server.last().line()).isEqualTo("PUT /api/catalog/groq");
        assertThat(server.last().body()).isEqualTo("{\"provider\":\"groq\"}");
    }

    @Test
    void a_dry_run_changes_nothing() throws IOException {
        server.on(DRY_RUN, 200, DIFF);

        Cli.Result result =
                cli.run("model", "sync", "--from", file("[{\"provider\":\"groq\"}]"), "--dry-run");

        assertThat(result.exitCode()).isZero();
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void what_is_no_catalogue_is_not_sent() throws IOException {
        assertThat(cli.run("model", "sync", "--from", file("{}")).exitCode()).isEqualTo(2);
        assertThat(cli.run("model", "sync", "--from", home + "/nothing").exitCode()).isEqualTo(2);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void a_price_of_an_org_is_set_and_withdrawn() {
        server.on("PUT /api/models/openai/gpt-4o?org=acme", 200, "{}");
        server.on("DELETE /api/models/openai/gpt-4o?org=acme", 200, "{}");

        assertThat(
                        cli.run(
                                        "model",
                                        "set-price",
                                        "openai/gpt-4o",
                                        "--org",
                                        "acme",
                                        "--input-price",
                                        "2",
                                        "--output-price",
                                        "8")
                                .exitCode())
                .isZero();
        assertThat(cli.run("model", "unset-price", "openai/gpt-4o", "--org", "acme").exitCode())
                .isZero();
        assertThat(server.requests()).hasSize(2);
    }

    private Cli.Result trial(String cost, String version) throws IOException {
        return trial(cost, version, "");
    }

    /** A call whose chunks name a service tier, or none. */
    private Cli.Result trial(String cost, String version, String tier) throws IOException {
        return trial(cost, version, tier, "", false);
    }

    /** The same, where a later chunk names another tier and the charge may be an estimate. */
    private Cli.Result trial(
            String cost, String version, String tier, String later, boolean estimated)
            throws IOException {
        String named = tier.isEmpty() ? "" : "\"service_tier\":\"" + tier + "\",";
        String again = tier.isEmpty() ? "" : "\"service_tier\":\"" + later + "\",";
        Path key = Files.writeString(home.resolve("a.key"), "sk-alf-0-0");
        server.on("POST /api/providers/groq/test", 200, "{\"ok\":true,\"latency_ms\":3}");
        server.on(
                "POST /v1/chat/completions",
                200,
                "data: {"
                        + named
                        + "\"choices\":[{\"delta\":{\"content\":\"Hello\"}}]}\n\n"
                        + "data:"
                        + " {"
                        + again
                        + "\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":1,\"prompt_tokens_details\":{\"cached_tokens\":4}}}\n\n"
                        + "data: [DONE]\n\n",
                Map.of("X-Alfred-Transaction", "tx-1"));
        server.on(
                "GET /v1/requests/tx-1",
                200,
                "{\"cost\":"
                        + cost
                        + ",\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":1,"
                        + "\"estimated\":"
                        + estimated
                        + "}}");
        server.on(
                "GET /api/ledger/entries",
                200,
                "{\"items\":[{\"kind\":\"SETTLE\",\"price_version\":\"" + version + "\"}]}");
        server.on(
                "GET /api/models",
                200,
                "{\"items\":[{\"model\":\"llama\",\"input\":0.10,\"cached_read\":0.05,"
                        + "\"output\":0.02,\"per_call\":0,\"price_version\":\"groq-1\","
                        + "\"service_tiers\":{\"priority\":{\"input\":0.20,"
                        + "\"cached_read\":0.10,\"output\":0.04}}}]}");
        return cli.run(
                "provider",
                "test",
                "groq",
                "--model",
                "llama",
                "--key-file",
                key.toString(),
                "-o",
                "json");
    }

    @Test
    void a_test_by_a_call_tells_times_and_compares_the_charge() throws IOException {
        // 6 x 0.10 + 4 x 0.05 + 1 x 0.02 credits per million
        Cli.Result result = trial("0.00000082", "groq-1");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .contains(
                        "first_token_ms", "answer_ms", "groq-1", "charged as tokens times prices");
        assertThat(server.requests().toString()).contains("\"include_usage\":true");
    }

    @ParameterizedTest
    @CsvSource({"priority, 0.00000164", "fast, 0.00000164", "default, 0.00000082"})
    void a_call_is_compared_at_the_prices_of_the_tier_that_served_it(String tier, String cost)
            throws IOException {
        Cli.Result result = trial(cost, "groq-1", tier);

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("charged as tokens times prices", tier);
    }

    @ParameterizedTest
    @CsvSource({"''", "auto", "AUTO", "' '"})
    void a_chunk_that_names_no_tier_leaves_the_one_before(String later) throws IOException {
        Cli.Result result = trial("0.00000164", "groq-1", "priority", later, false);

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("\"service_tier\" : \"priority\"");
    }

    @Test
    void where_no_tier_is_named_the_charge_may_be_at_the_price_of_priority() throws IOException {
        Cli.Result result = trial("0.00000164", "groq-1");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("prices of priority", "names no tier");
    }

    @Test
    void a_charge_of_priority_for_a_call_that_was_served_as_default_fails_the_test()
            throws IOException {
        Cli.Result result = trial("0.00000164", "groq-1", "default");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).contains("tokens times prices are 0.000000820");
    }

    @Test
    void a_tier_without_a_price_is_told_as_such() throws IOException {
        Cli.Result result = trial("0.00000164", "groq-1", "ultrafast", "ultrafast", true);

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out())
                .contains("ultrafast", "has no price here")
                .doesNotContain("reported no usage");
    }

    @Test
    void a_charge_that_alfred_counted_is_told_as_such() throws IOException {
        Cli.Result result = trial("0.00000164", "groq-1", "default", "default", true);

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).contains("reported no usage");
    }

    @Test
    void a_charge_that_is_not_tokens_times_prices_fails_the_test() throws IOException {
        Cli.Result result = trial("0.00000083", "groq-1");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).contains("tokens times prices are 0.000000820");
    }

    @Test
    void a_price_of_the_orgs_own_is_no_fault() throws IOException {
        Cli.Result result = trial("0.00000001", "org-1");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("org-1", "a price of its own");
    }
}
