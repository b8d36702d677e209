package io.alfred.cli.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.bench.LedgerPlan.Cell;
import io.alfred.cli.core.Json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What the samples of all rounds say together.
 *
 * <p>Ratios are taken within a round, where both sides met the same machine; then their median is.
 */
final class LedgerReport {
    /** What a table shows of each case. */
    static final List<String> COLUMNS =
            List.of(
                    "case",
                    "callers",
                    "tx_per_s",
                    "min",
                    "max",
                    "vs_commit_per_op",
                    "p50_ms",
                    "p99_ms",
                    "server_cpu_us_per_tx",
                    "database_cpu_us_per_tx",
                    "tx_per_min");

    static final String TX =
            "one ledger operation, committed and acknowledged, with its entry and its audit row; a"
                    + " request is a HOLD, then a SETTLE, then for 10 % a REFUND: 2.1 tx";
    static final String BASELINE =
            "pgbench's simple update (UPDATE, SELECT, INSERT, COMMIT), plain JDBC, "
                    + LedgerPlan.BASELINE_CONNECTIONS
                    + " connections, same database";

    private static final int SECONDS_PER_MINUTE = 60;

    private final Map<Cell, List<Sample>> samples = new LinkedHashMap<>();
    private final Map<Cell, List<Double>> ratios = new LinkedHashMap<>();

    /** Takes the samples of one round; the baseline may have been taken several times in it. */
    void add(Map<Cell, List<Sample>> round) {
        round.forEach(
                (cell, taken) ->
                        samples.computeIfAbsent(cell, any -> new ArrayList<>()).addAll(taken));
        double baseline = mean(round.getOrDefault(Cell.BASELINE, List.of()));
        round.forEach(
                (cell, taken) ->
                        ratios.computeIfAbsent(cell, any -> new ArrayList<>())
                                .add(mean(taken) / baseline));
    }

    /** The cases in the order given. */
    ArrayNode cases(List<Cell> cells) {
        ArrayNode cases = Json.MAPPER.createArrayNode();
        cells.forEach(cell -> cases.add(oneCase(cell)));
        return cases;
    }

    /** The baseline and the single commit, with what a single caller's hold costs beside it. */
    ObjectNode baseline() {
        List<Sample> updates = samples.getOrDefault(Cell.BASELINE, List.of());
        List<Sample> commits = samples.getOrDefault(Cell.PLAIN, List.of());
        Figures rate = Figures.of(updates, Sample::perSecond);
        ObjectNode baseline = Json.object();
        baseline.put("what", BASELINE);
        baseline.put("tx_per_s", Figures.rounded(rate.median(), 0));
        baseline.put("min", Figures.rounded(rate.min(), 0));
        baseline.put("max", Figures.rounded(rate.max(), 0));
        baseline.put("spread_percent", Figures.rounded(rate.spreadPercent(), 1));
        put(baseline, "database_cpu_us_per_tx", updates, Sample::databaseCpuMicros);
        baseline.put("plain_commit_p50_ms", median(commits, Sample::p50Ms));
        return baseline;
    }

    private ObjectNode oneCase(Cell cell) {
        List<Sample> taken = samples.getOrDefault(cell, List.of());
        Figures rate = Figures.of(taken, Sample::perSecond);
        Figures ratio = Figures.of(ratios.getOrDefault(cell, List.of()));
        ObjectNode node = Json.object();
        node.put("case", cell.load());
        node.put("callers", cell.callers());
        node.put("tx_per_s", Figures.rounded(rate.median(), 0));
        node.put("vs_commit_per_op", Figures.rounded(ratio.median(), 2));
        node.put("p50_ms", median(taken, Sample::p50Ms));
        node.put("p99_ms", median(taken, Sample::p99Ms));
        node.put("min", Figures.rounded(rate.min(), 0));
        node.put("max", Figures.rounded(rate.max(), 0));
        node.put("vs_min", Figures.rounded(ratio.min(), 2));
        node.put("vs_max", Figures.rounded(ratio.max(), 2));
        node.put("end_p50_ms", median(taken, Sample::endP50Ms));
        node.put("end_p99_ms", median(taken, Sample::endP99Ms));
        put(node, "server_cpu_us_per_tx", taken, Sample::serverCpuMicros);
        put(node, "database_cpu_us_per_tx", taken, Sample::databaseCpuMicros);
        node.put("tx_per_min", Figures.rounded(rate.median() * SECONDS_PER_MINUTE, 0));
        node.put(
                "requests_per_s",
                Figures.rounded(Figures.of(taken, Sample::requestsPerSecond).median(), 0));
        node.put("rounds", taken.size());
        return node;
    }

    private static double mean(List<Sample> taken) {
        return taken.stream().mapToDouble(Sample::perSecond).average().orElseThrow();
    }

    private static BigDecimal median(List<Sample> taken, ToDoubleFunction<Sample> figure) {
        return Figures.rounded(Figures.of(taken, figure).median(), 2);
    }

    /** Left out where the machine does not tell. */
    private static void put(
            ObjectNode node,
            String field,
            List<Sample> taken,
            Function<Sample, OptionalDouble> figure) {
        List<Double> known =
                taken.stream()
                        .map(figure)
                        .filter(OptionalDouble::isPresent)
                        .map(OptionalDouble::getAsDouble)
                        .toList();
        if (!known.isEmpty()) {
            node.put(field, Figures.rounded(Figures.of(known).median(), 1));
        }
    }
}
