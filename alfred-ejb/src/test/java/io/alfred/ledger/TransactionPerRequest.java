package io.alfred.ledger;

import io.alfred.audit.AuditChain;
import io.alfred.audit.ChainHead;
import io.alfred.audit.ChainKind;
import io.alfred.audit.ChainStore;
import io.alfred.kernel.Credits;
import io.alfred.kernel.Ids;
import io.alfred.storage.TestDatabase;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
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

/**
 * The ledger without group commit, to compare with: a transaction per operation. A program, not a
 * test; {@code docs/operating/benchmarks.md} says how to run it.
 *
 * <p>Both sides run the same rules and statements on the same hot wallet chain of one durable
 * database, without a container; they take turns.
 */
public final class TransactionPerRequest {
    private static final int NAIVE_CALLERS = 32;
    private static final int GROUP_CALLERS = 1024;
    private static final int ROUNDS = 3;
    private static final Duration SAMPLE = Duration.ofSeconds(5);
    private static final String LOCK_HEAD =
            "SELECT seq FROM audit_chain WHERE id = ? FOR NO KEY UPDATE";

    private final DataSource source;
    private final UUID wallet;

    /** A node of its own for each side, since a chain has one writer. */
    private record Node(UUID id, int epoch, ChainHead head) {}

    /** Applies one operation and returns when it is committed. */
    private interface Ledger extends AutoCloseable {
        LedgerOutcome apply(LedgerOperation operation) throws SQLException;

        @Override
        default void close() throws SQLException {}
    }

    /** Opens a ledger for one caller. */
    private interface Ledgers {
        Ledger open() throws SQLException;
    }

    private TransactionPerRequest(DataSource source, UUID wallet) {
        this.source = source;
        this.wallet = wallet;
    }

    public static void main(String[] args) throws SQLException, InterruptedException {
        System.setProperty("alfred.test.durable", "true");
        DataSource source = TestDatabase.migrated().asApp();
        TestNode books = TestNode.start(source, Ids.next());
        UUID org = books.open(null, LedgerOperation.ALLOTTED_MAX_NANOS);
        UUID user = books.open(books.open(org, null), null);
        new TransactionPerRequest(source, user).race();
        boolean balanced = books.check().violations().isEmpty();
        System.out.println(balanced ? "the books balance" : "THE BOOKS DO NOT BALANCE");
        System.exit(balanced ? 0 : 1);
    }

    private void race() throws SQLException, InterruptedException {
        Node naive = open();
        Node group = open();
        LedgerWriter writer = new LedgerWriter();
        writer.begin(
                new PlainBatch(source, group),
                new LedgerConfig(
                        Duration.ofHours(1),
                        Duration.ZERO,
                        Duration.ofSeconds(50),
                        LedgerRules.DEFAULT.softLimits(),
                        LedgerRules.DEFAULT.spike()),
                group.head(),
                Thread::new);
        for (int round = 0; round <= ROUNDS; round++) {
            double alone = sample(NAIVE_CALLERS, () -> perOperation(naive));
            double together =
                    sample(GROUP_CALLERS, () -> operation -> writer.submit(operation).join());
            System.out.printf(
                    "%s a transaction per operation, %d callers: %.0f/s; group commit, %d callers:"
                            + " %.0f/s; ratio %.1f%n",
                    round == 0 ? "warm-up:" : "round " + round + ":",
                    NAIVE_CALLERS,
                    alone,
                    GROUP_CALLERS,
                    together,
                    together / alone);
        }
        writer.stop();
    }

    private Node open() throws SQLException {
        UUID id = Ids.next();
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            int epoch = ChainStore.registerNode(connection, id);
            ChainHead head = ChainStore.open(connection, id, ChainKind.LEDGER, epoch, 1);
            connection.commit();
            return new Node(id, epoch, head);
        }
    }

    private Ledger perOperation(Node node) throws SQLException {
        Connection connection = source.getConnection();
        connection.setAutoCommit(false);
        return new PerOperation(connection, node);
    }

    /** BEGIN, lock the chain's head, lock the wallets, read, write, COMMIT. */
    private record PerOperation(Connection connection, Node node) implements Ledger {
        @Override
        public LedgerOutcome apply(LedgerOperation operation) throws SQLException {
            UUID chainId = node.head().chainId();
            try (PreparedStatement lock = connection.prepareStatement(LOCK_HEAD)) {
                lock.setObject(1, chainId);
                lock.executeQuery().close();
            }
            CommitMark mark = new CommitMark();
            LedgerBatch.apply(
                    new LedgerStore(connection, node.id(), node.epoch()),
                    List.of(operation),
                    LedgerRules.DEFAULT,
                    new AuditChain(ChainStore.head(connection, chainId)),
                    mark);
            connection.commit();
            return mark.outcomes().getFirst();
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    /** Operations per second of that many callers, each with a ledger of its own. */
    private double sample(int callers, Ledgers ledgers) throws InterruptedException {
        List<Callable<Long>> loops = new ArrayList<>();
        long end = System.nanoTime() + SAMPLE.toNanos();
        for (int i = 0; i < callers; i++) {
            loops.add(() -> loop(ledgers.open(), end));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long started = System.nanoTime();
            long operations = 0;
            for (Future<Long> each : threads.invokeAll(loops)) {
                operations += result(each);
            }
            return operations * 1e9 / (System.nanoTime() - started);
        }
    }

    private long loop(Ledger ledger, long endNanos) throws SQLException {
        try (ledger) {
            long operations = 0;
            while (System.nanoTime() < endNanos) {
                operations += request(ledger);
            }
            return operations;
        }
    }

    private int request(Ledger ledger) throws SQLException {
        UUID tx = Ids.next();
        ledger.apply(MemoryBooks.hold(tx, wallet, 2_000_000));
        LedgerOutcome settled =
                ledger.apply(
                        new LedgerOperation.Settle(
                                tx,
                                wallet,
                                Credits.ofNanos(1_200_000),
                                Optional.empty(),
                                /* provisional= */ false));
        if (!(settled instanceof LedgerOutcome.Settled)) {
            throw new IllegalStateException("the ledger said " + settled);
        }
        return 2;
    }

    private static long result(Future<Long> loop) throws InterruptedException {
        try {
            return loop.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a caller gave up", e.getCause());
        }
    }

    /** One batch as the container's bean applies it, in a plain JDBC transaction. */
    private static final class PlainBatch extends LedgerBatch {
        private final DataSource source;
        private final Node node;
        private final Connection connection;

        PlainBatch(DataSource source, Node node) throws SQLException {
            this.source = source;
            this.node = node;
            this.connection = source.getConnection();
            connection.setAutoCommit(false);
        }

        @Override
        public void apply(List<LedgerOperation> operations, ChainHead head, CommitMark mark) {
            try {
                LedgerBatch.apply(
                        new LedgerStore(connection, node.id(), node.epoch()),
                        operations,
                        LedgerRules.DEFAULT,
                        new AuditChain(head),
                        mark);
                connection.commit();
                mark.confirm();
            } catch (SQLException e) {
                throw new IllegalStateException("the batch was not applied", e);
            }
        }

        @Override
        public ChainHead committedHead(UUID chainId) {
            try (Connection other = source.getConnection()) {
                return ChainStore.head(other, chainId);
            } catch (SQLException e) {
                throw new IllegalStateException("the chain head was not read", e);
            }
        }
    }
}
