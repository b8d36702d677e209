package io.alfred.cli.bench.proof;

import io.alfred.cli.serve.ServerNode;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The part of a proof run in which clients call and processes die. */
final class Load {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration SAY_PERIOD = Duration.ofSeconds(15);

    private final ProofPlan plan;
    private final Site site;
    private final Tenants tenants;
    private final CallLog log;
    private final LimitWatch limits;
    private final Kills kills;
    private final Consumer<String> say;
    private final long endNanos;

    Load(ProofPlan plan, Site site, Tenants tenants, CallLog log, Consumer<String> say) {
        this.plan = plan;
        this.site = site;
        this.tenants = tenants;
        this.log = log;
        this.say = say;
        this.limits = new LimitWatch(site.apis());
        this.endNanos = System.nanoTime() + plan.load().toNanos();
        this.kills = new Kills(site.nodes(), site.postgres(), this::over, say);
    }

    private boolean over() {
        return System.nanoTime() >= endNanos;
    }

    Kills kills() {
        return kills;
    }

    LimitWatch limits() {
        return limits;
    }

    /** Runs until the time is over, every client has its last answer and all processes run. */
    void run() throws InterruptedException {
        SplittableRandom seeds = new SplittableRandom(plan.seed());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                HttpClient http =
                        HttpClient.newBuilder()
                                .version(HttpClient.Version.HTTP_1_1)
                                .connectTimeout(CONNECT_LIMIT)
                                .build()) {
            try {
                List<Future<?>> helpers = helpers(threads, seeds);
                awaitClients(clients(threads, http, seeds));
                for (Future<?> helper : helpers) {
                    Site.join(helper);
                }
            } finally {
                http.shutdownNow();
                threads.shutdownNow();
            }
        }
    }

    private List<Future<?>> helpers(ExecutorService threads, SplittableRandom seeds) {
        SplittableRandom forServers = seeds.split();
        SplittableRandom forPostgres = seeds.split();
        List<Future<?>> helpers = new ArrayList<>();
        helpers.add(threads.submit(task(() -> limits.run(tenants, this::over))));
        helpers.add(threads.submit(task(this::sayHowItGoes)));
        if (plan.kills().contains(Victim.SERVER)) {
            helpers.add(threads.submit(task(() -> kills.killServers(forServers))));
        }
        if (plan.kills().contains(Victim.POSTGRES)) {
            helpers.add(threads.submit(task(() -> kills.killPostgres(forPostgres))));
        }
        return helpers;
    }

    private List<Future<?>> clients(
            ExecutorService threads, HttpClient http, SplittableRandom seeds) {
        Client.World world =
                new Client.World(
                        http,
                        site.nodes().stream().map(ServerNode::url).toList(),
                        tenants.accounts(),
                        log,
                        this::over);
        List<Future<?>> clients = new ArrayList<>();
        for (int i = 0; i < plan.clients(); i++) {
            clients.add(threads.submit(new Client(world, seeds.nextLong())));
        }
        return clients;
    }

    private void awaitClients(List<Future<?>> clients) throws InterruptedException {
        long limitNanos = endNanos + 2 * Client.HANG.toNanos();
        for (Future<?> client : clients) {
            try {
                client.get(Math.max(1, limitNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                client.cancel(true);
                log.hung();
            } catch (java.util.concurrent.ExecutionException e) {
                throw new IllegalStateException("a client failed", e.getCause());
            }
        }
    }

    private void sayHowItGoes() throws InterruptedException {
        long next = System.nanoTime() + SAY_PERIOD.toNanos();
        while (!over()) {
            TimeUnit.MILLISECONDS.sleep(100);
            if (System.nanoTime() > next) {
                next += SAY_PERIOD.toNanos();
                say.accept(
                        TimeUnit.NANOSECONDS.toSeconds(endNanos - System.nanoTime())
                                + " s to go: "
                                + log.sentCalls()
                                + " calls, "
                                + kills.servers()
                                + " kills of a server, "
                                + kills.databases()
                                + " of PostgreSQL");
            }
        }
    }

    private interface Task {
        void run() throws InterruptedException;
    }

    private static Callable<Void> task(Task task) {
        return () -> {
            task.run();
            return null;
        };
    }
}
