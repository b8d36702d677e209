package io.alfred.cli.bench.proof;

import io.alfred.cli.core.CliException;
import io.alfred.cli.serve.ServerNode;
import io.alfred.cli.serve.postgres.EmbeddedPostgres;
import io.alfred.cli.serve.postgres.PostgresWatch;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Kills nodes and PostgreSQL at random moments and starts them again, as a supervisor would.
 *
 * <p>Two rhythms on two threads, so that PostgreSQL also dies while a node starts. A node that
 * cannot start for that reason is started again.
 */
final class Kills {
    private static final int STARTS_MAX = 6;

    /** One kill in so many hits every node. */
    private static final int ALL_AT_ONCE = 4;

    private static final Duration FIRST = Duration.ofSeconds(3);
    private static final Duration SERVER_PAUSE_MAX = Duration.ofSeconds(15);

    /** The watch gives up at the sixth death within a minute. */
    private static final Duration POSTGRES_PAUSE_MIN = Duration.ofSeconds(13);

    private static final Duration POSTGRES_PAUSE_MAX = Duration.ofSeconds(35);
    private static final Duration WATCH_PERIOD = Duration.ofMillis(200);

    private final List<ServerNode> nodes;
    private final EmbeddedPostgres postgres;
    private final BooleanSupplier over;
    private final Consumer<String> say;
    private final AtomicInteger servers = new AtomicInteger();
    private final AtomicInteger databases = new AtomicInteger();

    Kills(
            List<ServerNode> nodes,
            EmbeddedPostgres postgres,
            BooleanSupplier over,
            Consumer<String> say) {
        this.nodes = nodes;
        this.postgres = postgres;
        this.over = over;
        this.say = say;
    }

    int servers() {
        return servers.get();
    }

    int databases() {
        return databases.get();
    }

    /** Kills a node and starts it again, until the load is over; all nodes run when it returns. */
    void killServers(SplittableRandom random) throws InterruptedException {
        pause(FIRST.toMillis() + random.nextLong(FIRST.toMillis()));
        while (!over.getAsBoolean()) {
            ServerNode one = nodes.get(random.nextInt(nodes.size()));
            boolean all = servers() > 0 && random.nextInt(ALL_AT_ONCE) == 0;
            killAndRestart(all ? nodes : List.of(one));
            pause(random.nextLong(SERVER_PAUSE_MAX.toMillis()));
        }
    }

    /** Kills all of them, then starts one after the other. */
    void killAndRestart(List<ServerNode> victims) throws InterruptedException {
        for (ServerNode node : victims) {
            servers.incrementAndGet();
            say.accept("kill -9 of the node at " + node.url());
            node.kill();
        }
        for (ServerNode node : victims) {
            restart(node);
        }
    }

    private void restart(ServerNode node) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                node.start();
                return;
            } catch (CliException e) {
                node.kill();
                if (attempt == STARTS_MAX) {
                    throw e;
                }
                say.accept("the node at " + node.url() + " did not start: " + e.sentence());
                TimeUnit.MILLISECONDS.sleep(WATCH_PERIOD.toMillis());
            }
        }
    }

    /** Kills PostgreSQL until the load is over; {@link #watch} brings it back. */
    void killPostgres(SplittableRandom random) throws InterruptedException {
        pause(2 * FIRST.toMillis() + random.nextLong(FIRST.toMillis()));
        while (!over.getAsBoolean()) {
            postgres.pid()
                    .ifPresent(
                            pid ->
                                    ProcessHandle.of(pid)
                                            .ifPresent(
                                                    process -> {
                                                        databases.incrementAndGet();
                                                        say.accept("kill -9 of PostgreSQL");
                                                        process.destroyForcibly();
                                                    }));
            pause(random.nextLong(POSTGRES_PAUSE_MIN.toMillis(), POSTGRES_PAUSE_MAX.toMillis()));
        }
    }

    /** Brings PostgreSQL back whenever it died, until the thread is interrupted. */
    static void watch(EmbeddedPostgres postgres, Consumer<String> say) {
        PostgresWatch watch = new PostgresWatch(postgres, say);
        try {
            while (watch.check()) {
                TimeUnit.MILLISECONDS.sleep(WATCH_PERIOD.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pause(long ms) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
        while (!over.getAsBoolean() && System.nanoTime() < deadlineNanos) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
