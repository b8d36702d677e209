package io.alfred.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** {@code alfred bench} on the built distribution; never what it measures. */
class BenchIT {
    @TempDir private Path data;

    @Test
    void a_benchmark_reports_leaves_no_file_and_touches_no_book_but_its_own()
            throws IOException, InterruptedException {
        Files.writeString(data.resolve("alfred.properties"), "alfred.bench.enabled=true\n");
        try (AlfredProcess alfred = AlfredProcess.start(data)) {
            alfred.run("init", "--org=acme", "--team=platform", "--user=ana", "--credits=5")
                    .expect(0);
            JsonNode before = alfred.run("ledger", "check", "-o", "json").expect(0).json();

            JsonNode report =
                    alfred.run(
                                    "bench",
                                    "ledger",
                                    "--rounds=1",
                                    "--callers=1,64",
                                    "--cases=hot,spread",
                                    "--seconds-per-case=1",
                                    "--warm-up-seconds=0",
                                    "-o",
                                    "json")
                            .expect(0)
                            .json();

            assertThat(report.path("cases")).hasSize(4);
            for (JsonNode each : report.path("cases")) {
                assertThat(each.path("case").textValue()).isIn("hot", "spread");
                assertThat(each.path("callers").intValue()).isIn(1, 64);
                for (String figure :
                        new String[] {"tx_per_s", "vs_commit_per_op", "p50_ms", "p99_ms"}) {
                    assertThat(each.path(figure).isNumber()).as(figure).isTrue();
                }
            }
            assertThat(report.at("/baseline/tx_per_s").decimalValue()).isPositive();
            assertThat(report.at("/verification/rows").longValue())
                    .isGreaterThanOrEqualTo(report.at("/books/entries").longValue());
            assertThat(report.at("/books/ok").booleanValue()).isTrue();
            assertThat(alfred.run("ledger", "check", "-o", "json").expect(0).json())
                    .isEqualTo(before);
            try (Stream<Path> left = Files.list(data.resolve("bench"))) {
                assertThat(left).isEmpty();
            }
            refused(alfred, sample("hot"), 409, "conflict");
        }
    }

    @Test
    void the_gateway_is_measured_beside_its_provider() throws IOException, InterruptedException {
        JsonNode report =
                AlfredProcess.runApart(
                                data,
                                Duration.ofMinutes(5),
                                "bench",
                                "gateway",
                                "--rates=20",
                                "--rounds=1",
                                "--seconds-per-sample=1",
                                "--warm-up-seconds=0",
                                "--connections=4",
                                "--streams=30",
                                "-o",
                                "json")
                        .expect(0)
                        .json();
        assertThat(report.path("cases"))
                .extracting(each -> each.path("case").textValue())
                .containsExactly(
                        "json",
                        "sse",
                        "json_max",
                        "json_max_unbooked",
                        "sse_max",
                        "not_found",
                        "unknown_key",
                        "over_limit");
        for (JsonNode each : report.path("cases")) {
            String name = each.path("case").textValue();
            String figure = List.of("json", "sse").contains(name) ? "added_p50_ms" : "rps";
            assertThat(each.path(figure).isNumber()).as(each.toString()).isTrue();
            assertThat(each.path("server_cpu_us").isNumber()).as(each.toString()).isTrue();
        }
        assertThat(report.at("/ratios/json_max_vs_unbooked_rps").isNumber()).isTrue();
        assertThat(report.at("/ratios/unknown_key_vs_not_found_cpu").isNumber()).isTrue();
        assertThat(report.at("/ratios/over_limit_vs_not_found_cpu").isNumber()).isTrue();
        JsonNode streams = report.path("streams");
        assertThat(streams.path("complete").intValue()).isEqualTo(30);
        assertThat(streams.path("failed").intValue()).isZero();
        assertThat(streams.path("open_when_looked").intValue()).isEqualTo(30);
        assertThat(streams.path("server_threads").intValue()).isPositive();
        try (Stream<Path> left = Files.list(data.resolve("bench"))) {
            assertThat(left).isEmpty();
        }
    }

    private static String sample(String load) {
        return "{\"case\":\"" + load + "\",\"callers\":1,\"duration_ms\":10}";
    }

    /** The operator's own server, though benchmarks are enabled there. */
    private void refused(AlfredProcess alfred, String body, int status, String code)
            throws IOException, InterruptedException {
        String token = Files.readString(data.resolve("admin.token")).strip();
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(alfred.url() + "/api/bench/ledger"))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
            assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
        }
    }
}
