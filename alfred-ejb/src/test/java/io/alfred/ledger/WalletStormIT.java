package io.alfred.ledger;

import static io.alfred.ledger.MemoryBooks.hold;
import static io.alfred.ledger.MemoryBooks.settle;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.Ids;
import io.alfred.storage.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import javax.sql.DataSource;

/** Several nodes on one database, each doing at once what the others hinder. */
class WalletStormIT {
    private static final int NODES = 3;
    private static final int ROUNDS = 60;

    private DataSource source;
    private List<TestNode> nodes;

    @BeforeEach
    void start() throws SQLException {
        source = TestDatabase.migrated().asApp();
        nodes = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            nodes.add(TestNode.start(source, Ids.next()));
        }
    }

    private interface Work {
        void of(TestNode node, int number) throws SQLException;
    }

    /** Every node works through its rounds in a thread of its own, as its one writer does. */
    private void storm(Work work) throws ExecutionException, InterruptedException, SQLException {
        try (ExecutorService threads = Executors.newFixedThreadPool(NODES)) {
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < NODES; i++) {
                TestNode node = nodes.get(i);
                int number = i;
                tasks.add(
                        () -> {
                            for (int round = 0; round < ROUNDS; round++) {
                                work.of(node, number);
                            }
                            return number;
                        });
            }
            for (Future<Integer> done : threads.invokeAll(tasks)) {
                done.get();
            }
        }
        assertThat(nodes.getFirst().check().violations()).isEmpty();
    }

    /**
     * As the writer does it: a deadlock or a moved wallet rolls the batch back, and it is tried.
     */
    private static List<LedgerOutcome> retried(TestNode node, LedgerOperation... operations)
            throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return node.applyTogether(operations);
            } catch (SQLException | IllegalStateException e) {
                if (attempt == 5) {
                    throw e;
                }
            }
        }
    }

    @Test
    void opposite_transfers_at_once_never_deadlock_and_lose_nothing()
            throws ExecutionException, InterruptedException, SQLException {
        UUID org = nodes.getFirst().open(null, 10_000L);
        UUID one = nodes.getFirst().open(org, 1_000L);
        UUID two = nodes.getFirst().open(org, 1_000L);
        storm(
                (node, number) -> {
                    UUID from = number % 2 == 0 ? one : two;
                    UUID to = number % 2 == 0 ? two : one;
                    // Not retried: a deadlock would fail here.
                    LedgerOutcome outcome =
                            node.apply(
                                    new LedgerOperation.Transfer(
                                            Ids.next(),
                                            from,
                                            to,
                                            Credits.ofNanos(7),
                                            MemoryBooks.ACTOR,
                                            "storm"));
                    assertThat(outcome).isInstanceOf(LedgerOutcome.Allotted.class);
                });
        long all = 0;
        for (UUID wallet : List.of(one, two)) {
            all += Objects.requireNonNull(nodes.getFirst().counters(wallet).allotted());
        }
        assertThat(all).isEqualTo(2_000);
    }

    @Test
    void a_limit_is_not_overspent_while_periods_begin_anew_under_load()
            throws ExecutionException, InterruptedException, SQLException {
        UUID org = nodes.getFirst().open(null, 500L);
        UUID user = nodes.getFirst().open(org, 300L);
        for (UUID wallet : List.of(org, user)) {
            nodes.getFirst()
                    .apply(
                            new LedgerOperation.SetPeriod(
                                    wallet,
                                    new Period(
                                            PeriodUnit.DAY,
                                            ZoneId.of("UTC"),
                                            Period.DEFAULT_ANCHOR),
                                    false,
                                    MemoryBooks.ACTOR));
        }
        // A clock that all nodes share and that jumps over midnights while they work.
        Instant[] now = {Instant.now()};
        nodes.forEach(node -> node.clock(() -> now[0]));
        storm(
                (node, number) -> {
                    if (number == 0) {
                        now[0] = now[0].plusSeconds(5 * 3600);
                    }
                    UUID tx = Ids.next();
                    if (retried(node, hold(tx, user, 40)).getFirst()
                            instanceof LedgerOutcome.Held) {
                        retried(node, settle(tx, user, 35));
                    }
                });
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                var row =
                        statement.executeQuery(
                                "SELECT count(*), max(held + spent), bool_and(held = 0) FROM"
                                        + " wallet_period WHERE wallet_id = '"
                                        + user
                                        + "'")) {
            row.next();
            assertThat(row.getLong(1)).as("periods that are over").isGreaterThan(5);
            assertThat(row.getLong(2)).as("used in one of them").isBetween(1L, 300L);
            assertThat(row.getBoolean(3)).as("all of it settled").isTrue();
        }
    }

    @Test
    void wallets_that_are_moved_under_load_keep_every_charge()
            throws ExecutionException, InterruptedException, SQLException {
        TestNode first = nodes.getFirst();
        UUID left = first.open(null, null);
        UUID right = first.open(null, null);
        UUID team = first.open(left, null);
        UUID user = first.open(team, null);
        SplittableRandom random = new SplittableRandom(7);
        storm(
                (node, number) -> {
                    if (number == 0) {
                        retried(
                                node,
                                new LedgerOperation.Reparent(
                                        team,
                                        Optional.of(random.nextBoolean() ? left : right),
                                        MemoryBooks.ACTOR,
                                        "storm"));
                        retried(
                                node,
                                new LedgerOperation.OpenModelLimit(
                                        Ids.next(),
                                        random.nextBoolean() ? team : user,
                                        "openai/gpt-" + random.nextInt(20),
                                        MemoryBooks.ACTOR));
                        return;
                    }
                    UUID tx = Ids.next();
                    assertThat(retried(node, hold(tx, user, 40)).getFirst())
                            .isInstanceOf(LedgerOutcome.Held.class);
                    assertThat(retried(node, settle(tx, user, 35)).getFirst())
                            .isInstanceOf(LedgerOutcome.Settled.class);
                });
        long charged = 35L * ROUNDS * (NODES - 1);
        assertThat(first.counters(user).spent()).isEqualTo(charged);
        assertThat(first.counters(left).spent() + first.counters(right).spent()).isEqualTo(charged);
        assertThat(first.counters(left).spent()).isPositive();
        assertThat(first.counters(right).spent()).isPositive();
    }

    @Test
    void a_spike_on_one_node_is_refused_on_every_node_a_second_later_and_alerted()
            throws SQLException {
        LedgerRules rules =
                new LedgerRules(
                        List.of(),
                        new SpikeRule(
                                Duration.ofSeconds(10),
                                5,
                                Credits.ofNanos(100),
                                3,
                                Duration.ofMinutes(1)));
        Instant start = Instant.parse("2026-05-01T00:00:00Z");
        UUID wallet = nodes.getFirst().open(null, null);
        for (int i = 0; i < 20; i++) {
            TestNode node = nodes.get(i % NODES);
            node.rule(rules);
            charge(node, wallet, 100, start.plusSeconds(10L * i));
        }
        charge(nodes.getFirst(), wallet, 2_000, start.plusSeconds(200));
        for (TestNode node : nodes) {
            node.clock(InstantSource.fixed(start.plusSeconds(201)));
            assertThat(node.apply(hold(Ids.next(), wallet, 1)))
                    .isInstanceOfSatisfying(
                            LedgerOutcome.Denied.class,
                            denied -> assertThat(denied.code()).isEqualTo(ErrorCode.WALLET_FROZEN));
        }
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                var row =
                        statement.executeQuery(
                                "SELECT kind, subject_id, data ->> 'by' FROM alert")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).isEqualTo("spend_spike");
            assertThat(row.getObject(2, UUID.class)).isEqualTo(wallet);
            assertThat(row.getString(3)).isEqualTo("breaker");
            assertThat(row.next()).as("one alert for one spike").isFalse();
            assertThat(WalletClock.due(connection)).as("the cool-down is over by today").hasSize(1);
        }
        assertThat(nodes.getFirst().check().violations()).isEmpty();
    }

    private static void charge(TestNode node, UUID wallet, long nanos, Instant at)
            throws SQLException {
        node.clock(InstantSource.fixed(at));
        UUID tx = Ids.next();
        node.apply(hold(tx, wallet, nanos));
        node.apply(settle(tx, wallet, nanos));
    }

    @Test
    void a_wallet_that_one_node_froze_refuses_on_every_node() throws SQLException {
        UUID wallet = nodes.getFirst().open(null, 100L);
        nodes.get(1).apply(new LedgerOperation.Freeze(wallet, MemoryBooks.ACTOR, "stop"));
        for (TestNode node : nodes) {
            assertThat(node.apply(hold(Ids.next(), wallet, 1)))
                    .isInstanceOf(LedgerOutcome.Denied.class);
        }
    }
}
