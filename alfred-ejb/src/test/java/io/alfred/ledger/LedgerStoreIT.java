package io.alfred.ledger;

import static io.alfred.ledger.MemoryBooks.hold;
import static io.alfred.ledger.MemoryBooks.limit;
import static io.alfred.ledger.MemoryBooks.release;
import static io.alfred.ledger.MemoryBooks.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.audit.AuditChain;
import io.alfred.audit.ChainFencedException;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.Ids;
import io.alfred.kernel.TokenUsage;
import io.alfred.storage.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import javax.sql.DataSource;

class LedgerStoreIT {
    private static final String UNIQUE_VIOLATION = "23505";

    private DataSource source;
    private TestNode node;

    @BeforeEach
    void start() throws SQLException {
        source = TestDatabase.migrated().asApp();
        node = TestNode.start(source, Ids.next());
    }

    @Test
    void a_full_batch_of_mixed_operations_is_written_at_once() throws SQLException {
        UUID org = node.open(null, 1_000_000L);
        UUID team = node.open(org, 500_000L);
        UUID user = node.open(team, null);
        List<LedgerOperation> batch = new ArrayList<>();
        for (int i = 0; batch.size() < LedgerWriter.BATCH_OPERATIONS_MAX; i++) {
            UUID tx = Ids.next();
            batch.add(hold(tx, i % 2 == 0 ? user : org, 100 + i));
            switch (i % 8) {
                case 0 -> batch.add(release(tx, user));
                case 1 -> batch.add(settle(tx, org, 50));
                case 2 -> batch.add(settle(tx, user, 5_000));
                case 3 -> batch.add(new LedgerOperation.MarkUnknown(tx, org));
                case 4 -> batch.add(new LedgerOperation.Progress(tx, user, Credits.ofNanos(3)));
                case 5 -> batch.add(limit(Ids.next(), team, 500_000L + i));
                case 6 -> batch.add(hold(Ids.next(), user, 900_000));
                default -> batch.add(MemoryBooks.grant(Ids.next(), org, 1));
            }
        }
        List<LedgerOutcome> outcomes = node.apply(batch.subList(0, 1024));

        assertThat(outcomes).hasSize(1024).noneMatch(LedgerOutcome.Rejected.class::isInstance);
        assertThat(outcomes).hasAtLeastOneElementOfType(LedgerOutcome.Denied.class);
        LedgerCheck.Report report = node.check();
        assertThat(report.violations()).isEmpty();
        assertThat(report.unknown()).hasSize(64);
        assertThat(node.counters(org).spent()).isPositive();
    }

    @Test
    void a_batch_that_only_notes_progress_moves_no_chain() throws SQLException {
        UUID wallet = node.open(null, 100L);
        UUID tx = Ids.next();
        node.apply(hold(tx, wallet, 60));
        long seq = node.head().seq();
        node.apply(new LedgerOperation.Progress(tx, wallet, Credits.ofNanos(17)));
        assertThat(node.head().seq()).isEqualTo(seq);
        assertThat(number("SELECT progress FROM hold")).isEqualTo(17);
        assertThat(node.apply(settle(tx, wallet, 20)))
                .isEqualTo(new LedgerOutcome.Settled(tx, Credits.ofNanos(20), Credits.ZERO));
        assertThat(number("SELECT progress FROM hold")).isEqualTo(17);
    }

    @Test
    void a_repeat_in_a_later_batch_gets_the_first_outcome() throws SQLException {
        UUID wallet = node.open(null, 100L);
        UUID tx = Ids.next();
        UUID op = Ids.next();
        List<LedgerOperation> batch =
                List.of(
                        hold(tx, wallet, 10),
                        settle(tx, wallet, 150),
                        limit(op, wallet, 700L),
                        MemoryBooks.grant(new UUID(9, 9), wallet, 3));
        List<LedgerOutcome> first = node.apply(batch);
        long entries = number("SELECT count(*) FROM ledger_entry");
        assertThat(node.apply(batch)).isEqualTo(first);
        assertThat(first.get(1))
                .isEqualTo(
                        new LedgerOutcome.Settled(tx, Credits.ofNanos(100), Credits.ofNanos(50)));
        assertThat(number("SELECT count(*) FROM ledger_entry")).isEqualTo(entries);
        assertThat(node.check().violations()).isEmpty();
    }

