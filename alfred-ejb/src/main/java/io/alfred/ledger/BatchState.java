package io.alfred.ledger;

import io.alfred.audit.AuditChain;
import io.alfred.audit.AuditEvent;
import io.alfred.audit.AuditKind;
import io.alfred.audit.AuditRow;
import io.alfred.kernel.ErrorCode;
import io.alfred.ledger.LedgerEntry.Context;
import io.alfred.ledger.LedgerEntry.Deltas;
import io.alfred.ledger.LedgerEntry.Kind;
import io.alfred.ledger.LedgerEntry.Place;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What the rules of a batch share: the locked rows as they stand after the operations so far, and
 * what is to be written about them.
 */
final class BatchState {
    private final Map<UUID, WalletLine> wallets;
    private final Map<UUID, HoldLine> holds;
    private final Map<PeriodLine.Key, PeriodLine> periods;
    private final Map<UUID, BatchPlan.KnownAllotment> known;
    private final Map<UUID, List<WalletLine>> modelLimits = new HashMap<>();
    private final LedgerRules rules;
    private final AuditChain chain;
    private final long atMicros;
    private final List<LedgerEntry> entries = new ArrayList<>();
    private final List<LedgerAlert> alerts = new ArrayList<>();
    private final List<CallNote> notes = new ArrayList<>();

    BatchState(BatchRows rows, LedgerRules rules, AuditChain chain, long atMicros) {
        this.wallets = new LinkedHashMap<>(rows.wallets());
        this.holds = new LinkedHashMap<>(rows.holds());
        this.periods = new LinkedHashMap<>(rows.periods());
        this.known = new LinkedHashMap<>(rows.known());
        this.rules = rules;
        this.chain = chain;
        this.atMicros = atMicros;
        wallets.values().forEach(this::index);
    }

    private void index(WalletLine line) {
        if (line.isModelLimit()) {
            modelLimits.computeIfAbsent(line.path().get(1), id -> new ArrayList<>()).add(line);
        }
    }

    @Nullable WalletLine wallet(UUID id) {
        return wallets.get(id);
    }

    @Nullable HoldLine hold(UUID txId) {
        return holds.get(txId);
    }

    BatchPlan.@Nullable KnownAllotment known(UUID opId) {
        return known.get(opId);
    }

    Collection<WalletLine> wallets() {
        return wallets.values();
    }

    Collection<HoldLine> holds() {
        return holds.values();
    }

    List<LedgerEntry> entries() {
        return List.copyOf(entries);
    }

    AuditChain chain() {
        return chain;
    }

    long atMicros() {
        return atMicros;
    }

    Instant at() {
        return Instant.EPOCH.plus(atMicros, ChronoUnit.MICROS);
    }

    LedgerRules rules() {
        return rules;
    }

    /** Earlier periods of the wallets, as far as this batch needs them. */
    Collection<PeriodLine> periods() {
        return periods.values();
    }

    /** The limits per model that lie directly below a wallet. */
    List<WalletLine> modelLimits(UUID walletId) {
        return modelLimits.getOrDefault(walletId, List.of());
    }

    void add(WalletLine line) {
        wallets.put(line.id(), line);
        index(line);
    }

    void add(PeriodLine over) {
        periods.put(over.key(), over);
    }

    void add(HoldLine line) {
        holds.put(line.origin().txId(), line);
    }

    void add(LedgerEntry entry) {
        entries.add(entry);
    }

    void add(UUID opId, BatchPlan.KnownAllotment allotment) {
        known.put(opId, allotment);
    }

    AuditRow append(AuditEvent event) {
        return chain.append(event, atMicros);
    }

    /** The lines of a wallet and its ancestors, nearest first. */
    List<WalletLine> level(List<UUID> path) {
        return path.stream()
                .map(
                        id -> {
                            WalletLine line = wallets.get(id);
                            if (line == null) {
                                throw new IllegalStateException("wallet " + id + " is not locked");
                            }
                            return line;
                        })
                .toList();
    }

