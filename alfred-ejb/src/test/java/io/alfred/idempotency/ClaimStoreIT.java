package io.alfred.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.audit.ChainStore;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.Ids;
import io.alfred.storage.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import javax.sql.DataSource;

/** Who may run, when several want to: on a real database, with the application's rights. */
class ClaimStoreIT {
    private static final KeyedRequest REQUEST = Requests.keyed("k", "{}");
    private static final KeyedRequest OTHER = Requests.keyed("k", "{ }");

    private DataSource source;
    private UUID node;

    @BeforeEach
    void start() throws SQLException {
        source = TestDatabase.migrated().asApp();
        node = startedNode();
    }

    @Test
    void of_two_nodes_with_eight_callers_each_exactly_one_runs()
            throws SQLException, InterruptedException, ExecutionException {
        UUID second = startedNode();
        List<UUID> nodes = List.of(node, second);
        for (int round = 0; round < 20; round++) {
            KeyedRequest request = Requests.keyed("round " + round, "{}");
            List<Beginning> all = atOnce(16, i -> begin(nodes.get(i % 2), request));

            assertThat(all).filteredOn(Beginning.Won.class::isInstance).hasSize(1);
            UUID winner =
                    all.stream()
                            .filter(Beginning.Won.class::isInstance)
                            .map(b -> ((Beginning.Won) b).claim().id())
                            .findFirst()
                            .orElseThrow();
            assertThat(all)
                    .filteredOn(Beginning.Taken.class::isInstance)
                    .hasSize(15)
                    .allSatisfy(
                            b -> {
                                Beginning.Taken taken = (Beginning.Taken) b;
                                assertThat(taken.claimId()).isEqualTo(winner);
                                assertThat(taken.state()).isEqualTo(Beginning.State.IN_PROGRESS);
                                assertThat(taken.abandoned()).isFalse();
                            });
        }
    }

    @Test
    void exactly_one_takes_over_what_a_dead_process_left_and_keeps_its_seed()
            throws SQLException, InterruptedException, ExecutionException {
        Claim dead = won(REQUEST);
        restart(node);
        Beginning.Taken left = taken(REQUEST);
        assertThat(left.abandoned()).isTrue();

        List<Optional<Claim>> all = atOnce(16, i -> takeOver(left));

        assertThat(all).filteredOn(Optional::isPresent).hasSize(1);
        Claim next = all.stream().flatMap(Optional::stream).findFirst().orElseThrow();
        assertThat(next.seed()).isEqualTo(dead.seed()).isEqualTo(dead.id());
        assertThat(taken(REQUEST).claimId()).isEqualTo(next.id()).isNotEqualTo(dead.id());
        assertThat(taken(REQUEST).abandoned()).isFalse();
    }

    @Test
    void a_claim_is_abandoned_when_its_process_ended_or_its_lease_did() throws SQLException {
        won(REQUEST);
        execute("UPDATE idempotency_key SET claimed_at = now() - interval '179 s'");
        assertThat(taken(REQUEST).abandoned()).isFalse();
        execute("UPDATE idempotency_key SET claimed_at = now() - interval '181 s'");
        assertThat(taken(REQUEST).abandoned()).isTrue();
        execute("UPDATE idempotency_key SET claimed_at = now()");
        execute("UPDATE node SET heartbeat_at = now() - interval '1 hour'");
        assertThat(taken(REQUEST).abandoned()).as("silent is not certainly dead").isFalse();
        execute("UPDATE node SET stopped_at = now()");
        assertThat(taken(REQUEST).abandoned()).isTrue();
    }

    @Test
    void whoever_lost_its_claim_changes_nothing_any_more() throws SQLException {
        Claim dead = won(REQUEST);
        restart(node);
        Claim next = takeOver(taken(REQUEST)).orElseThrow();

        assertThat(in(store -> store.complete(dead, 200, Optional.of(new byte[] {1})))).isFalse();
        assertThat(in(store -> store.free(dead))).isFalse();
        assertThat(in(store -> store.forget(dead))).isFalse();
        assertThat(in(store -> store.complete(next, 201, Optional.of(new byte[] {2})))).isTrue();

        Beginning.Taken done = taken(REQUEST);
        assertThat(done.state()).isEqualTo(Beginning.State.COMPLETED);
        assertThat(done.status()).hasValue(201);
        assertThat(done.sealed()).containsExactly(2);
    }

