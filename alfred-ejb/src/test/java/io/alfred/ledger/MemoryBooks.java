package io.alfred.ledger;

import io.alfred.audit.AuditChain;
import io.alfred.audit.AuditRow;
import io.alfred.audit.ChainHead;
import io.alfred.audit.TestChains;
import io.alfred.kernel.Credits;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Does with a plan in memory what {@link LedgerStore} does with it in the database. */
final class MemoryBooks {
    static final LedgerOperation.CallFacts CALL =
            new LedgerOperation.CallFacts(new UUID(7, 7), "openai", "gpt-4o", "1", false);
    static final Instant DEADLINE = Instant.ofEpochSecond(2_000_000_000L);
    static final UUID ORG = new UUID(1, 0);
    static final UUID ACTOR = new UUID(2, 0);

    private final Map<UUID, WalletLine> wallets = new LinkedHashMap<>();
    private final Map<UUID, HoldLine> holds = new HashMap<>();
    private final Map<PeriodLine.Key, PeriodLine> periods = new LinkedHashMap<>();
    private final Map<UUID, BatchPlan.KnownAllotment> known = new HashMap<>();
    private final List<LedgerEntry> entries = new CopyOnWriteArrayList<>();
    private final List<AuditRow> log = new ArrayList<>();
    private final List<LedgerAlert> alerts = new ArrayList<>();
    private ChainHead head = TestChains.genesis(new UUID(3, 0));
    private LedgerRules rules = LedgerRules.DEFAULT;
    private long ids = 100;
    private long clockMicros = 1_000_000;

    UUID freshId() {
        return new UUID(0, ids++);
    }

    UUID open(@Nullable UUID parent, @Nullable Long allotted) {
        return open(parent, WalletState.ACTIVE, new WalletLine.Counters(allotted, 0, 0));
    }

    UUID open(@Nullable UUID parent, WalletState state, WalletLine.Counters counters) {
        UUID id = freshId();
        List<UUID> path = new ArrayList<>(List.of(id));
        if (parent != null) {
            path.addAll(line(parent).path());
        }
        wallets.put(
                id,
                new WalletLine(
                        new WalletLine.Place(id, ORG, path, null),
                        standing(state),
                        WalletLine.Rules.NONE.withBase(counters.allotted()),
                        new PeriodLine(new PeriodLine.Key(id, 1), Instant.EPOCH, null, counters),
                        WalletLine.Marks.NONE));
        return id;
    }

    void become(UUID wallet, WalletState state) {
        WalletLine line = stored(line(wallet));
        line.stand(standing(state));
        wallets.put(wallet, line);
    }

    private static WalletLine.Standing standing(WalletState state) {
        return switch (state) {
            case ACTIVE -> WalletLine.Standing.ACTIVE;
            case FROZEN -> WalletLine.Standing.frozen(FrozenBy.OPERATOR, null, "stopped");
            case CLOSED -> new WalletLine.Standing(WalletState.CLOSED, null, null, "over");
        };
    }

    /** The rules of the installation. */
    void rule(LedgerRules newRules) {
        rules = newRules;
    }

    /** Lets time pass until the moment. */
    void clockTo(Instant moment) {
        clockMicros = ChronoUnit.MICROS.between(Instant.EPOCH, moment);
    }

    LedgerOutcome apply(LedgerOperation operation) {
        return apply(List.of(operation), plan -> {}).getFirst();
    }

    List<LedgerOutcome> applyTogether(LedgerOperation... operations) {
        return apply(Arrays.asList(operations), plan -> {});
    }

    /** Decides and commits one batch; {@code watcher} sees the plan after every decision. */
    List<LedgerOutcome> apply(List<LedgerOperation> operations, Consumer<BatchPlan> watcher) {
        Draft draft = draft(operations, watcher);
        commit(draft);
        return draft.outcomes();
    }

    /** A batch that was decided and not yet committed. */
    record Draft(BatchPlan plan, List<LedgerOutcome> outcomes) {
        ChainHead head() {
            return plan.chain().after();
        }
    }

    Draft draft(List<LedgerOperation> operations) {
        return draft(operations, plan -> {});
    }

    private Draft draft(List<LedgerOperation> operations, Consumer<BatchPlan> watcher) {
        BatchPlan plan =
                new BatchPlan(
                        new BatchRows(
                                stored(wallets, MemoryBooks::stored),
                                stored(holds, MemoryBooks::stored),
                                stored(periods, MemoryBooks::stored),
                                known),
                        rules,
                        new AuditChain(head),
                        clockMicros++);
        List<LedgerOutcome> outcomes = new ArrayList<>();
        for (LedgerOperation operation : operations) {
            outcomes.add(plan.decide(operation));
            watcher.accept(plan);
        }
        return new Draft(plan, outcomes);
    }

