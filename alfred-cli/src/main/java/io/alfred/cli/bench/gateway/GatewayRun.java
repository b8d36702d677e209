package io.alfred.cli.bench.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.bench.CpuClock;
import io.alfred.cli.bench.Figures;
import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.core.Output;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Takes the samples of a plan: always the provider alone and the provider through the gateway. */
final class GatewayRun {
    private static final int WARM_UP_SECONDS_EACH = 5;
    private static final int KIB_PER_MIB = 1024;
    private static final long EVENTS_BEFORE_LOOK = 5;
    private static final String DIRECT = "direct";
    private static final String GATEWAY = "gateway";

    private final GatewayPlan plan;
    private final Subject subject;
    private final Output output;

    GatewayRun(GatewayPlan plan, Subject subject, Output output) {
        this.plan = plan;
        this.subject = subject;
        this.output = output;
    }

    ObjectNode report() throws InterruptedException {
        double loadBefore = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        warmUp();
        Map<String, List<ObjectNode>> taken = new LinkedHashMap<>();
        for (int round = 1; round <= plan.rounds(); round++) {
            output.talk("round " + round + " of " + plan.rounds());
            takeRound(taken);
        }
        ObjectNode result = Json.object();
        ArrayNode cases = result.putArray("cases");
        taken.values().forEach(rounds -> cases.add(GatewayReport.median(rounds)));
        result.set("ratios", GatewayReport.ratios(cases));
        if (plan.has(GatewayPlan.STREAMS)) {
            result.set("streams", slowStreams());
        }
        result.set("machine", machine(loadBefore));
        return result;
    }

    private void takeRound(Map<String, List<ObjectNode>> taken) throws InterruptedException {
        for (int rate : plan.rates()) {
            if (plan.has(GatewayPlan.JSON)) {
                add(taken, GatewayPlan.JSON, rate, atRate(Prompt.WHOLE, rate));
            }
            if (plan.has(GatewayPlan.SSE)) {
                add(taken, GatewayPlan.SSE, rate, atRate(GatewayPlan.EVENTS_AT_RATE, rate));
            }
        }
        int connections = plan.connections();
        if (plan.has(GatewayPlan.JSON_MAX)) {
            add(taken, GatewayPlan.JSON_MAX, connections, atFullLoad(Prompt.WHOLE));
        }
        if (plan.has(GatewayPlan.JSON_MAX_UNBOOKED)) {
            add(taken, GatewayPlan.JSON_MAX_UNBOOKED, connections, unbooked());
        }
        if (plan.has(GatewayPlan.SSE_MAX)) {
            add(taken, GatewayPlan.SSE_MAX, connections, atFullLoad(GatewayPlan.EVENTS_AT_ONCE));
        }
        for (Map.Entry<String, Target> each : subject.refusals().entrySet()) {
            if (plan.has(each.getKey())) {
                add(taken, each.getKey(), connections, refused(each.getValue()));
            }
        }
    }

    private static void add(
            Map<String, List<ObjectNode>> taken, String name, int load, ObjectNode figures) {
        ObjectNode whole = Json.object().put("case", name).put("load", load);
        whole.setAll(figures);
        taken.computeIfAbsent(name + load, any -> new ArrayList<>()).add(whole);
    }

    /** Compilers, pools and the database's caches need it; nothing of it counts. */
    private void warmUp() throws InterruptedException {
        output.talk("warming up for " + plan.warmUpSeconds() + " s");
        List<Prompt> prompts = plan.warmingPrompts();
        int seconds = prompts.size() * WARM_UP_SECONDS_EACH;
        for (int left = prompts.isEmpty() ? 0 : plan.warmUpSeconds(); left > 0; left -= seconds) {
            for (Prompt prompt : prompts) {
                try (Target target = subject.gateway(prompt)) {
                    Arrivals.closed(target, plan.connections(), WARM_UP_SECONDS_EACH);
                }
            }
        }
        if (plan.warmUpSeconds() > 0) {
            for (Map.Entry<String, Target> each : subject.refusals().entrySet()) {
                warmUpRefusal(each.getKey(), each.getValue());
            }
        }
    }

    private void warmUpRefusal(String name, Target refusing) throws InterruptedException {
        try (refusing) {
            if (plan.has(name)) {
                Arrivals.closed(refusing, plan.connections(), WARM_UP_SECONDS_EACH);
            }
        }
    }

    /** As at full load, without the ledger. */
    private ObjectNode unbooked() throws InterruptedException {
        try (Target unbooked = subject.unbooked(Prompt.WHOLE)) {
            return loaded("unbooked", unbooked);
        }
    }

    private ObjectNode refused(Target refusing) throws InterruptedException {
        try (refusing) {
            return loaded("refused", refusing);
        }
    }

    private ObjectNode loaded(String name, Target target) throws InterruptedException {
        ObjectNode figures = Json.object();
        Cpu cpu = Cpu.now(subject);
        double through = Arrivals.closed(target, plan.connections(), plan.seconds());
        cpu.put(figures, subject, target.whole().count());
        requireAnswers(Map.of(name, target));
        figures.put("rps", Figures.rounded(through, 0));
        figures.put("p50_ms", Figures.rounded(target.whole().percentileMs(50), 2));
        figures.put("p99_ms", Figures.rounded(target.whole().percentileMs(99), 2));
        return figures;
    }

