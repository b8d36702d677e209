package io.alfred.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.kernel.Credits;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.LongStream;

/** Random operations on random wallet trees; a failing run is repeated by its seed. */
class BatchPlanPropertyTest {
    private static final int BATCHES = 60;
    private static final int OPERATIONS_MAX = 24;

    static LongStream seeds() {
        long fresh = System.nanoTime();
        return LongStream.concat(LongStream.range(0, 60), LongStream.range(fresh, fresh + 60));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void money_is_never_overspent_lost_or_moved_twice(long seed) {
        new Run(seed).go();
    }

    /** One run; its operations may repeat, contradict each other and name the wrong wallet. */
    private static final class Run {
        private final SplittableRandom random;
        private final long seed;
        private final MemoryBooks books = new MemoryBooks();
        private final List<LedgerOperation> history = new ArrayList<>();
        private final List<UUID> transactions = new ArrayList<>();
        private final Map<UUID, LedgerOutcome> firsts = new HashMap<>();
        private final Map<UUID, Long> usedBefore = new HashMap<>();

        Run(long seed) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
        }

        void go() {
            plantTree();
            for (int i = 0; i < BATCHES; i++) {
                List<LedgerOperation> batch = new ArrayList<>();
                int size = 1 + random.nextInt(OPERATIONS_MAX);
                for (int j = 0; j < size; j++) {
                    batch.add(next());
                    history.add(batch.getLast());
                }
                List<LedgerOutcome> outcomes = books.apply(batch, this::assertNeverOverspent);
                for (int j = 0; j < size; j++) {
                    assertFirstOutcome(batch.get(j), outcomes.get(j));
                }
                assertBooksBalance();
            }
            assertEveryRepeatWritesNothing();
        }

        private void plantTree() {
            for (int i = 0; i < 12; i++) {
                List<UUID> wallets = books.walletIds();
                UUID parent = i < 2 ? null : wallets.get(random.nextInt(wallets.size()));
                if (parent != null && books.line(parent).path().size() == WalletBook.DEPTH_MAX) {
                    parent = null;
                }
                books.open(parent, random.nextInt(3) == 0 ? null : random.nextLong(2_000));
            }
            books.walletIds().forEach(id -> usedBefore.put(id, 0L));
        }

        private LedgerOperation next() {
            if (!history.isEmpty() && random.nextInt(8) == 0) {
                return history.get(random.nextInt(history.size()));
            }
            UUID wallet = pick(books.walletIds());
            return switch (random.nextInt(10)) {
                case 0, 1, 2, 3 -> {
                    UUID tx = random.nextInt(20) == 0 ? anyTx() : books.freshId();
                    transactions.add(tx);
                    yield MemoryBooks.hold(tx, wallet, amount());
                }
                case 4, 5, 6 -> {
                    UUID tx = anyTx();
                    yield new LedgerOperation.Settle(
                            tx,
                            payer(tx, wallet),
                            Credits.ofNanos(amount()),
                            Optional.empty(),
                            random.nextBoolean());
                }
                case 7 -> {
                    UUID tx = anyTx();
                    yield MemoryBooks.release(tx, payer(tx, wallet));
                }
                case 8 -> {
                    UUID tx = anyTx();
                    yield random.nextBoolean()
                            ? new LedgerOperation.MarkUnknown(tx, payer(tx, wallet))
                            : new LedgerOperation.Progress(
                                    tx, payer(tx, wallet), Credits.ofNanos(amount()));
                }
                default ->
                        random.nextBoolean()
                                ? MemoryBooks.limit(
                                        books.freshId(),
                                        wallet,
                                        random.nextInt(4) == 0 ? null : random.nextLong(3_000))
                                : MemoryBooks.grant(books.freshId(), wallet, random.nextLong(500));
            };
        }

        private long amount() {
            return random.nextInt(10) == 0 ? 0 : random.nextLong(400);
        }

        private UUID anyTx() {
            return transactions.isEmpty() ? books.freshId() : pick(transactions);
        }

        /** Mostly the wallet that paid, as the gateway does it. */
        private UUID payer(UUID tx, UUID otherwise) {
            if (random.nextInt(30) == 0) {
                return otherwise;
            }
            return history.stream()
                    .filter(LedgerOperation.Hold.class::isInstance)
                    .map(LedgerOperation.Hold.class::cast)
                    .filter(hold -> hold.txId().equals(tx))
                    .map(LedgerOperation.Hold::walletId)
                    .findFirst()
                    .orElse(otherwise);
        }

        private <T> T pick(List<T> all) {
            return all.get(random.nextInt(all.size()));
        }

        /** The promise itself: what is held and spent never rises while it would be too much. */
        private void assertNeverOverspent(BatchPlan plan) {
            for (WalletLine line : plan.wallets()) {
                WalletLine.Counters now = line.counters();
                long used = now.held() + now.spent();
                long before = usedBefore.getOrDefault(line.id(), 0L);
                Long limit = now.allotted();
                if (used > before && limit != null) {
                    assertThat(used)
                            .as("seed %d, wallet %s", seed, line.id())
                            .isLessThanOrEqualTo(limit);
                }
                usedBefore.put(line.id(), used);
            }
        }

        private void assertFirstOutcome(LedgerOperation operation, LedgerOutcome outcome) {
            UUID id =
                    switch (outcome) {
                        case LedgerOutcome.Held held -> held.txId();
                        case LedgerOutcome.Allotted allotted -> allotted.opId();
                        case LedgerOutcome.Settled settled ->
                                isProvisional(operation)
                                        ? null
                                        : new UUID(1, settled.txId().hashCode());
                        // a release that turns out to have been served is charged after all
                        case LedgerOutcome.Released gone -> new UUID(2, gone.txId().hashCode());
                        case LedgerOutcome.Refunded refunded -> refunded.opId();
                        case LedgerOutcome.Noted noted -> null;
                        case LedgerOutcome.Changed changed -> null;
                        case LedgerOutcome.Denied denied -> null;
                        case LedgerOutcome.Rejected rejected -> null;
                    };
            if (id != null) {
                LedgerOutcome first = firsts.putIfAbsent(id, outcome);
                assertThat(first == null ? outcome : first)
                        .as("seed %d, %s", seed, operation)
                        .isEqualTo(outcome);
            }
        }

        /** What is charged so stands only until the true cost is told. */
        private static boolean isProvisional(LedgerOperation operation) {
            return operation instanceof LedgerOperation.Settle settle && settle.provisional();
        }

        private void assertBooksBalance() {
            Map<UUID, long[]> fold = new HashMap<>();
            for (LedgerEntry entry : books.entries()) {
                for (UUID wallet : entry.place().path()) {
                    long[] sums = fold.computeIfAbsent(wallet, id -> new long[2]);
                    sums[0] += entry.deltas().held();
                    sums[1] += entry.deltas().spent();
                }
            }
            Map<UUID, Long> unresolved = new HashMap<>();
            for (HoldLine line : books.holds()) {
                if (line.state().holdsMoney()) {
                    line.origin()
                            .path()
                            .forEach(id -> unresolved.merge(id, line.amount(), Long::sum));
                }
                assertResolvedOnce(line);
            }
            for (UUID wallet : books.walletIds()) {
                WalletLine.Counters counters = books.counters(wallet);
                long[] sums = fold.getOrDefault(wallet, new long[2]);
                assertThat(counters.held()).as("seed %d held", seed).isEqualTo(sums[0]);
                assertThat(counters.spent()).as("seed %d spent", seed).isEqualTo(sums[1]);
                assertThat(counters.held())
                        .as("seed %d unresolved", seed)
                        .isEqualTo(unresolved.getOrDefault(wallet, 0L));
                assertThat(counters.spent()).isNotNegative();
            }
        }

        private void assertResolvedOnce(HoldLine line) {
            UUID tx = line.origin().txId();
            long resolutions =
                    books.entries().stream()
                            .filter(entry -> entry.txId().equals(tx))
                            .filter(
                                    entry ->
                                            entry.kind() == LedgerEntry.Kind.SETTLE
                                                    || entry.kind() == LedgerEntry.Kind.RELEASE)
                            .count();
            assertThat(resolutions)
                    .as("seed %d, tx %s", seed, tx)
                    .isEqualTo(line.state().holdsMoney() ? 0 : 1);
            long late =
                    books.entries().stream()
                            .filter(entry -> entry.txId().equals(tx))
                            .filter(entry -> entry.kind() == LedgerEntry.Kind.LATE_CHARGE)
                            .mapToLong(LedgerEntry::amount)
                            .sum();
            assertThat(line.charged())
                    .as("seed %d", seed)
                    .isLessThanOrEqualTo(line.amount() + late);
        }

        private void assertEveryRepeatWritesNothing() {
            int entries = books.entries().size();
            List<LedgerOperation> taken =
                    books.entries().stream()
                            .filter(entry -> entry.kind() == LedgerEntry.Kind.HOLD)
                            .map(
                                    entry ->
                                            (LedgerOperation)
                                                    MemoryBooks.hold(
                                                            entry.txId(),
                                                            entry.place().walletId(),
                                                            entry.amount()))
                            .toList();
            assertThat(books.apply(taken, plan -> {}))
                    .as("seed %d", seed)
                    .allMatch(LedgerOutcome.Held.class::isInstance);
            assertThat(books.entries()).hasSize(entries);
        }
    }
}