    void commit(Draft draft) {
        BatchPlan plan = draft.plan();
        plan.wallets().forEach(line -> wallets.put(line.id(), line));
        plan.periods().forEach(line -> periods.put(line.key(), line));
        plan.holds().forEach(line -> holds.put(line.origin().txId(), line));
        for (LedgerEntry entry : plan.entries()) {
            entries.add(entry);
            if (entry.kind().allots() || entry.kind() == LedgerEntry.Kind.REFUND) {
                known.put(
                        entry.opId(),
                        new BatchPlan.KnownAllotment(
                                entry.kind(),
                                entry.place().walletId(),
                                entry.amount(),
                                entry.deltas().allotted(),
                                entry.deltas().allottedAfter(),
                                entry.context().counterWalletId(),
                                entry.txId()));
            }
        }
        alerts.addAll(plan.alerts());
        log.addAll(plan.chain().rows());
        head = plan.chain().after();
    }

    ChainHead head() {
        return head;
    }

    WalletLine.Counters counters(UUID wallet) {
        return line(wallet).counters();
    }

    List<UUID> walletIds() {
        return List.copyOf(wallets.keySet());
    }

    WalletLine line(UUID wallet) {
        WalletLine line = wallets.get(wallet);
        if (line == null) {
            throw new IllegalArgumentException("no wallet " + wallet);
        }
        return line;
    }

    HoldLine hold(UUID tx) {
        HoldLine line = holds.get(tx);
        if (line == null) {
            throw new IllegalArgumentException("no hold " + tx);
        }
        return line;
    }

    List<LedgerAlert> alerts() {
        return alerts;
    }

    /** Periods that are over. */
    List<PeriodLine> periods() {
        return List.copyOf(periods.values());
    }

    List<HoldLine> holds() {
        return List.copyOf(holds.values());
    }

    List<LedgerEntry> entries() {
        return entries;
    }

    List<LedgerEntry.Kind> kinds() {
        return entries.stream().map(LedgerEntry::kind).toList();
    }

    List<AuditRow> log() {
        return log;
    }

    static LedgerOperation.Hold hold(UUID tx, UUID wallet, long nanos) {
        return new LedgerOperation.Hold(tx, wallet, Credits.ofNanos(nanos), CALL, DEADLINE);
    }

    static LedgerOperation.Settle settle(UUID tx, UUID wallet, long nanos) {
        return new LedgerOperation.Settle(
                tx, wallet, Credits.ofNanos(nanos), Optional.empty(), false);
    }

    static LedgerOperation.Release release(UUID tx, UUID wallet) {
        return new LedgerOperation.Release(tx, wallet, "not served");
    }

    static LedgerOperation.SetLimit limit(UUID op, UUID wallet, @Nullable Long nanos) {
        return new LedgerOperation.SetLimit(
                op, wallet, Optional.ofNullable(nanos).map(Credits::ofNanos), ACTOR, "plan");
    }

    static LedgerOperation.Grant grant(UUID op, UUID wallet, long nanos) {
        return new LedgerOperation.Grant(op, wallet, Credits.ofNanos(nanos), ACTOR, "bonus");
    }

    private static <K, T> Map<K, T> stored(Map<K, T> lines, UnaryOperator<T> copy) {
        Map<K, T> copies = new LinkedHashMap<>();
        lines.forEach((id, line) -> copies.put(id, copy.apply(line)));
        return copies;
    }

    private static WalletLine stored(WalletLine line) {
        return new WalletLine(
                new WalletLine.Place(line.id(), line.orgId(), line.path(), line.modelPattern()),
                line.standing(),
                line.rules(),
                stored(line.current()),
                new WalletLine.Marks(line.warned(), line.rate()));
    }

    private static PeriodLine stored(PeriodLine line) {
        return new PeriodLine(line.key(), line.start(), line.end(), line.counters());
    }

    private static HoldLine stored(HoldLine line) {
        return new HoldLine(
                line.origin(),
                line.state(),
                new HoldLine.Figures(
                        line.asked(),
                        line.amount(),
                        line.charged(),
                        line.shortfall(),
                        line.refunded(),
                        line.progress(),
                        line.provisional()));
    }
}