    @Test
    void other_content_is_a_conflict_while_the_key_is_remembered() throws SQLException {
        Claim claim = won(REQUEST);
        assertConflict();
        in(store -> store.free(claim));
        assertConflict();
        assertThat(taken(REQUEST).state()).isEqualTo(Beginning.State.FREE);

        in(store -> store.forget(claim));
        assertThat(begin(node, OTHER)).isInstanceOf(Beginning.Won.class);
    }

    @Test
    void a_key_is_remembered_for_a_day_and_then_means_a_new_request() throws SQLException {
        Claim first = won(REQUEST);
        in(store -> store.complete(first, 200, Optional.empty()));
        execute("UPDATE idempotency_key SET expires_at = expires_at - interval '23 h 59 min'");
        assertThat(taken(REQUEST).state()).isEqualTo(Beginning.State.COMPLETED);
        execute("UPDATE idempotency_key SET expires_at = expires_at - interval '1 min'");

        Beginning.Won again = (Beginning.Won) begin(node, OTHER);

        assertThat(again.claim().seed())
                .as("a new request has ledger operations of its own")
                .isNotEqualTo(first.seed());
        assertThat(taken(OTHER).state()).isEqualTo(Beginning.State.IN_PROGRESS);
    }

    @Test
    void the_sweeper_deletes_what_expired_and_no_more_than_it_may() throws SQLException {
        for (int i = 0; i < 5; i++) {
            won(Requests.keyed("old " + i, "{}"));
        }
        execute("UPDATE idempotency_key SET expires_at = now()");
        won(REQUEST);
        try (Connection connection = source.getConnection()) {
            assertThat(ClaimStore.sweep(connection, 3)).isEqualTo(3);
            KeySweeper.sweep(connection);
        }
        assertThat(count()).isEqualTo(1);
        assertThat(taken(REQUEST).state()).isEqualTo(Beginning.State.IN_PROGRESS);
    }

    @Test
    void only_the_claim_itself_does_not_wait_for_the_disk() throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET synchronous_commit = on");
            Claims.begin(new ClaimStore(connection, node, 1), REQUEST, Ids.next());
            try (ResultSet row = statement.executeQuery("SHOW synchronous_commit")) {
                row.next();
                assertThat(row.getString(1)).isEqualTo("on");
            }
        }
    }

    private interface Work {
        boolean in(ClaimStore store) throws SQLException;
    }

    private boolean in(Work work) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return work.in(new ClaimStore(connection, node, 1));
        }
    }

    private Beginning begin(UUID of, KeyedRequest request) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return Claims.begin(new ClaimStore(connection, of, 1), request, Ids.next());
        }
    }

    private Claim won(KeyedRequest request) throws SQLException {
        return ((Beginning.Won) begin(node, request)).claim();
    }

    private Beginning.Taken taken(KeyedRequest request) throws SQLException {
        return (Beginning.Taken) begin(node, request);
    }

    /** As the process that was started after the dead one. */
    private Optional<Claim> takeOver(Beginning.Taken from) throws SQLException {
        try (Connection connection = source.getConnection()) {
            Claim next = Claim.now(REQUEST, Ids.next(), from.seed());
            return new ClaimStore(connection, node, 2).takeOver(from.claimId(), next)
                    ? Optional.of(next)
                    : Optional.empty();
        }
    }

    private void assertConflict() {
        assertThatThrownBy(() -> begin(node, OTHER))
                .isInstanceOfSatisfying(
                        AlfredException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.IDEMPOTENCY_CONFLICT));
    }

    private interface Caller<T> {
        T call(int number) throws SQLException;
    }

    private static <T> List<T> atOnce(int callers, Caller<T> caller)
            throws InterruptedException, ExecutionException {
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                int number = i;
                futures.add(
                        threads.submit(
                                () -> {
                                    go.await();
                                    return caller.call(number);
                                }));
            }
            go.countDown();
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        }
    }

    private UUID startedNode() throws SQLException {
        UUID id = Ids.next();
        restart(id);
        return id;
    }

    private void restart(UUID id) throws SQLException {
        try (Connection connection = source.getConnection()) {
            ChainStore.registerNode(connection, id);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int count() throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM idempotency_key")) {
            row.next();
            return row.getInt(1);
        }
    }
}
