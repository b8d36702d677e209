package io.alfred.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.cli.bench.LedgerPlan.Cell;
import io.alfred.cli.core.CliException;
import io.alfred.cli.core.Json;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

class LedgerReportTest {
    private static final Cell HOT = new Cell("hot", 1024);

    @Test
    void a_case_has_the_median_of_its_rounds_and_of_the_ratios_within_each_round() {
        LedgerReport report = new LedgerReport();
        round(report, 30_000, 10_000, 10_000);
        round(report, 10_000, 2_000, 3_000);
        round(report, 21_000, 6_000, 8_000);

        JsonNode hot = report.cases(List.of(HOT)).path(0);

        assertThat(hot.path("case").textValue()).isEqualTo("hot");
        assertThat(hot.path("callers").intValue()).isEqualTo(1024);
        assertThat(hot.path("tx_per_s").intValue()).isEqualTo(21_000);
        assertThat(hot.path("min").intValue()).isEqualTo(10_000);
        assertThat(hot.path("max").intValue()).isEqualTo(30_000);
        assertThat(hot.path("vs_commit_per_op").decimalValue()).isEqualByComparingTo("3.00");
        assertThat(hot.path("vs_min").decimalValue()).isEqualByComparingTo("3.00");
        assertThat(hot.path("vs_max").decimalValue()).isEqualByComparingTo("4.00");
        assertThat(hot.path("p50_ms").decimalValue()).isEqualByComparingTo("1.5");
        assertThat(hot.path("p99_ms").decimalValue()).isEqualByComparingTo("9.25");
        assertThat(hot.path("tx_per_min").intValue()).isEqualTo(1_260_000);
        assertThat(hot.path("requests_per_s").intValue()).isEqualTo(7_000);
        assertThat(hot.path("server_cpu_us_per_tx").decimalValue()).isEqualByComparingTo("20");
        assertThat(hot.has("database_cpu_us_per_tx")).isFalse();
        JsonNode baseline = report.baseline();
        assertThat(baseline.path("tx_per_s").intValue()).isEqualTo(7_000);
        assertThat(baseline.path("plain_commit_p50_ms").decimalValue()).isEqualByComparingTo("1.5");
    }

    private static void round(LedgerReport report, double hot, double before, double after) {
        report.add(
                Map.of(
                        Cell.PLAIN,
                        List.of(sample(4_000)),
                        Cell.BASELINE,
                        List.of(sample(before), sample(after)),
                        HOT,
                        List.of(sample(hot))));
    }

    private static Sample sample(double perSecond) {
        return new Sample(
                perSecond / 3,
                perSecond,
                1.5,
                9.25,
                2,
                10,
                OptionalDouble.of(20),
                OptionalDouble.empty());
    }

    @Test
    void a_sample_is_what_was_acknowledged_in_the_time_until_the_last_caller_was_done() {
        JsonNode answer =
                Json.parse(
                        """
                        {"elapsed_micros":2000000,"requests":500,"operations":1000,"failures":0,
                         "first":{"count":500,"p50_micros":1500,"p99_micros":2500,"max_micros":1},
                         "second":{"count":500,"p50_micros":3500,"p99_micros":4500,"max_micros":1}}
                        """,
                        "test");

        Sample sample = Sample.of(answer, OptionalLong.of(30_000), OptionalLong.empty());

        assertThat(sample.perSecond()).isEqualTo(500);
        assertThat(sample.requestsPerSecond()).isEqualTo(250);
        assertThat(sample.p99Ms()).isEqualTo(2.5);
        assertThat(sample.endP50Ms()).isEqualTo(3.5);
        assertThat(sample.serverCpuMicros()).hasValue(30);
        assertThat(sample.databaseCpuMicros()).isEmpty();
    }

    @Test
    void a_caller_that_gave_up_ends_the_benchmark() {
        JsonNode answer = Json.parse("{\"elapsed_micros\":1,\"failures\":3}", "test");
        assertThatThrownBy(() -> Sample.of(answer, OptionalLong.empty(), OptionalLong.empty()))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("3 callers");
    }

    @Test
    void the_baseline_is_taken_before_every_case_and_at_the_end() {
        LedgerPlan plan = new LedgerPlan(1, List.of("hot", "spread"), List.of(1, 8), 1, 0);
        assertThat(plan.round())
                .containsExactly(
                        Cell.PLAIN,
                        Cell.BASELINE,
                        new Cell("hot", 1),
                        new Cell("hot", 8),
                        Cell.BASELINE,
                        new Cell("spread", 1),
                        new Cell("spread", 8),
                        Cell.BASELINE);
        assertThat(plan.cells()).hasSize(4).doesNotContain(Cell.BASELINE);
    }

    @Test
    void cpu_time_is_that_of_the_process_and_its_ended_children() {
        String line = "42 (a name) with ) S 1 42 42 0 -1 4194560 1 2 3 4 100 20 7 3 20 0 1 0 5 6 7";
        assertThat(CpuClock.ticks(line)).hasValue(1_300_000);
        assertThat(CpuClock.ticks("42 (x) S 1")).isEmpty();
    }

    @Test
    void an_even_number_of_rounds_has_the_mean_of_the_middle_two() {
        Figures figures = Figures.of(List.of(4.0, 1.0, 2.0, 9.0));
        assertThat(figures).isEqualTo(new Figures(3, 1, 9));
        assertThatThrownBy(() -> Figures.of(List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
