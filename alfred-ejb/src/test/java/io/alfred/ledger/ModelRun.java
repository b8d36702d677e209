package io.alfred.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.kernel.Credits;
import io.alfred.ledger.LedgerModel.Verdict;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Sends the same random operations to the ledger and to {@link LedgerModel} and compares what
 * callers are told and what the wallets then hold. A failing run is repeated by its seed.
 */
final class ModelRun {
    private static final int OPERATIONS_MAX = 16;
    private static final String[] MODELS = {"openai/gpt-4o", "openai/gpt-5", "openai/gpt-*", "*"};
    private static final String[] ZONES = {"UTC", "Europe/Berlin", "America/New_York"};

    /** The ledger under test. */
    interface Ledger {
        UUID open(Optional<UUID> parent, Optional<Long> allotted) throws SQLException;

        List<LedgerOutcome> apply(List<LedgerOperation> operations, Instant at) throws SQLException;

        /** Counters of every period of every wallet. */
        Map<PeriodLine.Key, WalletLine.Counters> counters() throws SQLException;
    }

    private final SplittableRandom random;
    private final long seed;
    private final Ledger ledger;
    private final LedgerModel model = new LedgerModel();
    private final List<LedgerOperation> history = new ArrayList<>();
    private final Map<UUID, LedgerOperation> taken = new HashMap<>();
    private final List<LedgerOperation.Hold> holds = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-20T10:00:00Z");
    private long ids = 1_000;