    /**
     * The counters that the end of a call changes, nearest first: on every level of its chain those
     * of the period in which it began.
     */
    List<PeriodLine> settlingLevels(HoldLine line) {
        List<UUID> path = line.origin().path();
        List<Integer> numbers = line.origin().periods();
        List<PeriodLine> lines = new ArrayList<>(path.size());
        for (int i = 0; i < path.size(); i++) {
            lines.add(period(path.get(i), numbers.isEmpty() ? 1 : numbers.get(i)));
        }
        return lines;
    }

    private PeriodLine period(UUID walletId, int number) {
        WalletLine wallet = wallets.get(walletId);
        if (wallet == null) {
            throw new IllegalStateException("wallet " + walletId + " is not locked");
        }
        if (wallet.current().key().number() == number) {
            return wallet.current();
        }
        PeriodLine earlier = periods.get(new PeriodLine.Key(walletId, number));
        if (earlier == null) {
            throw new IllegalStateException(
                    "period " + number + " of wallet " + walletId + " was not read");
        }
        return earlier;
    }

    AuditRow log(AuditKind kind, HoldLine line, long amount, Map<String, Object> more) {
        return append(event(kind, line, amount, more));
    }

    /** What is logged about a hold. */
    static AuditEvent event(AuditKind kind, HoldLine line, long amount, Map<String, Object> more) {
        Map<String, Object> data = new LinkedHashMap<>(more);
        data.put("wallet", line.origin().walletId());
        data.put("amount_nanos", amount);
        return AuditEvent.of(kind, data)
                .org(line.origin().orgId())
                .subject(line.origin().call().keyId())
                .tx(line.origin().txId());
    }

    void post(UUID opId, HoldLine line, Kind kind, long amount, Deltas deltas, AuditRow row) {
        entries.add(
                new LedgerEntry(
                        opId,
                        line.origin().txId(),
                        kind,
                        place(line),
                        amount,
                        deltas,
                        Context.of(line.origin().call()),
                        row.seq()));
    }

    /** Where an entry about the wallet itself is posted. */
    Place place(WalletLine wallet) {
        return new Place(wallet.orgId(), wallet.id(), wallet.path(), periods(wallet.path()));
    }

    /** The present periods of the wallets; empty: the first of each. */
    List<Integer> periods(List<UUID> path) {
        List<Integer> numbers =
                level(path).stream().map(line -> line.current().key().number()).toList();
        return numbers.stream().allMatch(number -> number == 1) ? List.of() : numbers;
    }

    void add(CallNote note) {
        notes.add(note);
    }

    List<CallNote> notes() {
        return List.copyOf(notes);
    }

    void raise(LedgerAlert alert) {
        alerts.add(alert);
    }

    List<LedgerAlert> alerts() {
        return List.copyOf(alerts);
    }

    static Place place(HoldLine line) {
        HoldLine.Origin origin = line.origin();
        return new Place(origin.orgId(), origin.walletId(), origin.path(), origin.periods());
    }

    static Map<String, Object> callData(LedgerOperation.CallFacts call) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("key", call.keyId());
        data.put("provider", call.provider());
        data.put("model", call.model());
        data.put("price_version", call.priceVersion());
        data.put("sandbox", call.sandbox());
        return data;
    }

    static LedgerOutcome noWallet(UUID walletId) {
        return new LedgerOutcome.Rejected(
                ErrorCode.NOT_FOUND,
                "there is no wallet " + walletId,
                "`alfred wallet list` shows the wallets");
    }

    static LedgerOutcome conflict(UUID id) {
        return new LedgerOutcome.Rejected(
                ErrorCode.IDEMPOTENCY_CONFLICT,
                "operation " + id + " is in the books with other content",
                "use a fresh id for a new operation");
    }
}
