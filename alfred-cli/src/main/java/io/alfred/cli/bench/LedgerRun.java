package io.alfred.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.bench.LedgerPlan.Cell;
import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.core.Output;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Takes the samples of a plan on a running server, checks its books, and reports. */
final class LedgerRun {
    private static final ApiPath SAMPLE = ApiPath.of("api", "bench", "ledger");
    private static final int MS_PER_SECOND = 1000;
    private static final int WARM_UP_SAMPLE_MS = 1000;

    private final LedgerPlan plan;
    private final Subject subject;
    private final Output output;

    /**
     * What is measured.
     *
     * @param serverPid whose CPU is the server's
     * @param databasePid whose CPU, with that of its children, is the database's
     */
    record Subject(Api api, long serverPid, long databasePid) {}

    LedgerRun(LedgerPlan plan, Subject subject, Output output) {
        this.plan = plan;
        this.subject = subject;
        this.output = output;
    }

    /** The report, after the books were found in order. */
    ObjectNode report() {
        double loadBefore = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        warmUp();
        LedgerReport report = new LedgerReport();
        for (int round = 1; round <= plan.rounds(); round++) {
            output.talk("round " + round + " of " + plan.rounds());
            Map<Cell, List<Sample>> taken = new LinkedHashMap<>();
            for (Cell cell : plan.round()) {
                taken.computeIfAbsent(cell, any -> new ArrayList<>())
                        .add(take(cell, plan.seconds() * MS_PER_SECOND));
            }
            report.add(taken);
        }
        ObjectNode result = Json.object();
        result.set("cases", report.cases(plan.cells()));
        result.put("tx", LedgerReport.TX);
        result.set("baseline", report.baseline());
        result.set("verification", verification());
        result.set("books", books());
        result.set("machine", machine(loadBefore));
        return result;
    }

    /** Both compilers and the caches of the database need it; nothing of it counts. */
    private void warmUp() {
        output.talk("warming up for " + plan.warmUpSeconds() + " s");
        long endNanos = System.nanoTime() + Duration.ofSeconds(plan.warmUpSeconds()).toNanos();
        while (System.nanoTime() < endNanos) {
            for (Cell cell : plan.round()) {
                if (System.nanoTime() < endNanos) {
                    take(cell, WARM_UP_SAMPLE_MS);
                }
            }
        }
    }

    private Sample take(Cell cell, int durationMs) {
        OptionalLong serverBefore = CpuClock.micros(subject.serverPid());
        OptionalLong databaseBefore = CpuClock.micros(subject.databasePid());
        JsonNode answer =
                subject.api()
                        .post(
                                SAMPLE,
                                Json.object()
                                        .put("case", cell.load())
                                        .put("callers", cell.callers())
                                        .put("duration_ms", durationMs));
        Sample sample =
                Sample.of(
                        answer,
                        since(serverBefore, subject.serverPid()),
                        since(databaseBefore, subject.databasePid()));
        output.detail(
                cell.load() + " " + cell.callers() + ": " + Math.round(sample.perSecond()) + "/s");
        return sample;
    }

    private static OptionalLong since(OptionalLong before, long pid) {
        OptionalLong after = CpuClock.micros(pid);
        return before.isPresent() && after.isPresent()
                ? OptionalLong.of(after.getAsLong() - before.getAsLong())
                : OptionalLong.empty();
    }

    /** How fast the server verifies the chain that the benchmark has written. */
    private ObjectNode verification() {
        output.talk("verifying the chain");
        long startedNanos = System.nanoTime();
        JsonNode verified = subject.api().getPatiently(ApiPath.of("api", "audit", "verify"));
        long elapsedMs = Math.max(Duration.ofNanos(System.nanoTime() - startedNanos).toMillis(), 1);
        if (!verified.path("ok").asBoolean()) {
            throw new CliException(
                    ExitCode.INTEGRITY, "the chain that was written does not verify", "");
        }
        long rows = verified.path("rows").asLong();
        return Json.object()
                .put("rows", rows)
                .put("seconds", Figures.rounded(elapsedMs / (double) MS_PER_SECOND, 2))
                .put(
                        "chain_verification_rows_per_s",
                        Figures.rounded(rows * (double) MS_PER_SECOND / elapsedMs, 0));
    }

    private ObjectNode books() {
        output.talk("checking the books");
        JsonNode check = subject.api().getPatiently(ApiPath.of("api", "ledger", "check"));
        if (!check.path("ok").asBoolean()) {
            throw new CliException(
                    ExitCode.INTEGRITY,
                    "the books that were written do not balance",
                    "report it with the output of -o json");
        }
        return Json.object()
                .put("ok", true)
                .put("entries", check.path("entries").asLong())
                .put("holds", check.path("holds").asLong());
    }

    private ObjectNode machine(double loadBefore) {
        return Json.object()
                .put("cpus", Runtime.getRuntime().availableProcessors())
                .put("load_average_before", Figures.rounded(Math.max(loadBefore, 0), 2))
                .put("rounds", plan.rounds())
                .put("seconds_per_case", plan.seconds())
                .put("warm_up_seconds", plan.warmUpSeconds())
                .put(
                        "note",
                        "server, database and load share these CPUs; absolute figures differ from"
                                + " machine to machine and hour to hour, ratios of one run less");
    }
}