    ModelRun(long seed, Ledger ledger) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.ledger = ledger;
    }

    void go(int batches) throws SQLException {
        plantTrees();
        for (int i = 0; i < batches; i++) {
            now = now.plus(Duration.ofHours(random.nextLong(1, 24 * 20)));
            List<LedgerOperation> batch = new ArrayList<>();
            // Every wallet is in the batch, so that every period that is due begins now.
            model.wallets().keySet().forEach(id -> batch.add(new LedgerOperation.Renew(id)));
            int size = 1 + random.nextInt(OPERATIONS_MAX);
            for (int j = 0; j < size; j++) {
                batch.add(next());
            }
            model.wallets().values().forEach(wallet -> model.renew(wallet, now));
            List<Verdict> expected = batch.stream().map(this::decide).toList();
            List<LedgerOutcome> outcomes = ledger.apply(batch, now);
            for (int j = 0; j < batch.size(); j++) {
                assertThat(verdict(outcomes.get(j)))
                        .as("seed %d, batch %d, %s: %s", seed, i, batch.get(j), outcomes.get(j))
                        .isEqualTo(expected.get(j));
            }
            history.addAll(batch);
            compare(i);
        }
    }

    private void plantTrees() throws SQLException {
        for (int i = 0; i < 8; i++) {
            List<UUID> known = List.copyOf(model.wallets().keySet());
            Optional<UUID> parent = i < 2 ? Optional.empty() : Optional.of(pick(known));
            Optional<Long> allotted =
                    random.nextInt(3) == 0 ? Optional.empty() : Optional.of(random.nextLong(2_000));
            UUID id = ledger.open(parent, allotted);
            model.open(id, parent.orElse(null), allotted.orElse(null));
        }
    }

    private LedgerOperation next() {
        if (!history.isEmpty() && random.nextInt(10) == 0) {
            return pick(history);
        }
        UUID wallet = pick(List.copyOf(model.wallets().keySet()));
        return switch (random.nextInt(22)) {
            case 0, 1, 2, 3, 4, 5, 6 -> hold(wallet);
            case 7, 8, 9, 10, 11 -> end(wallet);
            case 12 -> MemoryBooks.grant(freshId(), wallet, random.nextLong(500));
            case 13 ->
                    MemoryBooks.limit(
                            freshId(),
                            wallet,
                            random.nextInt(4) == 0 ? null : random.nextLong(3_000));
            case 14 ->
                    new LedgerOperation.Adjust(
                            freshId(),
                            wallet,
                            Credits.ofNanos(random.nextLong(-600, 600)),
                            MemoryBooks.ACTOR,
                            "wrong");
            case 15, 16 -> transfer(wallet);
            default -> change(wallet);
        };
    }

    private LedgerOperation hold(UUID wallet) {
        String model = random.nextBoolean() ? "gpt-4o" : "gpt-5";
        LedgerOperation.Hold hold =
                new LedgerOperation.Hold(
                        freshId(),
                        wallet,
                        Credits.ofNanos(amount()),
                        new LedgerOperation.CallFacts(new UUID(7, 7), "openai", model, "1", false),
                        MemoryBooks.DEADLINE);
        holds.add(hold);
        return hold;
    }

    private LedgerOperation end(UUID otherwise) {
        if (holds.isEmpty()) {
            return MemoryBooks.release(freshId(), otherwise);
        }
        LedgerOperation.Hold hold = pick(holds);
        UUID wallet = random.nextInt(40) == 0 ? otherwise : hold.walletId();
        UUID tx = hold.txId();
        return switch (random.nextInt(10)) {
            case 0, 1 -> MemoryBooks.release(tx, wallet);
            case 2, 3 -> new LedgerOperation.MarkUnknown(tx, wallet);
            case 4 ->
                    new LedgerOperation.Settle(
                            tx, wallet, Credits.ofNanos(amount()), Optional.empty(), true);
            case 5 ->
                    new LedgerOperation.Conclude(
                            tx, wallet, Credits.ofNanos(amount()), MemoryBooks.ACTOR, "bill");
            case 6 ->
                    new LedgerOperation.Refund(
                            freshId(),
                            tx,
                            wallet,
                            Optional.of(Credits.ofNanos(amount() / 3)),
                            MemoryBooks.ACTOR,
                            "goodwill");
            default -> MemoryBooks.settle(tx, wallet, amount());
        };
    }

    private LedgerOperation transfer(UUID from) {
        UUID to = pick(List.copyOf(model.wallets().keySet()));
        return from.equals(to)
                ? MemoryBooks.grant(freshId(), from, 1)
                : new LedgerOperation.Transfer(
                        freshId(),
                        from,
                        to,
                        Credits.ofNanos(random.nextLong(400)),
                        MemoryBooks.ACTOR,
                        "share");
    }

    private LedgerOperation change(UUID wallet) {
        return switch (random.nextInt(12)) {
            case 0, 1 -> new LedgerOperation.Freeze(wallet, MemoryBooks.ACTOR, "stop");
            case 2, 3, 4 -> new LedgerOperation.Unfreeze(wallet, MemoryBooks.ACTOR, "go");
            case 5 ->
                    random.nextInt(6) == 0
                            ? new LedgerOperation.Close(wallet, MemoryBooks.ACTOR, "over")
                            : new LedgerOperation.Thaw(wallet);
            case 6, 7, 8 ->
                    new LedgerOperation.SetPeriod(
                            wallet, period(), random.nextInt(3) == 0, MemoryBooks.ACTOR);
            case 9, 10 ->
                    new LedgerOperation.Reparent(
                            wallet,
                            random.nextInt(4) == 0
                                    ? Optional.empty()
                                    : Optional.of(pick(List.copyOf(model.wallets().keySet()))),
                            MemoryBooks.ACTOR,
                            "order");
            default ->
                    new LedgerOperation.OpenModelLimit(
                            freshId(),
                            wallet,
                            MODELS[random.nextInt(MODELS.length)],
                            MemoryBooks.ACTOR);
        };
    }

    private Period period() {
        PeriodUnit unit = pick(List.of(PeriodUnit.values()));
        return unit == PeriodUnit.NONE
                ? Period.NONE
                : new Period(
                        unit,
                        ZoneId.of(ZONES[random.nextInt(ZONES.length)]),
                        LocalDate.of(2026, 1, 1).plusDays(random.nextInt(365)));
    }

    private Verdict decide(LedgerOperation operation) {
        return switch (operation) {
            case LedgerOperation.Hold hold -> model.hold(hold);
            case LedgerOperation.Settle settle -> model.settle(settle);
            case LedgerOperation.Release release -> model.release(release);
            case LedgerOperation.MarkUnknown unknown -> model.unknown(unknown);
            case LedgerOperation.Conclude conclude -> model.conclude(conclude);
            case LedgerOperation.Refund refund -> once(refund);
            case LedgerOperation.OnAllotment allotment -> once(allotment);
            case LedgerOperation.Freeze freeze ->
                    model.stand(freeze.walletId(), WalletState.FROZEN);
            case LedgerOperation.Unfreeze unfreeze ->
                    model.stand(unfreeze.walletId(), WalletState.ACTIVE);
            case LedgerOperation.Close close -> model.stand(close.walletId(), WalletState.CLOSED);
            case LedgerOperation.SetPeriod period -> model.period(period, now);
            case LedgerOperation.Reparent move -> model.move(move);
            case LedgerOperation.OpenModelLimit open -> model.openModelLimit(open);
            case LedgerOperation.OnWallet other -> Verdict.TAKEN;
            case LedgerOperation.OnHold other -> throw new IllegalStateException(other.toString());
        };
    }

    private Verdict once(LedgerOperation.Refund refund) {
        if (taken.containsKey(refund.opId())) {
            return Verdict.TAKEN;
        }
        Verdict verdict = model.refund(refund);
        if (verdict == Verdict.TAKEN) {
            taken.put(refund.opId(), refund);
        }
        return verdict;
    }

    /** The same operation again has no effect; only what was taken is remembered. */
    private Verdict once(LedgerOperation.OnAllotment operation) {
        if (taken.containsKey(operation.opId())) {
            return Verdict.TAKEN;
        }
        Verdict verdict =
                switch (operation) {
                    case LedgerOperation.SetLimit limit -> model.limit(limit);
                    case LedgerOperation.Grant grant ->
                            model.add(grant.walletId(), grant.amount().nanos());
                    case LedgerOperation.Adjust adjust ->
                            model.add(adjust.walletId(), adjust.change().nanos());
                    case LedgerOperation.Transfer transfer -> model.transfer(transfer);
                };
        if (verdict == Verdict.TAKEN) {
            taken.put(operation.opId(), operation);
        }
        return verdict;
    }

    private static Verdict verdict(LedgerOutcome outcome) {
        return switch (outcome) {
            case LedgerOutcome.Denied denied -> Verdict.DENIED;
            case LedgerOutcome.Rejected rejected -> Verdict.REJECTED;
            default -> Verdict.TAKEN;
        };
    }

    private void compare(int batch) throws SQLException {
        Map<PeriodLine.Key, WalletLine.Counters> expected = new HashMap<>();
        model.wallets()
                .forEach(
                        (id, wallet) ->
                                wallet.periods.forEach(
                                        (number, amounts) ->
                                                expected.put(
                                                        new PeriodLine.Key(id, number),
                                                        amounts.counters())));
        assertThat(ledger.counters())
                .as("seed %d, after batch %d", seed, batch)
                .containsExactlyInAnyOrderEntriesOf(expected);
    }

    private UUID freshId() {
        return new UUID(seed, ids++);
    }

    private long amount() {
        return random.nextInt(10) == 0 ? 0 : random.nextLong(400);
    }

    private <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
