package io.alfred.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.LongStream;

/**
 * Random late settles, operators' words and refunds against a model that is written from the
 * documentation; a failing run is repeated by its seed.
 */
class CorrectionPropertyTest {
    private static final int BATCHES = 80;
    private static final int OPERATIONS_MAX = 12;

    static LongStream seeds() {
        long fresh = System.nanoTime();
        return LongStream.concat(LongStream.range(0, 60), LongStream.range(fresh, fresh + 60));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void charges_are_corrected_and_given_back_as_the_model_says(long seed) {
        new Run(seed).go();
    }

    /** A call as the documentation tells it. */
    private static final class Call {
        final UUID wallet;
        String state = "open";
        long held;
        long charged;
        long shortfall;
        long refunded;
        boolean provisional;

        Call(UUID wallet, long held) {
            this.wallet = wallet;
            this.held = held;
        }

        boolean isFinal() {
            return state.equals("settled") && !provisional;
        }
    }

    /** What is expected: three wallets in a row, their limits, and the calls. */
    private static final class Model {
        final Map<UUID, @Nullable Long> limits = new LinkedHashMap<>();
        final Map<UUID, Call> calls = new HashMap<>();
        final Map<UUID, String> refunds = new HashMap<>();
        final List<UUID> chain = new ArrayList<>();

        Call call(UUID tx) {
            return Objects.requireNonNull(calls.get(tx));
        }

        List<UUID> path(UUID wallet) {
            return chain.subList(chain.indexOf(wallet), chain.size());
        }

        long held(UUID wallet) {
            return calls.values().stream()
                    .filter(call -> path(call.wallet).contains(wallet))
                    .mapToLong(call -> call.held)
                    .sum();
        }

        long spent(UUID wallet) {
            return calls.values().stream()
                    .filter(call -> path(call.wallet).contains(wallet))
                    .mapToLong(call -> call.charged - call.refunded)
                    .sum();
        }

        long room(UUID wallet) {
            long room = Long.MAX_VALUE;
            for (UUID level : path(wallet)) {
                Long limit = limits.get(level);
                if (limit != null) {
                    room = Math.min(room, limit - held(level) - spent(level));
                }
            }
            return room;
        }

        String settle(Call call, long cost, boolean provisional) {
            if (call.state.equals("open") || call.state.equals("unknown")) {
                // first what is held, then what there is room for
                long more = Math.max(0, Math.min(cost - call.held, room(call.wallet)));
                call.charged = Math.min(cost, call.held + more);
                call.held = 0;
            } else {
                boolean settled = call.state.equals("settled");
                if (settled && call.charged + call.shortfall == cost) {
                    if (!call.provisional || provisional) {
                        return told(call);
                    }
                }
                if (provisional || call.isFinal() || (!settled && cost == 0)) {
                    return "conflict";
                }
                long more = Math.max(0, Math.min(cost - call.charged, room(call.wallet)));
                call.charged = Math.min(cost, call.charged + more);
            }
            call.shortfall = cost - call.charged;
            call.provisional = provisional;
            call.state = "settled";
            return told(call);
        }

        String release(Call call) {
            if (call.state.equals("settled")) {
                return "conflict";
            }
            call.state = "released";
            call.held = 0;
            return "released";
        }

        String conclude(Call call, long cost) {
            if (call.state.equals("open")) {
                return "rejected";
            }
            return cost > 0 || call.state.equals("settled")
                    ? settle(call, cost, false)
                    : release(call);
        }

        String refund(UUID op, UUID tx, Call call, long amount) {
            String content = tx + " " + amount;
            if (refunds.containsKey(op)) {
                return refunds.get(op).equals(content) ? "refunded " + amount : "conflict";
            }
            if (!call.isFinal() || amount == 0 || amount > call.charged - call.refunded) {
                return "rejected";
            }
            call.refunded += amount;
            refunds.put(op, content);
            return "refunded " + amount;
        }

        static String told(Call call) {
            return "settled " + call.charged + " " + call.shortfall;
        }
    }

    private static final class Run {
        private final SplittableRandom random;
        private final long seed;
        private final MemoryBooks books = new MemoryBooks();
        private final Model model = new Model();
        private final List<UUID> transactions = new ArrayList<>();
        private final List<LedgerOperation.Refund> refunds = new ArrayList<>();
        private final List<String> expected = new ArrayList<>();

        Run(long seed) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
        }

        void go() {
            UUID org = books.open(null, 3_000L);
            UUID team = books.open(org, random.nextBoolean() ? null : 1_500L);
            UUID user = books.open(team, random.nextBoolean() ? null : 1_000L);
            for (UUID wallet : List.of(user, team, org)) {
                model.chain.add(wallet);
                model.limits.put(wallet, books.counters(wallet).allotted());
            }
            for (int i = 0; i < BATCHES; i++) {
                List<LedgerOperation> batch = new ArrayList<>();
                expected.clear();
                for (int n = 1 + random.nextInt(OPERATIONS_MAX); n > 0; n--) {
                    next(batch);
                }
                List<LedgerOutcome> outcomes = books.apply(batch, plan -> {});
                for (int j = 0; j < batch.size(); j++) {
                    assertThat(shown(outcomes.get(j)))
                            .as("seed %d, %s", seed, batch.get(j))
                            .isEqualTo(expected.get(j));
                }
                assertBooksAreTheModels();
            }
        }

        private void next(List<LedgerOperation> batch) {
            int kind = transactions.isEmpty() ? 0 : random.nextInt(12);
            if (kind < 3) {
                hold(batch);
            } else if (kind == 3) {
                limit(batch);
            } else {
                UUID tx = transactions.get(random.nextInt(transactions.size()));
                Call call = model.call(tx);
                switch (kind) {
                    case 4, 5 -> settle(batch, tx, call, random.nextInt(3) > 0);
                    case 6 -> settle(batch, tx, call, false);
                    case 7 -> {
                        batch.add(MemoryBooks.release(tx, call.wallet));
                        expected.add(model.release(call));
                    }
                    case 8 -> {
                        batch.add(new LedgerOperation.MarkUnknown(tx, call.wallet));
                        call.state = call.state.equals("open") ? "unknown" : call.state;
                        expected.add("noted");
                    }
                    case 9 -> conclude(batch, tx, call);
                    default -> refund(batch, tx, call);
                }
            }
        }

        private void hold(List<LedgerOperation> batch) {
            UUID wallet = model.chain.get(random.nextInt(model.chain.size()));
            UUID tx = books.freshId();
            long amount = 1 + random.nextLong(200);
            batch.add(MemoryBooks.hold(tx, wallet, amount));
            if (amount > model.room(wallet)) {
                expected.add("denied");
            } else {
                model.calls.put(tx, new Call(wallet, amount));
                transactions.add(tx);
                expected.add("held " + amount);
            }
        }

        private void limit(List<LedgerOperation> batch) {
            UUID wallet = model.chain.get(random.nextInt(model.chain.size()));
            Long limit = random.nextInt(4) == 0 ? null : random.nextLong(4_000);
            batch.add(MemoryBooks.limit(books.freshId(), wallet, limit));
            model.limits.put(wallet, limit);
            expected.add("allotted");
        }

        private void settle(List<LedgerOperation> batch, UUID tx, Call call, boolean provisional) {
            long cost = cost(call);
            batch.add(
                    new LedgerOperation.Settle(
                            tx, call.wallet, Credits.ofNanos(cost), Optional.empty(), provisional));
            expected.add(model.settle(call, cost, provisional));
        }

        private void conclude(List<LedgerOperation> batch, UUID tx, Call call) {
            long cost = random.nextInt(3) == 0 ? 0 : cost(call);
            batch.add(
                    new LedgerOperation.Conclude(
                            tx, call.wallet, Credits.ofNanos(cost), MemoryBooks.ACTOR, "bill"));
            expected.add(model.conclude(call, cost));
        }

        /** Sometimes an id that was used before, for the same or for another refund. */
        private void refund(List<LedgerOperation> batch, UUID tx, Call call) {
            boolean again = !refunds.isEmpty() && random.nextInt(4) == 0;
            LedgerOperation.Refund before =
                    again ? refunds.get(random.nextInt(refunds.size())) : null;
            LedgerOperation.Refund refund =
                    before != null && random.nextBoolean()
                            ? before
                            : new LedgerOperation.Refund(
                                    before == null ? books.freshId() : before.opId(),
                                    tx,
                                    call.wallet,
                                    Optional.of(Credits.ofNanos(random.nextLong(150))),
                                    MemoryBooks.ACTOR,
                                    "goodwill");
            refunds.add(refund);
            batch.add(refund);
            expected.add(
                    model.refund(
                            refund.opId(),
                            refund.txId(),
                            model.call(refund.txId()),
                            refund.amount().orElseThrow().nanos()));
        }

        /** Often what was said before, so that repeats and confirmations happen. */
        private long cost(Call call) {
            return random.nextInt(3) == 0
                    ? call.charged + call.shortfall
                    : random.nextInt(8) == 0 ? 0 : random.nextLong(260);
        }

        private static String shown(LedgerOutcome outcome) {
            return switch (outcome) {
                case LedgerOutcome.Held held -> "held " + held.amount().nanos();
                case LedgerOutcome.Settled settled ->
                        "settled " + settled.charged().nanos() + " " + settled.shortfall().nanos();
                case LedgerOutcome.Released released -> "released";
                case LedgerOutcome.Refunded refunded -> "refunded " + refunded.amount().nanos();
                case LedgerOutcome.Noted noted -> "noted";
                case LedgerOutcome.Denied denied -> "denied";
                case LedgerOutcome.Rejected rejected ->
                        rejected.code() == ErrorCode.IDEMPOTENCY_CONFLICT ? "conflict" : "rejected";
                default -> "allotted";
            };
        }

        private void assertBooksAreTheModels() {
            for (UUID wallet : model.chain) {
                WalletLine.Counters counters = books.counters(wallet);
                assertThat(counters.held()).as("seed %d", seed).isEqualTo(model.held(wallet));
                assertThat(counters.spent()).as("seed %d", seed).isEqualTo(model.spent(wallet));
            }
            Map<UUID, long[]> folds = new HashMap<>();
            for (LedgerEntry entry : books.entries()) {
                long[] fold = folds.computeIfAbsent(entry.txId(), id -> new long[3]);
                fold[0] += entry.deltas().held();
                fold[1] += entry.deltas().spent();
                fold[2] += entry.deltas().shortfall();
            }
            model.calls.forEach(
                    (tx, call) -> {
                        HoldLine line = books.hold(tx);
                        assertThat(folds.get(tx))
                                .as("seed %d, tx %s", seed, tx)
                                .containsExactly(
                                        call.held, call.charged - call.refunded, call.shortfall);
                        assertThat(line.provisional()).isEqualTo(call.provisional);
                        assertThat(line.refunded()).isEqualTo(call.refunded);
                        assertThat(line.state().wireName()).isEqualTo(call.state);
                    });
        }
    }
}
