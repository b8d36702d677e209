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

import java.util.ArrayList;
import java.util.Collection;
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
    private final Map<UUID, BatchPlan.KnownAllotment> known;
    private final AuditChain chain;
    private final long atMicros;
    private final List<LedgerEntry> entries = new ArrayList<>();

    BatchState(
            Map<UUID, WalletLine> wallets,
            Map<UUID, HoldLine> holds,
            Map<UUID, BatchPlan.KnownAllotment> known,
            AuditChain chain,
            long atMicros) {
        this.wallets = new LinkedHashMap<>(wallets);
        this.holds = new LinkedHashMap<>(holds);
        this.known = new LinkedHashMap<>(known);
        this.chain = chain;
        this.atMicros = atMicros;
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

    AuditRow log(AuditKind kind, HoldLine line, long amount, Map<String, Object> more) {
        return log(kind, line, amount, more, null);
    }

    AuditRow log(
            AuditKind kind,
            HoldLine line,
            long amount,
            Map<String, Object> more,
            @Nullable UUID actorId) {
        Map<String, Object> data = new LinkedHashMap<>(more);
        data.put("wallet", line.origin().walletId());
        data.put("amount_nanos", amount);
        return chain.append(
                AuditEvent.of(kind, data)
                        .org(line.origin().orgId())
                        .actor(actorId)
                        .subject(line.origin().call().keyId())
                        .tx(line.origin().txId()),
                atMicros);
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

    static Place place(HoldLine line) {
        return new Place(line.origin().orgId(), line.origin().walletId(), line.origin().path());
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
