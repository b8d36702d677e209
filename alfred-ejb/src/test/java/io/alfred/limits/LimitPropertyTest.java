package io.alfred.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.kernel.AlfredException;
import io.alfred.limits.Subject.Kind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/** Random callers, nodes and failures; a failing run is repeated by its seed. */
class LimitPropertyTest {
    private static final String MODEL = "openai/gpt-4o-mini";
    private static final int STEPS = 2_000;

    static LongStream seeds() {
        long fresh = System.nanoTime();
        return LongStream.concat(LongStream.range(0, 60), LongStream.range(fresh, fresh + 60));
    }

    /** The bucket that all nodes together must not be told from: one, with a lock around it. */
    private static final class Ideal {
        private final Rate rate;
        private long level;
        private long atMicros;

        Ideal(Rate rate, long nowMicros) {
            this.rate = rate;
            this.level = rate.capacityParts();
            this.atMicros = nowMicros;
        }

        long level(long nowMicros) {
            level = rate.filled(level, nowMicros - atMicros, rate.capacityParts());
            atMicros = nowMicros;
            return level;
        }

        void take(long amount, long nowMicros) {
            level(nowMicros);
            level -= amount * Rate.PARTS;
        }

        void giveBack(long amount, long nowMicros) {
            level(nowMicros);
            level = Math.min(rate.capacityParts(), level + amount * Rate.PARTS);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void no_number_of_nodes_admits_a_request_more_than_one_bucket_would(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Site site = new Site();
        Allowance allowance = Site.requests(1 + random.nextInt(6_000), 1 + random.nextInt(200));
        site.limit(Kind.KEY, Optional.empty(), allowance);
        Ideal ideal = new Ideal(allowance.rate(Meter.REQUESTS).orElseThrow(), site.clock.micros());
        List<Site.Node> nodes = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(4); i++) {
            nodes.add(site.node());
        }
        for (int step = 0; step < STEPS; step++) {
            int n = random.nextInt(nodes.size());
            Site.Node node = nodes.get(n);
            switch (random.nextInt(20)) {
                case 0 -> node.database().cutOff(true);
                case 1, 2 -> node.database().cutOff(false);
                case 3 -> nodes.set(n, site.node());
                case 4 -> node.report();
                case 5 -> site.clock.passMs(random.nextInt(5_000));
                case 6, 7, 8 -> site.clock.pass(Duration.ofNanos(random.nextInt(50_000_000)));
                default -> {
                    if (node.admits(site.caller)) {
                        ideal.take(1, site.clock.micros());
                        assertThat(ideal.level).as("seed %d, step %d", seed, step).isNotNegative();
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void one_node_refuses_only_what_the_bucket_did_not_hold_a_moment_before(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Site site = new Site();
        Allowance allowance = Site.requests(1 + random.nextInt(6_000), 1 + random.nextInt(200));
        Rate rate = allowance.rate(Meter.REQUESTS).orElseThrow();
        site.limit(Kind.KEY, Optional.empty(), allowance);
        Ideal ideal = new Ideal(rate, site.clock.micros());
        Site.Node node = site.node();
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(10)) {
                case 0 -> {
                    for (int rounds = random.nextInt(12); rounds > 0; rounds--) {
                        site.clock.passMs(LimitRounds.REPORT_MS);
                        node.report();
                    }
                }
                case 1, 2 -> site.clock.pass(Duration.ofNanos(random.nextInt(50_000_000)));
                case 3 -> node.report();
                default -> {
                    boolean admitted = node.admits(site.caller);
                    long level = ideal.level(site.clock.micros());
                    long momentBefore = Bucket.LEASE_MICROS * rate.perMinute();
                    assertThat(admitted || level < Rate.PARTS + momentBefore)
                            .as("seed %d, step %d", seed, step)
                            .isTrue();
                    if (admitted) {
                        ideal.take(1, site.clock.micros());
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void tokens_that_were_given_back_are_admitted_again_and_no_more(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Site site = new Site();
        Allowance allowance = Site.tokens(1_000 + random.nextInt(1_000_000));
        Rate rate = allowance.rate(Meter.TOKENS).orElseThrow();
        site.limit(Kind.ORG, Optional.empty(), allowance);
        Ideal ideal = new Ideal(rate, site.clock.micros());
        List<Site.Node> nodes = List.of(site.node(), site.node());
        record Running(Permit permit, long reserved) {}
        List<Running> running = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            Site.Node node = nodes.get(random.nextInt(2));
            switch (random.nextInt(6)) {
                case 0 -> site.clock.passMs(random.nextInt(2_000));
                case 1 -> node.report();
                case 2, 3 -> {
                    if (!running.isEmpty()) {
                        Running call = running.remove(random.nextInt(running.size()));
                        long used = random.nextLong(call.reserved() + 1);
                        call.permit().used(used);
                        call.permit().close();
                        // what is given back counts from when the database hears of it
                        nodes.forEach(Site.Node::report);
                        ideal.giveBack(call.reserved() - used, site.clock.micros());
                    }
                }
                default -> {
                    long amount = 1 + random.nextLong(rate.capacity() / 2);
                    Permit permit = node.desk().admit(site.caller);
                    try {
                        permit.tokens(MODEL, amount);
                        running.add(new Running(permit, amount));
                        ideal.take(amount, site.clock.micros());
                        assertThat(ideal.level).as("seed %d, step %d", seed, step).isNotNegative();
                    } catch (AlfredException e) {
                        permit.close();
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void calls_at_a_time_exceed_the_limit_at_most_by_those_of_a_node_that_is_cut_off(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Site site = new Site();
        int limit = 1 + random.nextInt(20);
        site.limit(Kind.ORG, Optional.empty(), Site.concurrent(limit));
        List<Site.Node> nodes = List.of(site.node(), site.node(), site.node());
        List<List<Permit>> running =
                List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int step = 0; step < STEPS; step++) {
            int n = random.nextInt(3);
            switch (random.nextInt(12)) {
                // only the first node is ever cut off
                case 0 -> nodes.get(0).database().cutOff(random.nextBoolean());
                case 1, 2, 3 -> {
                    site.clock.passMs(random.nextInt(1_000));
                    nodes.forEach(node -> node.report());
                }
                case 4, 5, 6 -> {
                    if (!running.get(n).isEmpty()) {
                        running.get(n).removeLast().close();
                    }
                }
                default -> {
                    try {
                        running.get(n).add(nodes.get(n).desk().admit(site.caller));
                    } catch (AlfredException e) {
                        continue;
                    }
                }
            }
            assertThat(running.get(0).size())
                    .as("seed %d, step %d", seed, step)
                    .isLessThanOrEqualTo(limit);
            assertThat(running.get(1).size() + running.get(2).size())
                    .as("seed %d, step %d", seed, step)
                    .isLessThanOrEqualTo(limit);
        }
    }

    @Test
    void threads_of_one_node_share_a_burst_exactly() throws InterruptedException {
        Site site = new Site();
        site.limit(Kind.KEY, Optional.empty(), Site.requests(60, 500));
        site.limit(Kind.ORG, Optional.empty(), Site.concurrent(8));
        Site.Node node = site.node();
        AtomicInteger admitted = new AtomicInteger();
        int threads = 16;
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (int i = 0; i < threads; i++) {
                pool.execute(
                        () -> {
                            for (int call = 0; call < 2_000; call++) {
                                admitted.addAndGet(node.admits(site.caller) ? 1 : 0);
                            }
                        });
            }
            pool.shutdown();
            assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(admitted.get() + node.admitted(site.caller, 500)).isEqualTo(500);
    }
}
