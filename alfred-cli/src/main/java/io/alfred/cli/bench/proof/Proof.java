package io.alfred.cli.bench.proof;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.cli.bench.proof.Findings.Kind;
import io.alfred.cli.core.CliException;
import io.alfred.cli.core.DataDir;
import io.alfred.cli.core.Json;
import io.alfred.cli.serve.ServerNode;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * One proof run, from an empty installation to the report.
 *
 * <p>Load and kills; then every hold is resolved; then the differences between books and provider
 * are all listed; then the bill comes, and there is none left.
 */
public final class Proof {
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(60);
    private static final int KEY_BYTES = 24;

    private final ProofPlan plan;
    private final Consumer<String> say;
    private final Meter meter = new Meter();
    private final CallLog log = new CallLog();
    private final Findings findings = new Findings();
    private final ProofReport report;

    /**
     * @param say gets a sentence for every step
     */
    public Proof(ProofPlan plan, Consumer<String> say) {
        this.plan = plan;
        this.say = say;
        this.report = new ProofReport(plan, findings);
    }

    /**
     * Runs it below a data directory, where nothing of it is left afterwards.
     *
     * @param environment variables the nodes inherit, those named {@code ALFRED_…} left out
     */
    public ProofReport run(DataDir operators, Map<String, String> environment)
            throws IOException, InterruptedException {
        long startedNanos = System.nanoTime();
        String providerKey = randomKey();
        say.accept("starting PostgreSQL and " + plan.nodes() + " nodes of its own");
        try (MeteringProvider provider = new MeteringProvider(meter, providerKey);
                Site site = Site.open(operators, environment, plan.nodes())) {
            Tenants tenants = Tenants.found(site.api(), provider.baseUrl(), providerKey);
            Thread watch = watchPostgres(site);
            try {
                Load load = new Load(plan, site, tenants, log, say);
                say.accept(plan.clients() + " clients call for " + plan.load().toSeconds() + " s");
                load.run();
                settle(site, provider, load.kills());
                report.load(
                        log,
                        new ProofReport.Counts(load.kills().servers(), load.kills().databases()),
                        load.limits());
            } finally {
                watch.interrupt();
                watch.join();
            }
            judge(site, tenants);
        }
        report.took(Duration.ofNanos(System.nanoTime() - startedNanos));
        return report;
    }

    /** PostgreSQL is brought back by this process, so that it outlives any node. */
    private Thread watchPostgres(Site site) {
        return Thread.ofPlatform()
                .daemon()
                .name("postgres-watch")
                .start(() -> Kills.watch(site.postgres(), say));
    }

    /** Lets everything come to its end; what a living node still holds needs another epoch. */
    private void settle(Site site, MeteringProvider provider, Kills kills)
            throws InterruptedException {
        say.accept("waiting until nothing is open");
        if (!await(provider::idle)) {
            findings.add(Kind.HUNG, "the provider still works on a call");
        }
        if (!await(() -> open(site) == 0)) {
            kills.killAndRestart(site.nodes());
            await(() -> open(site) == 0);
        }
        if (log.hungCalls() > 0) {
            findings.add(Kind.HUNG, log.hungCalls() + " calls got no answer in time");
        }
    }

    private static int open(Site site) {
        try {
            return Books.count(site.api(), "open");
        } catch (CliException e) {
            // The database is coming back.
            return -1;
        }
    }

    private void judge(Site site, Tenants tenants) throws IOException, InterruptedException {
        say.accept("comparing the books with the provider");
        Books before = Books.read(site.api());
        Comparison comparison = new Comparison(before, meter, findings);
        comparison.acknowledgements(log.calls());
        report.before(before, comparison.beforeReconciliation());
        reconcile(site, tenants);
        Books after = Books.read(site.api());
        Comparison reconciled = new Comparison(after, meter, findings);
        reconciled.toldCosts(log.calls());
        report.after(
                after,
                reconciled.afterReconciliation(LimitWatch.wallets(site.api()), tenants.accounts()));
        check(site);
        say.accept("verifying the audit log with the checkpoints of each node");
        for (ServerNode node : site.nodes()) {
            verify(site, node);
        }
    }

    private void reconcile(Site site, Tenants tenants) throws IOException, InterruptedException {
        tenants.grantAmple(site.api());
        ServerNode node = site.nodes().getFirst();
        Path bill = node.dataDir().root().resolve("bill.csv");
        meter.writeBill(bill);
        say.accept("reconciling with the provider's bill of " + meter.all().size() + " calls");
        OperatorCommand.Result result =
                site.operator(node)
                        .run(
                                "ledger",
                                "reconcile",
                                "--provider-bill",
                                bill.toString(),
                                "--absent-means-unserved",
                                "-o",
                                "json");
        if (!result.ok()) {
            findings.add(Kind.UNRECONCILED, "alfred ledger reconcile: " + result.sentence());
        }
        report.reconciled(parsed(result));
    }

    private void check(Site site) throws IOException, InterruptedException {
        OperatorCommand.Result result =
                site.operator(site.nodes().getFirst()).run("ledger", "check", "-o", "json");
        if (!result.ok()) {
            findings.add(Kind.INTEGRITY, "alfred ledger check: " + result.sentence());
        }
        report.check(parsed(result), result.ok());
    }

    private void verify(Site site, ServerNode node) throws IOException, InterruptedException {
        OperatorCommand.Result result =
                site.operator(node)
                        .run(
                                "audit",
                                "verify",
                                "--checkpoints",
                                node.dataDir().checkpointsFile().toString(),
                                "-o",
                                "json");
        if (!result.ok()) {
            findings.add(Kind.INTEGRITY, "alfred audit verify: " + result.sentence());
        }
        report.verified(parsed(result), result.ok());
    }

    private static JsonNode parsed(OperatorCommand.Result result) {
        try {
            return Json.parse(result.out(), "the output");
        } catch (CliException e) {
            return Json.object();
        }
    }

    private static boolean await(BooleanSupplier condition) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + SETTLE_LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadlineNanos) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return true;
    }

    private static String randomKey() {
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
