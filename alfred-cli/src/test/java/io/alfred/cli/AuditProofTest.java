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

/** {@code audit prove}, {@code verify-proof}, {@code retire}, {@code checkpoint}. */
class AuditProofTest {
    private static final String A = LogFixture.A;

    @TempDir private Path data;
    private LogFixture log;
    private FakeServer server;
    private Cli cli;

    @BeforeEach
    void start() throws IOException {
        log = LogFixture.small();
        server =
                new FakeServer()
                        .on("GET /api/audit/checkpoints", 200, text(log.checkpoints()))
                        .on(
                                "GET /api/audit/key",
                                200,
                                "{\"algorithm\":\"Ed25519\",\"public_key\":\""
                                        + LogFixture.PUBLIC_KEY
                                        + "\"}");
        cli = Cli.at(server, data);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_proof_is_printed_as_the_file_that_verify_proof_reads() throws IOException {
        server.on("GET /api/audit/proof", 200, log.proof(A, 2));

        Cli.Result proved = cli.run("audit", "prove", "2", "--chain", A);
        assertThat(proved.exitCode()).as(proved.err()).isZero();
        assertThat(server.requests().getFirst().line())
                .isEqualTo("GET /api/audit/proof?chain=" + A + "&seq=2");
        Path file = Files.writeString(data.resolve("proof.json"), proved.out());
        server.close();
        Cli.Result verified =
                Cli.in(data)
                        .run(
                                "audit",
                                "verify-proof",
                                file.toString(),
                                "--key",
                                LogFixture.PUBLIC_KEY);

        assertThat(verified.exitCode()).isZero();
        assertThat(verified.out()).contains(A, "HOLD");
        assertThat(verified.err()).contains("proved by checkpoint 3");
        Cli.Result json = Cli.in(data).run("audit", "verify-proof", file.toString(), "-o", "json");
        assertThat(json.out()).contains("\"signature\" : \"unchecked\"", "\"amount_nanos\" : 1001");
        assertThat(json.err()).contains("anybody could have made this proof");
    }

    @Test
    void a_proof_that_does_not_hold_exits_6_and_is_never_printed() throws IOException {
        String forged = log.proof(A, 2).replace("\"tree_size\":5", "\"tree_size\":4");
        server.on("GET /api/audit/proof", 200, forged);

        Cli.Result proved =
                cli.run("audit", "prove", "--tx", "01900000-0000-7000-8000-0000000000f1");
        assertThat(proved.exitCode()).isEqualTo(6);
        assertThat(proved.out()).isEmpty();
        Path file = Files.writeString(data.resolve("proof.json"), forged);
        Cli.Result verified = Cli.in(data).run("audit", "verify-proof", file.toString());
        assertThat(verified.exitCode()).isEqualTo(6);
        assertThat(verified.err()).contains("row 2 of chain " + A);
    }

    @Test
    void what_names_no_row_or_is_no_proof_is_refused() throws IOException {
        assertThat(cli.run("audit", "prove").exitCode()).isEqualTo(2);
        assertThat(cli.run("audit", "prove", "2").exitCode()).isEqualTo(2);
        assertThat(cli.run("audit", "prove", "2", "--tx", "x").exitCode()).isEqualTo(2);
        Path file = Files.writeString(data.resolve("no.json"), "{}");
        assertThat(cli.run("audit", "verify-proof", file.toString()).exitCode()).isEqualTo(1);
        assertThat(cli.run("audit", "verify-proof", "nowhere").exitCode()).isEqualTo(1);
    }

    @Test
    void months_are_retired_with_the_hash_of_the_file_that_was_verified() throws IOException {
        List<String> rows = log.retire("2025-03");
        server.on("GET /api/audit/export", 200, text(rows))
                .on("POST /api/audit/retire", 200, "{\"before\":\"2025-03\",\"rows\":8}");
        Path file = data.resolve("retired.ndjson");

        Cli.Result result =
                cli.run("audit", "retire", "--before", "2025-03", "--to", file.toString());

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(file).hasContent(text(rows));
        assertThat(server.requests().getFirst().line())
                .isEqualTo("GET /api/audit/export?before=2025-03");
        assertThat(server.last().body())
                .contains(
                        "\"before\":\"2025-03\"",
                        "\"export_sha256\":\"" + LogFixture.sha256(text(rows)) + "\"");
        Cli.Result again =
                cli.run("audit", "retire", "--before", "2025-03", "--to", file.toString());
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains("exists");
    }

    @Test
    void a_broken_month_is_not_retired() {
        List<String> rows = log.retire("2025-03");
        rows.remove(2);
        server.on("GET /api/audit/export", 200, text(rows));

        Cli.Result result =
                cli.run(
                        "audit",
                        "retire",
                        "--before",
                        "2025-03",
                        "--to",
                        data.resolve("retired.ndjson").toString());

        assertThat(result.exitCode()).isEqualTo(6);
        assertThat(result.err()).contains("row 3: the row is missing", "nothing was retired");
        assertThat(server.requests()).noneMatch(r -> r.line().startsWith("POST"));
    }

    @Test
    void what_is_no_month_is_a_usage_error() {
        Cli.Result result = cli.run("audit", "retire", "--before", "2025-13", "--to", "x");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void a_log_without_its_triggers_exits_6_and_names_the_table() {
        server.on("GET /api/audit/export", 200, text(log.export()))
                .on(
                        "GET /api/audit/guards",
                        200,
                        "{\"ok\":false,\"unguarded\":[\"audit_log_2026_11\"]}");

        Cli.Result result = cli.run("audit", "verify");

        assertThat(result.exitCode()).isEqualTo(6);
        assertThat(result.err()).contains("no trigger", "audit_log_2026_11");
    }

    @Test
    void retired_files_and_the_log_are_verified_together() throws IOException {
        List<String> first = log.retire("2025-03");
        log.rows(A, 3).checkpoint();
        Path one = Files.writeString(data.resolve("one.ndjson"), text(first));
        Path two = Files.writeString(data.resolve("two.ndjson"), text(log.export()));
        Path checkpoints = Files.writeString(data.resolve("cp.jsonl"), text(log.checkpoints()));
        String[] key = {"--checkpoints", checkpoints.toString(), "--key", LogFixture.PUBLIC_KEY};

        Cli.Result both =
                Cli.in(data)
                        .run(
                                "audit",
                                "verify",
                                one.toString(),
                                two.toString(),
                                key[0],
                                key[1],
                                key[2],
                                key[3],
                                "-v");
        assertThat(both.exitCode()).as(both.err()).isZero();
        assertThat(both.out()).contains("rows         11").doesNotContain("retired");
        assertThat(both.err()).contains("rows_per_s");
        Cli.Result rest =
                Cli.in(data).run("audit", "verify", two.toString(), key[0], key[1], key[2], key[3]);
        assertThat(rest.out()).contains("rows         3", "retired      8");
        assertThat(rest.err()).contains("older rows were retired and not given");
    }

    @Test
    void a_checkpoint_is_asked_for_and_a_person_erased() {
        server.on("POST /api/audit/checkpoint", 200, "{\"n\":7,\"key_id\":\"ab\"}")
                .on("DELETE /api/users/ana/personal-data", 200, "{\"name\":\"erased-1\"}");

        assertThat(cli.run("audit", "checkpoint").out()).contains("7", "ab");
        assertThat(cli.run("user", "erase", "ana", "--org", "acme").out()).contains("erased-1");
        assertThat(server.last().line()).isEqualTo("DELETE /api/users/ana/personal-data?org=acme");
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }
}
