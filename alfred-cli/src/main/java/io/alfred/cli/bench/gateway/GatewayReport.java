package io.alfred.cli.bench.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.bench.Figures;
import io.alfred.cli.core.Json;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** The figures of a run as they are printed. */
final class GatewayReport {
    /** What a table shows of each case; what a case has not, stays empty. */
    static final List<String> COLUMNS =
            List.of(
                    "case",
                    "load",
                    "direct_p50_ms",
                    "added_p50_ms",
                    "added_p95_ms",
                    "added_p99_ms",
                    "added_first_event_p50_ms",
                    "added_event_p50_ms",
                    "rps",
                    "server_cpu_us",
                    "database_cpu_us");

    private static final String VS_UNBOOKED = "json_max_vs_unbooked_rps";
    private static final String VS_NOT_FOUND = "_vs_not_found_cpu";
    private static final List<String> REFUSALS = List.of(Subject.UNKNOWN_KEY, Subject.OVER_LIMIT);
    private static final int[] PERCENTILES = {50, 95, 99};
    private static final int PLACES = 2;

    private GatewayReport() {}

    /** What the gateway adds, percentile by percentile. */
    static void putLatencies(ObjectNode figures, Target direct, Target gateway) {
        for (int percentile : PERCENTILES) {
            double alone = direct.whole().percentileMs(percentile);
            double through = gateway.whole().percentileMs(percentile);
            put(figures, "direct_p" + percentile + "_ms", alone);
            put(figures, "gateway_p" + percentile + "_ms", through);
            put(figures, "added_p" + percentile + "_ms", through - alone);
        }
        if (gateway.first().count() > 0) {
            double first = gateway.first().percentileMs(50) - direct.first().percentileMs(50);
            put(figures, "added_first_event_p50_ms", first);
            // on a stream the gateway tells what it took until the hold was there
            double hold = gateway.holds().percentileMs(50);
            put(figures, "until_held_p50_ms", hold);
            put(figures, "added_first_event_beyond_hold_p50_ms", first - hold);
            put(
                    figures,
                    "added_event_p50_ms",
                    gateway.events().percentileMs(50) - direct.events().percentileMs(50));
            put(
                    figures,
                    "added_event_p99_ms",
                    gateway.events().percentileMs(99) - direct.events().percentileMs(99));
        }
    }

    private static void put(ObjectNode figures, String name, double value) {
        figures.put(name, Figures.rounded(value, PLACES));
    }

    /**
     * The median of each figure over the rounds, with the range of the first that says how fast.
     */
    static ObjectNode median(List<ObjectNode> rounds) {
        ObjectNode result = Json.object();
        Iterator<Map.Entry<String, JsonNode>> fields = rounds.getFirst().properties().iterator();
        while (fields.hasNext()) {
            Map.Entry<String, JsonNode> field = fields.next();
            String name = field.getKey();
            if (!field.getValue().isBigDecimal()) {
                result.set(name, field.getValue());
                continue;
            }
            Figures figures =
                    Figures.of(rounds.stream().map(each -> each.path(name).asDouble()).toList());
            int places = field.getValue().decimalValue().scale();
            result.put(name, Figures.rounded(figures.median(), places));
            if (name.equals("rps") || name.equals("added_p50_ms")) {
                result.put(name + "_min", Figures.rounded(figures.min(), places));
                result.put(name + "_max", Figures.rounded(figures.max(), places));
            }
        }
        return result;
    }

    /** What is judged by ratios within one run, as machines differ. */
    static ObjectNode ratios(JsonNode cases) {
        ObjectNode ratios = Json.object();
        putRatio(
                ratios,
                VS_UNBOOKED,
                cases,
                GatewayPlan.JSON_MAX,
                GatewayPlan.JSON_MAX_UNBOOKED,
                "rps");
        for (String refusal : REFUSALS) {
            putRatio(
                    ratios,
                    refusal + VS_NOT_FOUND,
                    cases,
                    refusal,
                    Subject.NOT_FOUND,
                    "server_cpu_us");
        }
        return ratios;
    }

    private static void putRatio(
            ObjectNode ratios,
            String name,
            JsonNode cases,
            String counted,
            String base,
            String figure) {
        double divisor = figure(cases, base, figure);
        double dividend = figure(cases, counted, figure);
        if (divisor > 0 && dividend > 0) {
            ratios.put(name, Figures.rounded(dividend / divisor, PLACES));
        }
    }

    private static double figure(JsonNode cases, String name, String figure) {
        for (JsonNode each : cases) {
            if (each.path("case").asText().equals(name)) {
                return each.path(figure).asDouble();
            }
        }
        return 0;
    }

    /** What the table has no column for. */
    static List<String> sentences(JsonNode report) {
        JsonNode streams = report.path(GatewayPlan.STREAMS);
        JsonNode machine = report.path("machine");
        List<String> sentences = new ArrayList<>();
        sentences.add(
                "json, sse: calls a second in an open loop, latency counted from when a call was"
                        + " due; sse_max, json_max: that many connections in a closed loop");
        sentences.add(
                "added: percentile through the gateway less that of the provider alone; an answer"
                        + " in events has 10 of them, 5 ms apart");
        sentences.add("CPU: microseconds a call, server and database apart");
        sentences.addAll(comparisons(report.path("ratios")));
        if (!streams.isMissingNode()) {
            sentences.add(slowStreams(streams));
        }
        sentences.add(
                "machine: "
                        + machine.path("cpus").asText()
                        + " CPUs, load average before "
                        + machine.path("load_average_before").asText()
                        + "; median of "
                        + machine.path("rounds").asText()
                        + " rounds of "
                        + machine.path("seconds_per_sample").asText()
                        + " s after "
                        + machine.path("warm_up_seconds").asText()
                        + " s of warm-up");
        sentences.add(machine.path("note").asText());
        return sentences;
    }

    /** What compares two cases; nothing of a case that was not taken. */
    private static List<String> comparisons(JsonNode ratios) {
        List<String> sentences = new ArrayList<>();
        if (ratios.has(VS_UNBOOKED)) {
            sentences.add(
                    "json_max_unbooked: the same calls without the ledger; with it "
                            + ratios.path(VS_UNBOOKED).asText()
                            + " of that");
        }
        for (String refusal : REFUSALS) {
            if (ratios.has(refusal + VS_NOT_FOUND)) {
                sentences.add(
                        refusal
                                + ": the server's CPU is "
                                + ratios.path(refusal + VS_NOT_FOUND).asText()
                                + " of that for not_found, a path that is not there");
            }
        }
        return sentences;
    }

    private static String slowStreams(JsonNode streams) {
        return streams.path("streams").asText()
                + " slow streams at once: "
                + streams.path("complete").asText()
                + " complete, "
                + streams.path("failed").asText()
                + " failed"
                + firstFailure(streams)
                + "; the server had "
                + streams.path("server_threads").asText("?")
                + " threads, "
                + streams.path("server_heap_mib").asText("?")
                + " MiB of heap in use, "
                + streams.path("server_rss_mib").asText("?")
                + " MiB resident";
    }

    private static String firstFailure(JsonNode streams) {
        JsonNode why = streams.path("first_failure");
        return why.isMissingNode() ? "" : ", the first with: " + why.asText();
    }
}
