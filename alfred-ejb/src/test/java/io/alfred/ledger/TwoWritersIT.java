package io.alfred.ledger;

import static io.alfred.ledger.MemoryBooks.hold;
import static io.alfred.ledger.MemoryBooks.settle;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.kernel.Ids;
import io.alfred.storage.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import javax.sql.DataSource;

/** What two writers on one database promise together. */
class TwoWritersIT {
    private static final String UNIQUE_VIOLATION = "23505";
    private static final int ATTEMPTS_MAX = 20;

    private DataSource source;
    private TestNode first;
    private TestNode second;

    @BeforeEach
    void start() throws SQLException {
        source = TestDatabase.migrated().asApp();
        first = TestNode.start(source, Ids.next());
        second = TestNode.start(source, Ids.next());
    }

    @Test
    void ids_sent_to_two_writers_at_once_count_once_and_both_learn_the_same()
            throws SQLException, InterruptedException, ExecutionException {
        UUID org = first.open(null, 1_000_000L);
        UUID user = first.open(org, null);
        List<List<LedgerOperation>> rounds = new ArrayList<>();
        for (int round = 0; round < 30; round++) {
            List<LedgerOperation> batch = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                UUID tx = Ids.next();
                batch.add(hold(tx, user, 20));
                batch.add(settle(tx, user, 7));
            }
            rounds.add(batch);
        }

        List<List<List<LedgerOutcome>>> told =
                atOnce((node, round) -> applyWithRetry(node, rounds.get(round)), rounds.size());

        assertThat(told.get(0)).isEqualTo(told.get(1));
        assertThat(first.counters(org).spent()).isEqualTo(30 * 10 * 7);
        assertThat(first.counters(user).held()).isZero();
        assertThat(number("SELECT count(*) FROM ledger_entry WHERE kind = 'SETTLE'"))
                .isEqualTo(30 * 10);
        assertThat(first.check().violations()).isEmpty();
    }

    @Test
    void a_period_that_ends_under_load_begins_anew_once_and_keeps_every_charge()
            throws SQLException, InterruptedException, ExecutionException {
        int resets = 5;
        UUID org = first.open(null, null);
        UUID user = first.open(org, 300L);
        first.apply(
                new LedgerOperation.SetPeriod(
                        user,
                        new Period(PeriodUnit.DAY, ZoneId.of("UTC"), Period.DEFAULT_ANCHOR),
                        false,
                        MemoryBooks.ACTOR));

        List<List<List<LedgerOutcome>>> told =
                atOnce(
                        (node, round) -> {
                            if (node == first && round % 20 == 10) {
                                endPeriod(user);
                            }
                            UUID tx = Ids.next();
                            List<LedgerOutcome> outcomes =
                                    new ArrayList<>(node.apply(List.of(hold(tx, user, 30))));
                            if (outcomes.getFirst() instanceof LedgerOutcome.Held) {
                                // in a batch of its own: the period may end in between
                                outcomes.addAll(node.apply(List.of(settle(tx, user, 7))));
                            }
                            return outcomes;
                        },
                        20 * resets);

        long settled =
                told.stream()
                        .flatMap(List::stream)
                        .flatMap(List::stream)
                        .filter(LedgerOutcome.Settled.class::isInstance)
                        .count();
        assertThat(number("SELECT count(*) FROM ledger_entry WHERE kind = 'RESET'"))
                .isEqualTo(resets);
        assertThat(number("SELECT period_no FROM wallet WHERE id = '" + user + "'"))
                .isEqualTo(resets + 1);
        long earlier =
                number("SELECT sum(spent) FROM wallet_period WHERE wallet_id = '" + user + "'");
        assertThat(earlier).as("charges before the last reset").isPositive();
        assertThat(earlier + first.counters(user).spent()).isEqualTo(settled * 7);
        assertThat(first.counters(org).spent()).isEqualTo(settled * 7);
        assertThat(
                        number(
                                "SELECT count(*) FROM wallet_period"
                                        + " WHERE held <> 0 OR spent > allotted"))
                .isZero();
        assertThat(first.counters(user).held()).isZero();
        assertThat(first.check().violations()).isEmpty();
    }

    /** Lets the current period lie two days back, so that the next look finds it over. */
    private void endPeriod(UUID wallet) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "UPDATE wallet SET period_start = period_start - interval '2 days',"
                            + " period_end = period_end - interval '2 days' WHERE id = '"
                            + wallet
                            + "'");
        }
    }

    private interface Round {
        List<LedgerOutcome> run(TestNode node, int round) throws SQLException;
    }

    /** Both writers do every round, starting each at the same moment; what each was told. */
    private List<List<List<LedgerOutcome>>> atOnce(Round round, int rounds)
            throws InterruptedException, ExecutionException {
        CyclicBarrier start = new CyclicBarrier(2);
        List<Future<List<List<LedgerOutcome>>>> writers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (TestNode node : List.of(first, second)) {
                writers.add(threads.submit(() -> all(node, round, rounds, start)));
            }
        }
        List<List<List<LedgerOutcome>>> told = new ArrayList<>();
        for (Future<List<List<LedgerOutcome>>> writer : writers) {
            told.add(writer.get());
        }
        return told;
    }

    private static List<List<LedgerOutcome>> all(
            TestNode node, Round round, int rounds, CyclicBarrier start)
            throws SQLException, InterruptedException, BrokenBarrierException {
        List<List<LedgerOutcome>> told = new ArrayList<>();
        try {
            for (int i = 0; i < rounds; i++) {
                start.await();
                told.add(round.run(node, i));
            }
        } catch (SQLException | RuntimeException | AssertionError e) {
            start.reset();
            throw e;
        }
        return told;
    }

    /** As the ledger writer does it: an id that two writers made at once needs a repeat. */
    private static List<LedgerOutcome> applyWithRetry(TestNode writer, List<LedgerOperation> batch)
            throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return writer.apply(batch);
            } catch (SQLException e) {
                if (!UNIQUE_VIOLATION.equals(e.getSQLState()) || attempt == ATTEMPTS_MAX) {
                    throw e;
                }
            }
        }
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