    private ObjectNode atRate(Prompt prompt, int rate) throws InterruptedException {
        ObjectNode figures = Json.object();
        try (Target direct = subject.provider(prompt);
                Target gateway = subject.gateway(prompt)) {
            Arrivals.open(direct, rate, plan.seconds());
            Cpu cpu = Cpu.now(subject);
            Arrivals.open(gateway, rate, plan.seconds());
            cpu.put(figures, subject, gateway.whole().count());
            requireAnswers(Map.of(DIRECT, direct, GATEWAY, gateway));
            GatewayReport.putLatencies(figures, direct, gateway);
        }
        output.detail(prompt + " " + rate + "/s: " + figures);
        return figures;
    }

    private ObjectNode atFullLoad(Prompt prompt) throws InterruptedException {
        ObjectNode figures = Json.object();
        try (Target direct = subject.provider(prompt);
                Target gateway = subject.gateway(prompt)) {
            double alone = Arrivals.closed(direct, plan.connections(), plan.seconds());
            Cpu cpu = Cpu.now(subject);
            double through = Arrivals.closed(gateway, plan.connections(), plan.seconds());
            cpu.put(figures, subject, gateway.whole().count());
            requireAnswers(Map.of(DIRECT, direct, GATEWAY, gateway));
            figures.put("direct_rps", Figures.rounded(alone, 0));
            figures.put("rps", Figures.rounded(through, 0));
            figures.put("p50_ms", Figures.rounded(gateway.whole().percentileMs(50), 2));
            figures.put("p99_ms", Figures.rounded(gateway.whole().percentileMs(99), 2));
        }
        output.detail(prompt + " at full load: " + figures);
        return figures;
    }

    private static void requireAnswers(Map<String, Target> targets) {
        for (Map.Entry<String, Target> each : targets.entrySet()) {
            if (each.getValue().failures() > 0) {
                throw new CliException(
                        ExitCode.FAILURE,
                        each.getValue().failures()
                                + " calls failed ("
                                + each.getKey()
                                + "), the first with: "
                                + each.getValue().firstFailure(),
                        "ask for less load: --rates, --connections");
            }
        }
    }

    /** Many streams at once: whether all end well, and how large the server is meanwhile. */
    private ObjectNode slowStreams() throws InterruptedException {
        output.talk(plan.streams() + " slow streams at the same time");
        try (Target gateway = subject.gateway(GatewayPlan.SLOW_EVENTS)) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < plan.streams(); i++) {
                threads.add(Thread.startVirtualThread(() -> gateway.call(System.nanoTime())));
                // not all in one instant, which no server meets
                if (i % 10 == 9) {
                    TimeUnit.MILLISECONDS.sleep(10);
                }
            }
            TimeUnit.MILLISECONDS.sleep(GatewayPlan.SLOW_EVENTS.pauseMs() * EVENTS_BEFORE_LOOK);
            int over = gateway.whole().count();
            ProcessLook look = ProcessLook.at(subject.serverPid());
            for (Thread each : threads) {
                each.join();
            }
            ObjectNode node =
                    Json.object()
                            .put("streams", plan.streams())
                            .put("open_when_looked", plan.streams() - over)
                            .put("complete", gateway.whole().count())
                            .put("failed", gateway.failures());
            if (gateway.failures() > 0) {
                node.put("first_failure", gateway.firstFailure());
            }
            look.threads().ifPresent(count -> node.put("server_threads", count));
            look.heapKib().ifPresent(kib -> node.put("server_heap_mib", kib / KIB_PER_MIB));
            look.residentKib().ifPresent(kib -> node.put("server_rss_mib", kib / KIB_PER_MIB));
            node.put("event_p50_ms", Figures.rounded(gateway.events().percentileMs(50), 2));
            node.put("event_p99_ms", Figures.rounded(gateway.events().percentileMs(99), 2));
            return node;
        }
    }

    private ObjectNode machine(double loadBefore) {
        return Json.object()
                .put("cpus", Runtime.getRuntime().availableProcessors())
                .put("load_average_before", Figures.rounded(Math.max(loadBefore, 0), 2))
                .put("rounds", plan.rounds())
                .put("seconds_per_sample", plan.seconds())
                .put("warm_up_seconds", plan.warmUpSeconds())
                .put(
                        "note",
                        "server, database, provider and load share these CPUs; absolute figures"
                                + " differ from machine to machine and hour to hour");
    }

    /** CPU time at a moment. */
    private record Cpu(OptionalLong server, OptionalLong database) {
        static Cpu now(Subject subject) {
            return new Cpu(
                    CpuClock.micros(subject.serverPid()), CpuClock.micros(subject.databasePid()));
        }

        void put(ObjectNode figures, Subject subject, long requests) {
            Cpu after = now(subject);
            put(figures, "server_cpu_us", server, after.server(), requests);
            put(figures, "database_cpu_us", database, after.database(), requests);
        }

        private static void put(
                ObjectNode figures,
                String name,
                OptionalLong before,
                OptionalLong after,
                long requests) {
            if (before.isPresent() && after.isPresent() && requests > 0) {
                double each = (after.getAsLong() - before.getAsLong()) / (double) requests;
                figures.put(name, Figures.rounded(each, 0));
            }
        }
    }
}
