package io.alfred.ledger;

import static io.alfred.ledger.MemoryBooks.hold;
import static io.alfred.ledger.MemoryBooks.settle;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.kernel.Credits;
import io.alfred.kernel.Ids;
import io.alfred.storage.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import javax.sql.DataSource;

/** Several nodes say different things about the same calls at the same time. */
class CorrectionStormIT {
    private static final int NODES = 3;
    private static final int CALLS = 60;

    private final List<TestNode> nodes = new ArrayList<>();
    private final List<UUID> calls = new ArrayList<>();
    private UUID wallet = Ids.next();

    @BeforeEach
    void start() throws SQLException {
        DataSource source = TestDatabase.migrated().asApp();
        for (int i = 0; i < NODES; i++) {
            nodes.add(TestNode.start(source, Ids.next()));
        }
        wallet = nodes.getFirst().open(nodes.getFirst().open(null, 1_000_000L), null);
        for (int i = 0; i < CALLS; i++) {
            UUID tx = Ids.next();
            calls.add(tx);
            nodes.getFirst().apply(hold(tx, wallet, 10));
        }
    }

    private interface Said {
        LedgerOperation of(int node, int call);
    }

    /** What every node was told about every call, in the order of the calls. */
    private List<List<LedgerOutcome>> storm(Said said)
            throws ExecutionException, InterruptedException, SQLException {
        List<List<LedgerOutcome>> told = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(NODES)) {
            List<Callable<List<LedgerOutcome>>> tasks = new ArrayList<>();
            for (int i = 0; i < NODES; i++) {
                int node = i;
                tasks.add(
                        () -> {
                            List<LedgerOutcome> outcomes = new ArrayList<>();
                            for (int call = 0; call < CALLS; call++) {
                                outcomes.add(nodes.get(node).apply(said.of(node, call)));
                            }
                            return outcomes;
                        });
            }
            for (Future<List<LedgerOutcome>> done : threads.invokeAll(tasks)) {
                told.add(done.get());
            }
        }
        assertThat(nodes.getFirst().check().violations()).isEmpty();
        return told;
    }

    @Test
    void the_same_refund_sent_to_every_node_takes_place_once()
            throws ExecutionException, InterruptedException, SQLException {
        for (UUID call : calls) {
            nodes.getFirst().apply(settle(call, wallet, 10));
        }
        List<UUID> ids = calls.stream().map(call -> Ids.next()).toList();
        List<List<LedgerOutcome>> told =
                storm(
                        (node, call) ->
                                new LedgerOperation.Refund(
                                        ids.get(call),
                                        calls.get(call),
                                        wallet,
                                        Optional.of(Credits.ofNanos(4)),
                                        MemoryBooks.ACTOR,
                                        "goodwill"));

        assertThat(told.get(1)).isEqualTo(told.get(0));
        assertThat(told.get(2)).isEqualTo(told.get(0));
        assertThat(told.get(0)).allMatch(LedgerOutcome.Refunded.class::isInstance);
        assertThat(nodes.getFirst().counters(wallet).spent()).isEqualTo(CALLS * (10 - 4));
    }

    @Test
    void different_refunds_from_every_node_never_exceed_the_charge()
            throws ExecutionException, InterruptedException, SQLException {
        for (UUID call : calls) {
            nodes.getFirst().apply(settle(call, wallet, 10));
        }
        List<List<LedgerOutcome>> told =
                storm(
                        (node, call) ->
                                new LedgerOperation.Refund(
                                        Ids.next(),
                                        calls.get(call),
                                        wallet,
                                        Optional.of(Credits.ofNanos(4)),
                                        MemoryBooks.ACTOR,
                                        "goodwill"));

        assertThat(told.stream().flatMap(List::stream))
                .filteredOn(LedgerOutcome.Refunded.class::isInstance)
                .hasSize(2 * CALLS);
        assertThat(nodes.getFirst().counters(wallet).spent()).isEqualTo(CALLS * (10 - 2 * 4));
    }

    @Test
    void of_late_settle_bill_and_guess_one_is_final_and_the_others_learn_it()
            throws ExecutionException, InterruptedException, SQLException {
        for (UUID call : calls) {
            nodes.getFirst().apply(new LedgerOperation.MarkUnknown(call, wallet));
        }
        List<List<LedgerOutcome>> told =
                storm(
                        (node, call) ->
                                switch (node) {
                                    case 0 -> settle(calls.get(call), wallet, 7);
                                    case 1 ->
                                            new LedgerOperation.Conclude(
                                                    calls.get(call),
                                                    wallet,
                                                    Credits.ofNanos(12),
                                                    MemoryBooks.ACTOR,
                                                    "bill");
                                    default ->
                                            new LedgerOperation.Settle(
                                                    calls.get(call),
                                                    wallet,
                                                    Credits.ofNanos(10),
                                                    Optional.empty(),
                                                    true);
                                });

        long spent = 0;
        for (int call = 0; call < CALLS; call++) {
            boolean settled = told.get(0).get(call) instanceof LedgerOutcome.Settled;
            boolean billed = told.get(1).get(call) instanceof LedgerOutcome.Settled;
            assertThat(settled).as("call %d", call).isNotEqualTo(billed);
            spent += settled ? 7 : 12;
        }
        assertThat(nodes.getFirst().counters(wallet))
                .isEqualTo(new WalletLine.Counters(null, 0, spent));
        assertThat(nodes.getFirst().check().provisional()).isEmpty();
    }
}
