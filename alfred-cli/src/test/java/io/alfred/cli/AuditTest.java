package io.alfred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.cli.verify.LogFixture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class AuditTest {
    private static final LogFixture LOG = LogFixture.small();

    @TempDir private Path data;
    private FakeServer server;
    private Cli cli;
    private Path export;
    private Path checkpoints;

    @BeforeEach
    void start() throws IOException {
        server =
                new FakeServer()
                        .on("GET /api/audit/checkpoints", 200, text(LOG.checkpoints()))
                        .on(
                                "GET /api/audit/key",
                                200,
                                "{\"algorithm\":\"Ed25519\",\"public_key\":\""
                                        + LogFixture.PUBLIC_KEY
                                        + "\"}");
        server.on("GET /api/audit/guards", 200, "{\"ok\":true,\"unguarded\":[]}");
        cli = Cli.at(server, data);
        export = Files.writeString(data.resolve("audit.ndjson"), text(LOG.export()));
        checkpoints = Files.writeString(data.resolve("cp.jsonl"), text(LOG.checkpoints()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void the_servers_log_is_verified_with_the_key_served_along() {
        server.on("GET /api/audit/export", 200, text(LOG.export()));

        Cli.Result result = cli.run("audit", "verify");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .isEqualTo(
                        """
                        ok           true
                        rows         8
                        chains       2
                        checkpoints  3
                        signatures   checked_against_served_key
                        """);
        assertThat(result.err()).contains("only checked against the key served along");
    }

    @Test
    void the_checkpoints_beside_the_server_count_more_than_what_it_tells() throws IOException {
        List<String> rows = LOG.export();
        rows.remove(4);
        server.on("GET /api/audit/export", 200, text(rows));
        Files.createDirectories(data.resolve("audit"));
        Files.copy(checkpoints, data.resolve("audit").resolve("checkpoints.jsonl"));

        Cli.Result result = cli.run("audit", "verify");

        assertThat(result.exitCode()).isEqualTo(6);
        assertThat(result.err())
                .contains("chain " + LogFixture.A + ", row 5: the tail was cut", "checkpoint 3");
        assertThat(server.requests()).noneMatch(r -> r.line().contains("checkpoints"));
    }

    @Test
    void a_server_that_sends_retired_rows_in_place_of_its_log_is_found_out() {
        LogFixture log = LogFixture.small();
        server.on("GET /api/audit/export", 200, text(log.retire("2025-03")));

        Cli.Result result = cli.run("audit", "verify");

        assertThat(result.exitCode()).isEqualTo(6);
        assertThat(result.err()).contains("the server did not send its log", "2025-03");
    }

    @Test
    void a_file_is_verified_without_any_server() {
        Cli.Result result =
                Cli.in(data)
                        .run(
                                "audit",
                                "verify",
                                export.toString(),
                                "--checkpoints",
                                checkpoints.toString(),
                                "--public-key",
                                LogFixture.PUBLIC_KEY,
                                "-o",
                                "json");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .contains(
                        "\"signatures\" : \"checked\"", "\"first_broken\" : null", "\"rows\" : 5");
        assertThat(result.err()).isEmpty();
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void a_broken_file_exits_6_and_names_the_row() throws IOException {
        List<String> rows = LOG.export();
        rows.remove(2);
        Files.writeString(export, text(rows));

        Cli.Result result = Cli.in(data).run("audit", "verify", export.toString(), "-o", "json");

        assertThat(result.exitCode()).isEqualTo(6);
        assertThat(result.out())
                .contains("\"ok\" : false", "\"chain\" : \"" + LogFixture.A + "\"", "\"seq\" : 3");
        assertThat(result.err()).contains("row 3: the row is missing");
    }

    @Test
    void a_bad_key_is_usage_and_a_missing_file_a_failure() {
        Cli offline = Cli.in(data);

        assertThat(
                        offline.run(
                                        "audit",
                                        "verify",
                                        export.toString(),
                                        "--public-key",
                                        "nonsense")
                                .exitCode())
                .isEqualTo(2);
        assertThat(offline.run("audit", "verify", "nowhere.ndjson").exitCode()).isEqualTo(1);
    }

    @Test
    void export_and_checkpoints_pass_the_bytes_on() throws IOException {
        server.on("GET /api/audit/export", 200, text(LOG.export()));

        assertThat(cli.run("audit", "export").out()).isEqualTo(text(LOG.export()));
        Path file = data.resolve("out.ndjson");
        assertThat(cli.run("audit", "export", file.toString()).exitCode()).isZero();
        assertThat(file).hasContent(text(LOG.export()));
        assertThat(cli.run("audit", "checkpoints").out()).isEqualTo(text(LOG.checkpoints()));
        assertThat(cli.run("audit", "key").out()).contains(LogFixture.PUBLIC_KEY);
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }
}
