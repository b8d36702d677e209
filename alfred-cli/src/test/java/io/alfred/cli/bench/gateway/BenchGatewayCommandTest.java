package io.alfred.cli.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;

class BenchGatewayCommandTest {
    private static GatewayPlan plan(String... arguments) {
        BenchGatewayCommand command = new BenchGatewayCommand();
        new CommandLine(command).parseArgs(arguments);
        return command.plan();
    }

    @Test
    void all_cases_are_taken_unless_some_are_named() {
        assertThat(plan().cases()).isEqualTo(GatewayPlan.CASES);
        assertThat(plan().warmingPrompts())
                .containsExactly(Prompt.WHOLE, GatewayPlan.EVENTS_AT_ONCE);
    }

    @Test
    void named_cases_keep_their_order_and_only_they_are_warmed_up_for() {
        GatewayPlan some = plan("--cases=not_found,json_max,json_max");

        assertThat(some.cases()).containsExactly("json_max", "not_found");
        assertThat(some.warmingPrompts()).containsExactly(Prompt.WHOLE);
        assertThat(plan("--cases=streams").warmingPrompts())
                .containsExactly(GatewayPlan.EVENTS_AT_ONCE);
        assertThat(plan("--cases=unknown_key").warmingPrompts()).isEmpty();
    }

    @Test
    void a_case_that_is_none_is_a_usage_error_that_names_all() {
        assertThatThrownBy(() -> plan("--cases=json,fast"))
                .isInstanceOfSatisfying(
                        CliException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("\"fast\"");
    }

    @Test
    void a_report_compares_only_what_was_measured() {
        ObjectNode report = Json.object();
        report.putArray("cases").addObject().put("case", "json_max").put("rps", 100);
        report.set("ratios", GatewayReport.ratios(report.path("cases")));
        report.putObject("machine");

        assertThat(report.path("ratios")).isEmpty();
        assertThat(GatewayReport.sentences(report))
                .noneMatch(line -> line.contains("slow streams") || line.contains("not_found"));

        report.withArray("cases").addObject().put("case", "json_max_unbooked").put("rps", 200);
        report.set("ratios", GatewayReport.ratios(report.path("cases")));
        assertThat(GatewayReport.sentences(report))
                .anyMatch(line -> line.contains("without the ledger; with it 0.50 of that"));
    }
}
