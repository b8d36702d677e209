package io.alfred.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.GlobalOptions;
import io.alfred.cli.core.Output;
import io.alfred.cli.core.OutputFormat;
import io.alfred.cli.http.Api;
import io.alfred.cli.serve.ServerNode;
import io.alfred.cli.serve.ThrowAwayServer;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code alfred bench ledger}. */
@Command(
        name = "ledger",
        description = {
            "Measures the ledger on this machine: a server and a database of its own are started",
            "below the data directory, loaded, and removed. The operator's books are not touched."
        })
final class BenchLedgerCommand implements Callable<Integer> {
    private static final int ROUNDS_MAX = 100;
    private static final int CALLERS_MAX = 4096;
    private static final int SECONDS_MAX = 30;
    private static final int WARM_UP_SECONDS_MAX = 600;
    private static final List<String> CASES = List.of("hot", "spread");

    @Mixin private GlobalOptions globals;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "6",
            description = "Rounds of all cases and baselines (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--callers",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,8,32,256,1024",
            description = "Callers at the same time (default: ${DEFAULT-VALUE}).")
    private List<Integer> callers = List.of();

    @Option(
            names = "--cases",
            paramLabel = "CASE",
            split = ",",
            defaultValue = "hot,spread",
            description = {
                "hot: all on one org; spread: over 256 orgs",
                "(default: ${DEFAULT-VALUE})."
            })
    private List<String> cases = List.of();

    @Option(
            names = "--seconds-per-case",
            paramLabel = "S",
            defaultValue = "3",
            description = "How long a sample lasts (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--warm-up-seconds",
            paramLabel = "S",
            defaultValue = "60",
            description = "How long nothing counts at first (default: ${DEFAULT-VALUE}).")
    private int warmUpSeconds;

    @Override
    public Integer call() throws InterruptedException {
        LedgerPlan plan = plan();
        Output output = globals.output();
        output.talk("starting a server and a database of their own");
        try (ThrowAwayServer server =
                ThrowAwayServer.open(globals.dataDir(), globals.environment().variables())) {
            ServerNode node = server.addNode(Map.of("ALFRED_BENCH_ENABLED", "true"));
            node.start();
            String token =
                    node.dataDir()
                            .adminToken()
                            .orElseThrow(() -> new IllegalStateException("no admin token"));
            LedgerRun.Subject subject =
                    new LedgerRun.Subject(
                            new Api(node.url(), token),
                            node.pid(),
                            server.postgres().pid().orElseThrow());
            print(new LedgerRun(plan, subject, output).report(), output);
        }
        return ExitCode.OK;
    }

    /** What was asked for; usage errors name the option. */
    LedgerPlan plan() {
        OptionRange.require("--rounds", rounds, 1, ROUNDS_MAX);
        OptionRange.require("--seconds-per-case", seconds, 1, SECONDS_MAX);
        OptionRange.require("--warm-up-seconds", warmUpSeconds, 0, WARM_UP_SECONDS_MAX);
        callers.forEach(count -> OptionRange.require("--callers", count, 1, CALLERS_MAX));
        for (String each : cases) {
            if (!CASES.contains(each)) {
                throw new CliException(
                        ExitCode.USAGE,
                        "--cases: \"" + each + "\" is not a case",
                        "use " + String.join(", ", CASES));
            }
        }
        return new LedgerPlan(
                rounds,
                cases.stream().distinct().toList(),
                callers.stream().distinct().toList(),
                seconds,
                warmUpSeconds);
    }

    private static void print(ObjectNode report, Output output) {
        if (output.format() == OutputFormat.JSON || output.format() == OutputFormat.YAML) {
            output.object(report);
            return;
        }
        output.items((ArrayNode) report.path("cases"), LedgerReport.COLUMNS);
        if (output.format() == OutputFormat.TABLE) {
            output.text("\n" + String.join("\n", sentences(report)) + "\n");
        }
    }

    private static List<String> sentences(JsonNode report) {
        JsonNode baseline = report.path("baseline");
        JsonNode machine = report.path("machine");
        return List.of(
                "tx: " + report.path("tx").asText(),
                "B: "
                        + baseline.path("what").asText()
                        + ": "
                        + baseline.path("tx_per_s").asText()
                        + " tx/s ("
                        + baseline.path("min").asText()
                        + " to "
                        + baseline.path("max").asText()
                        + ")",
                "one connection, one UPDATE, one commit: p50 "
                        + baseline.path("plain_commit_p50_ms").asText()
                        + " ms; p50 and p99 of the table are those of the HOLD",
                "chain verification: "
                        + report.at("/verification/chain_verification_rows_per_s").asText()
                        + " rows/s over "
                        + report.at("/verification/rows").asText()
                        + " rows; the books balance ("
                        + report.at("/books/entries").asText()
                        + " entries)",
                "machine: "
                        + machine.path("cpus").asText()
                        + " CPUs, load average before "
                        + machine.path("load_average_before").asText()
                        + ", B wavered by ±"
                        + baseline.path("spread_percent").asText()
                        + " %; "
                        + machine.path("rounds").asText()
                        + " rounds of "
                        + machine.path("seconds_per_case").asText()
                        + " s after "
                        + machine.path("warm_up_seconds").asText()
                        + " s of warm-up",
                machine.path("note").asText());
    }
}