    @Test
    void a_large_batch_leaves_the_same_rows_as_single_operations() throws SQLException {
        UUID wallet = node.open(node.open(null, 1_000_000_000L), null);
        for (LedgerOperation operation : oneOfEach(wallet)) {
            node.apply(operation);
        }
        List<String> single = strippedRows();
        List<LedgerOperation> holds = new ArrayList<>();
        List<LedgerOperation> ends = new ArrayList<>();
        while (ends.size() < LedgerCopy.ENTRIES_MIN) {
            List<LedgerOperation> more = oneOfEach(wallet);
            int half = more.size() / 2;
            holds.addAll(more.subList(0, half));
            ends.addAll(more.subList(half, more.size()));
        }
        node.apply(holds);
        node.apply(ends);

        assertThat(strippedRows()).isEqualTo(single).hasSizeGreaterThan(8);
        List<LedgerOperation> together = new ArrayList<>();
        while (together.size() < 2 * LedgerCopy.ENTRIES_MIN) {
            together.addAll(oneOfEach(wallet));
        }
        node.apply(together);
        assertThat(strippedRows()).isEqualTo(single);
        assertThat(node.check().violations()).isEmpty();
    }

    @Test
    void a_batch_finds_its_rows_by_index_however_young_the_tables_are() throws SQLException {
        UUID wallet = node.open(null, 100L);
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            assertThat(setting(connection, "enable_seqscan")).isEqualTo("on");
            new LedgerStore(connection, node.id(), node.epoch()).lockWallets(List.of(wallet));
            assertThat(setting(connection, "enable_seqscan")).isEqualTo("off");
            connection.commit();
            assertThat(setting(connection, "enable_seqscan")).isEqualTo("on");
        }
    }

    private static String setting(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW " + name)) {
            row.next();
            return row.getString(1);
        }
    }

    /** Four holds, then an end of another kind for each. */
    private static List<LedgerOperation> oneOfEach(UUID wallet) {
        List<UUID> ids = List.of(Ids.next(), Ids.next(), Ids.next(), Ids.next());
        List<LedgerOperation> operations = new ArrayList<>();
        ids.forEach(id -> operations.add(hold(id, wallet, 60)));
        operations.add(
                new LedgerOperation.Settle(
                        ids.get(0),
                        wallet,
                        Credits.ofNanos(45),
                        Optional.of(new TokenUsage(30, 10, 5, 20, 7, true)),
                        true));
        operations.add(settle(ids.get(1), wallet, 90));
        operations.add(release(ids.get(2), wallet));
        operations.add(new LedgerOperation.MarkUnknown(ids.get(3), wallet));
        return operations;
    }

    /** What rows say besides ids, places in the chain and times: each kind of row once. */
    private List<String> strippedRows() throws SQLException {
        String sql =
                "SELECT DISTINCT (to_jsonb(e) - ARRAY['op_id', 'tx_id', 'chain_seq',"
                    + " 'recorded_at'])::text FROM ledger_entry e WHERE kind <> 'LIMIT' UNION"
                    + " SELECT DISTINCT (to_jsonb(h) - ARRAY['tx_id', 'created_at', 'unknown_at',"
                    + " 'resolved_at'])::text || (unknown_at IS NULL) || (resolved_at IS NULL) ||"
                    + " deadline_at FROM hold h UNION SELECT DISTINCT (to_jsonb(a) - ARRAY['tx_id',"
                    + " 'seq', 'at_micros', 'prev_hash', 'hash', 'payload'])::text FROM audit_log a"
                    + " ORDER BY 1";
        List<String> rows = new ArrayList<>();
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                rows.add(row.getString(1));
            }
        }
        return rows;
    }

    @Test
    void every_column_of_hold_and_entry_comes_back_as_it_was_written() throws SQLException {
        UUID wallet = node.open(null, 100L);
        UUID tx = Ids.next();
        node.apply(hold(tx, wallet, 60));
        node.apply(
                new LedgerOperation.Settle(
                        tx,
                        wallet,
                        Credits.ofNanos(45),
                        Optional.of(new TokenUsage(30, 10, 5, 20, 7, true)),
                        true));
        try (Connection connection = source.getConnection()) {
            LedgerReader.Filter all = LedgerReaderIT.filter(10);
            LedgerReader.HoldView hold =
                    LedgerReader.holds(connection, all, Optional.empty()).getFirst();
            assertThat(hold.deadlineAt()).isEqualTo(MemoryBooks.DEADLINE);
            assertThat(hold.state()).isEqualTo("settled");
            assertThat(hold.charged()).isEqualTo(Credits.ofNanos(45));
            assertThat(hold.amount()).isEqualTo(Credits.ofNanos(60));
            assertThat(hold.provisional()).isTrue();
            assertThat(hold.unknownAt()).isEmpty();
            assertThat(hold.resolvedAt()).isPresent();
            assertThat(hold.keyId()).isEqualTo(MemoryBooks.CALL.keyId());
            LedgerReader.EntryView settle =
                    LedgerReader.entries(connection, all).stream()
                            .filter(entry -> entry.kind().equals("SETTLE"))
                            .findFirst()
                            .orElseThrow();
            assertThat(settle.heldDelta()).isEqualTo(Credits.ofNanos(-60));
            assertThat(settle.spentDelta()).isEqualTo(Credits.ofNanos(45));
            assertThat(settle.promptTokens()).hasValue(30);
            assertThat(settle.completionTokens()).hasValue(20);
            assertThat(settle.estimated()).isTrue();
            assertThat(settle.provisional()).isTrue();
            assertThat(settle.model()).contains("gpt-4o");
            assertThat(settle.reason()).isEmpty();
            assertThat(settle.recordedAt()).isEqualTo(hold.resolvedAt().orElseThrow());
        }
    }

    @Test
    void a_hold_is_decided_on_what_the_lock_waited_for()
            throws ExecutionException, InterruptedException, SQLException {
        UUID org = node.open(null, 100L);
        UUID user = node.open(org, null);
        TestNode other = TestNode.start(source, Ids.next());
        try (ExecutorService threads = Executors.newSingleThreadExecutor();
                Connection first = source.getConnection()) {
            first.setAutoCommit(false);
            CommitMark mark = new CommitMark();
            LedgerBatch.apply(
                    new LedgerStore(first, node.id(), node.epoch()),
                    List.of(hold(Ids.next(), user, 70)),
                    LedgerRules.DEFAULT,
                    new AuditChain(node.head()),
                    mark);
            Future<LedgerOutcome> second =
                    threads.submit(() -> other.apply(hold(Ids.next(), user, 70)));
            while (number("SELECT count(*) FROM pg_locks WHERE NOT granted") == 0) {
                Thread.onSpinWait();
            }
            first.commit();
            assertThat(second.get()).isInstanceOf(LedgerOutcome.Denied.class);
        }
        assertThat(node.counters(org).held()).isEqualTo(70);
    }

    @Test
    void a_hold_that_another_node_settled_during_the_wait_is_not_settled_again()
            throws ExecutionException, InterruptedException, SQLException {
        UUID wallet = node.open(null, 100L);
        UUID tx = Ids.next();
        node.apply(hold(tx, wallet, 70));
        TestNode other = TestNode.start(source, Ids.next());
        try (ExecutorService threads = Executors.newSingleThreadExecutor();
                Connection first = source.getConnection()) {
            first.setAutoCommit(false);
            LedgerBatch.apply(
                    new LedgerStore(first, node.id(), node.epoch()),
                    List.of(settle(tx, wallet, 9)),
                    LedgerRules.DEFAULT,
                    new AuditChain(node.head()),
                    new CommitMark());
            Future<LedgerOutcome> second = threads.submit(() -> other.apply(release(tx, wallet)));
            while (number("SELECT count(*) FROM pg_locks WHERE NOT granted") == 0) {
                Thread.onSpinWait();
            }
            first.commit();
            assertThat(second.get())
                    .isInstanceOfSatisfying(
                            LedgerOutcome.Rejected.class,
                            rejected ->
                                    assertThat(rejected.code())
                                            .isEqualTo(ErrorCode.IDEMPOTENCY_CONFLICT));
        }
        assertThat(node.check().violations()).isEmpty();
    }

    @Test
    void a_writer_of_an_older_epoch_is_fenced_and_writes_nothing() throws SQLException {
        UUID wallet = node.open(null, 100L);
        TestNode successor = TestNode.start(source, node.id());
        assertThatThrownBy(() -> node.apply(hold(Ids.next(), wallet, 1)))
                .isInstanceOf(ChainFencedException.class);
        assertThat(number("SELECT count(*) FROM hold")).isZero();
        assertThat(node.counters(wallet).held()).isZero();
        successor.apply(hold(Ids.next(), wallet, 1));
        assertThat(successor.check().violations()).isEmpty();
    }

    @Test
    void a_single_operation_writes_what_a_batch_of_two_writes() throws SQLException {
        UUID org = node.open(null, 1_000L);
        UUID user = node.open(node.open(org, null), null);
        UUID alone = Ids.next();
        UUID one = Ids.next();
        UUID other = Ids.next();
        node.apply(hold(alone, user, 10));
        node.applyTogether(hold(one, user, 10), hold(other, user, 10));
        assertThat(rows("hold", alone)).isEqualTo(rows("hold", one));
        node.apply(settle(alone, user, 4));
        node.applyTogether(settle(one, user, 4), settle(other, user, 4));
        assertThat(rows("hold", alone)).isEqualTo(rows("hold", one));
        assertThat(rows("ledger_entry", alone)).isEqualTo(rows("ledger_entry", one));
        assertThat(rows("audit_log", alone)).isEqualTo(rows("audit_log", one));
        UUID given = Ids.next();
        node.apply(hold(given, user, 10));
        node.apply(release(given, user));
        assertThat(number("SELECT count(*) FROM hold WHERE resolved_at IS NULL")).isZero();
        assertThat(number("SELECT count(*) FROM hold WHERE unknown_at IS NOT NULL")).isZero();
        assertThat(node.counters(org)).isEqualTo(new WalletLine.Counters(1_000L, 0, 12));
        assertThat(node.check().violations()).isEmpty();
    }

    /** All that the rows of a transaction say, but for what is of its own: ids, places, times. */
    private List<String> rows(String table, UUID tx) throws SQLException {
        String own =
                "'{tx_id,op_id,seq,chain_seq,hash,prev_hash,payload,at_micros,recorded_at,"
                        + "created_at,deadline_at,resolved_at}'::text[]";
        String sql =
                "SELECT (to_jsonb(t) - "
                        + own
                        + ")::text FROM "
                        + table
                        + " t WHERE tx_id = ?"
                        + " ORDER BY 1";
        List<String> rows = new ArrayList<>();
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, tx);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(row.getString(1));
                }
            }
        }
        assertThat(rows).isNotEmpty();
        return rows;
    }

    @Test
    void a_wallet_that_moved_since_the_last_batch_debits_its_new_ancestors() throws SQLException {
        TestNode elsewhere = TestNode.start(source, Ids.next());
        UUID from = node.open(null, 100L);
        UUID to = node.open(null, 100L);
        UUID user = node.open(from, null);
        node.apply(hold(Ids.next(), user, 10));
        elsewhere.apply(
                new LedgerOperation.Reparent(
                        user, Optional.of(to), MemoryBooks.ACTOR, "a new team"));
        node.apply(hold(Ids.next(), user, 5));
        assertThat(node.counters(to).held()).isEqualTo(5);
        assertThat(node.counters(from).held()).isEqualTo(10);
        assertThat(node.check().violations()).isEmpty();
    }

    @Test
    void two_writers_from_one_head_cannot_both_write() throws SQLException {
        UUID wallet = node.open(null, 100L);
        UUID tx = Ids.next();
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            AuditChain stale = new AuditChain(node.head());
            node.apply(hold(tx, wallet, 1));
            LedgerStore store = new LedgerStore(connection, node.id(), node.epoch());
            assertThatThrownBy(
                            () ->
                                    LedgerBatch.apply(
                                            store,
                                            List.of(hold(Ids.next(), wallet, 1)),
                                            LedgerRules.DEFAULT,
                                            stale,
                                            new CommitMark()))
                    .isInstanceOf(ChainFencedException.class);
            connection.rollback();
        }
        assertThat(number("SELECT count(*) FROM hold")).isEqualTo(1);
    }

    @Test
    void a_hold_that_changed_behind_the_locks_fails_the_batch() throws SQLException {
        UUID wallet = node.open(null, 100L);
        UUID tx = Ids.next();
        node.apply(hold(tx, wallet, 10));
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            LedgerStore store = new LedgerStore(connection, node.id(), node.epoch());
            BatchPlan plan =
                    new BatchPlan(
                            BatchReader.read(store, List.of(settle(tx, wallet, 4))),
                            LedgerRules.DEFAULT,
                            new AuditChain(node.head()),
                            5);
            plan.decide(settle(tx, wallet, 4));
            execute("UPDATE hold SET state = 'unknown'");
            assertThatThrownBy(() -> store.write(plan))
                    .isInstanceOf(LedgerStore.UnexpectedCountException.class)
                    .hasMessageContaining("changed holds");
            connection.rollback();
        }
        assertThat(number("SELECT held FROM wallet")).isEqualTo(10);
        assertThat(number("SELECT count(*) FROM ledger_entry WHERE kind = 'SETTLE'")).isZero();
    }

    @Test
    void a_hold_marked_unknown_in_its_own_batch_has_the_time_that_the_grace_counts_from()
            throws SQLException {
        UUID wallet = node.open(null, 100L);
        UUID tx = Ids.next();
        UUID later = Ids.next();
        node.applyTogether(
                hold(tx, wallet, 10),
                new LedgerOperation.MarkUnknown(tx, wallet),
                hold(later, wallet, 10));
        node.apply(new LedgerOperation.MarkUnknown(later, wallet));
        assertThat(number("SELECT count(*) FROM hold WHERE unknown_at IS NOT NULL")).isEqualTo(2);
        node.apply(settle(later, wallet, 1));
        assertThat(number("SELECT count(*) FROM hold WHERE unknown_at IS NOT NULL")).isEqualTo(2);
    }

    @Test
    void many_writers_on_one_tree_never_overspend_or_deadlock()
            throws ExecutionException, InterruptedException, SQLException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        List<UUID> wallets = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            UUID parent = i < 3 ? null : wallets.get(random.nextInt(wallets.size()));
            wallets.add(node.open(parent, i % 3 == 2 ? null : 2_000L + random.nextLong(8_000)));
        }
        // Transactions that every writer tries, so that they meet on the same ids too.
        List<UUID> shared = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            shared.add(Ids.next());
        }
        List<Future<Integer>> writers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                TestNode writer = TestNode.start(source, Ids.next());
                SplittableRandom own = random.split();
                writers.add(threads.submit(() -> write(writer, own, wallets, shared)));
            }
        }
        int denied = 0;
        for (Future<Integer> writer : writers) {
            denied += writer.get();
        }
        assertThat(denied).as("seed %d: the limits were reached", seed).isPositive();
        assertThat(
                        number(
                                "SELECT count(*) FROM wallet WHERE held < 0"
                                        + " OR held + spent > allotted"))
                .as("seed %d", seed)
                .isZero();
        assertThat(node.check().violations()).as("seed %d", seed).isEmpty();
    }

    private static int write(
            TestNode writer, SplittableRandom random, List<UUID> wallets, List<UUID> shared)
            throws SQLException {
        int denied = 0;
        for (int round = 0; round < 40; round++) {
            List<LedgerOperation> batch = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                boolean isShared = random.nextInt(6) == 0;
                int place = random.nextInt(shared.size());
                UUID tx = isShared ? shared.get(place) : Ids.next();
                // One transaction has one wallet, whoever asks.
                UUID wallet = wallets.get((isShared ? place : random.nextInt(99)) % wallets.size());
                batch.add(hold(tx, wallet, isShared ? 7 : random.nextLong(300)));
                if (random.nextInt(3) > 0) {
                    batch.add(settle(tx, wallet, isShared ? 5 : random.nextLong(400)));
                }
            }
            denied += Math.toIntExact(applyWithRetry(writer, batch));
        }
        return denied;
    }

    /** As the ledger writer does it; only ids that two writers made at once may need a repeat. */
    private static long applyWithRetry(TestNode writer, List<LedgerOperation> batch)
            throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return writer.apply(batch).stream()
                        .filter(LedgerOutcome.Denied.class::isInstance)
                        .count();
            } catch (SQLException e) {
                if (!UNIQUE_VIOLATION.equals(e.getSQLState()) || attempt == 20) {
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

    private void execute(String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
