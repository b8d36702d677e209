package io.alfred.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** The bill test, short: {@code alfred bench proof} on two nodes, with kills. */
class ProofIT {
    private static final Duration LIMIT = Duration.ofMinutes(9);

    @TempDir private Path data;

    @Test
    void after_kills_and_the_bill_the_books_are_what_the_provider_counted()
            throws IOException, InterruptedException {
        AlfredProcess.Result result =
                AlfredProcess.runApart(
                        data,
                        LIMIT,
                        "bench",
                        "proof",
                        "--minutes",
                        "0.4",
                        "--clients",
                        "48",
                        "-o",
                        "json");
        System.out.println(result.err());
        JsonNode report = result.expect(0).json();

        System.out.println(report);
        assertThat(report.path("held").booleanValue()).isTrue();
        assertThat(report.at("/kills/server").intValue()).as("kills of a server").isPositive();
        assertThat(report.at("/kills/postgres").intValue()).as("of PostgreSQL").isPositive();
        assertThat(report.path("acknowledged").intValue()).isPositive();
        assertThat(report.path("refused").intValue()).as("limits were hit").isPositive();
        assertThat(report.at("/before/differences").intValue())
                .as("the bill mattered")
                .isPositive();
        assertThat(report.at("/after/differences").intValue()).isZero();
        assertThat(report.path("audit_verify")).hasSize(2);
        try (Stream<Path> left = Files.list(data.resolve("bench"))) {
            assertThat(left).as("nothing is left").isEmpty();
        }
    }
}
