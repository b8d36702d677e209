package io.alfred.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.identity.Caller;
import io.alfred.identity.Role;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.Ids;
import io.alfred.storage.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

/** Several nodes on one database, in real time. */
class LeaseSqlIT {
    /** One a minute: nothing to speak of comes back while a test runs. */
    private static final Allowance BURST_OF_100 =
            new Allowance(Optional.of(1), Optional.of(100), Optional.empty(), Optional.of(1_000));

    private final DataSource database = TestDatabase.migrated().asApp();
    private final UUID org = Ids.next();
    private final UUID key = Ids.next();
    private final Caller caller =
            new Caller(
                    key,
                    "service",
                    Role.MEMBER,
                    Optional.of(org),
                    key,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    true,
                    false,
                    OptionalLong.empty());

    @BeforeEach
    void anOrg() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement(
                                "INSERT INTO organization (id, name) VALUES (?, 'acme')")) {
            insert.setObject(1, org);
            insert.executeUpdate();
        }
    }

    /** A node of its own, which can be cut off from the database. */
    private final class Node {
        private final AtomicBoolean cutOff = new AtomicBoolean();
        private final UUID holder = Ids.next();
        private final LimitDesk desk =
                new LimitDesk(this::rules, this::trade, System::nanoTime, InstantSource.system());

        private LimitRules rules(LimitRules last) {
            try (Connection connection = database.getConnection()) {
                return new LimitSql(connection).rules(last);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        private List<LeaseGrant> trade(List<LeaseOrder> orders) {
            if (cutOff.get()) {
                throw new IllegalStateException("cut off");
            }
            try (Connection connection = database.getConnection()) {
                connection.setAutoCommit(false);
                List<LeaseGrant> grants = LeaseSql.trade(connection, holder, orders);
                connection.commit();
                return grants;
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        int admitted(int calls) {
            int count = 0;
            for (int i = 0; i < calls; i++) {
                try (Permit permit = desk.admit(caller)) {
                    count += permit.standing().requests() == null ? 0 : 1;
                } catch (AlfredException e) {
                    assertThat(e.code()).isIn(ErrorCode.RATE_LIMITED, ErrorCode.OVERLOADED);
                }
            }
            return count;
        }
    }

    private RateLimit set(Optional<String> models, Allowance allowance) throws SQLException {
        try (Connection connection = database.getConnection()) {
            LimitSql sql = new LimitSql(connection);
            UUID id =
                    sql.set(
                            new RateLimit(
                                    Ids.next(),
                                    org,
                                    new Subject(Subject.Kind.KEY, key),
                                    models,
                                    allowance));
            return sql.find(id).orElseThrow().limit();
        }
    }

    @Test
    void nodes_that_call_all_at_once_share_a_burst_exactly()
            throws SQLException, InterruptedException, ExecutionException {
        set(Optional.empty(), BURST_OF_100);
        List<Future<Integer>> counts = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 4; i++) {
                Node node = new Node();
                counts.add(pool.submit(() -> node.admitted(100)));
                counts.add(pool.submit(() -> node.admitted(100)));
            }
        }
        int sum = 0;
        for (Future<Integer> count : counts) {
            sum += count.get();
        }
        // a node may end with a lease that no call of its own needed
        assertThat(sum).isBetween(50, 100);
        assertThat(sum + new Node().admitted(100)).isLessThanOrEqualTo(100);
    }

    @Test
    void one_node_admits_a_burst_to_the_last_call_and_not_one_more() throws SQLException {
        set(Optional.empty(), BURST_OF_100);
        assertThat(new Node().admitted(150)).isEqualTo(100);
    }

    @Test
    void a_node_that_is_cut_off_admits_no_more_than_it_leased() throws SQLException {
        set(Optional.empty(), BURST_OF_100);
        Node connected = new Node();
        Node cutOff = new Node();
        int before = cutOff.admitted(20) + connected.admitted(20);
        assertThat(before).isEqualTo(40);
        cutOff.cutOff.set(true);
        int alone = cutOff.admitted(100);
        int rest = connected.admitted(100);
        assertThat(alone).isLessThanOrEqualTo(40);
        assertThat(before + alone + rest)
                .as("with what both admitted during the partition")
                .isLessThanOrEqualTo(100);
        cutOff.cutOff.set(false);
        assertThat(before + alone + rest + cutOff.admitted(100)).isLessThanOrEqualTo(100);
    }

    @Test
    void calls_at_a_time_are_shared_by_all_nodes() throws SQLException {
        set(
                Optional.empty(),
                new Allowance(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(5)));
        Node first = new Node();
        Node second = new Node();
        List<Permit> running = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            running.add(first.desk.admit(caller));
        }
        while (running.size() < 5) {
            running.add(second.desk.admit(caller));
        }
        assertThat(refused(first)).isTrue();
        assertThat(refused(second)).isTrue();
        running.get(4).close();
        assertThat(refused(second)).isFalse();
    }

    private boolean refused(Node node) {
        try {
            node.desk.admit(caller);
            return false;
        } catch (AlfredException e) {
            return e.code() == ErrorCode.RATE_LIMITED;
        }
    }

    @Test
    void setting_a_limit_again_gives_nothing_away_and_removing_it_frees_the_caller()
            throws SQLException {
        RateLimit limit = set(Optional.empty(), BURST_OF_100);
        Node node = new Node();
        assertThat(node.admitted(100)).isEqualTo(100);
        RateLimit again = set(Optional.empty(), BURST_OF_100);
        assertThat(again.id()).isEqualTo(limit.id());
        node.desk.refresh();
        assertThat(node.admitted(1)).isZero();
        try (Connection connection = database.getConnection()) {
            assertThat(new LimitSql(connection).remove(limit.id())).isTrue();
            assertThat(new LimitSql(connection).remove(limit.id())).isFalse();
        }
        node.desk.refresh();
        try (Permit permit = node.desk.admit(caller)) {
            assertThat(permit.standing().requests()).isNull();
        }
    }

    @Test
    void limits_are_read_as_they_were_set_and_only_when_there_is_something_new()
            throws SQLException {
        Allowance all =
                new Allowance(
                        Optional.of(60), Optional.of(10), Optional.of(5_000L), Optional.of(4));
        RateLimit general = set(Optional.empty(), all);
        RateLimit some = set(Optional.of("openai/gpt-4*"), BURST_OF_100);
        try (Connection connection = database.getConnection()) {
            LimitSql sql = new LimitSql(connection);
            LimitRules rules = sql.rules(LimitRules.NONE);
            assertThat(rules.of(caller)).containsExactlyInAnyOrder(general, some);
            assertThat(sql.rules(rules)).isSameAs(rules);
            assertThat(
                            sql.list(
                                    new LimitStore.Filter(
                                            Optional.of(org),
                                            Optional.of(key),
                                            Optional.empty(),
                                            new UUID(0, 0),
                                            10)))
                    .extracting(LimitView::limit)
                    .containsExactly(general, some);
            assertThat(
                            sql.list(
                                    new LimitStore.Filter(
                                            Optional.of(Ids.next()),
                                            Optional.empty(),
                                            Optional.of(key),
                                            new UUID(0, 0),
                                            10)))
                    .isEmpty();
        }
    }
}
