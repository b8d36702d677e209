package io.alfred.ledger;

import io.alfred.audit.AuditChain;
import io.alfred.audit.AuditEvent;
import io.alfred.audit.AuditKind;
import io.alfred.audit.AuditRow;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.Ids;
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
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Decides the operations of one batch, in arrival order, on locked rows.
 *
 * <p>Pure: it reads and changes the lines it was given and collects entries and audit rows; {@link
 * LedgerStore} writes them all or nothing. Every row is touched once, however many operations of
 * the batch concern it. Not safe for use by several threads.
 */
final class BatchPlan {
    private final Map<UUID, WalletLine> wallets;
    private final Map<UUID, HoldLine> holds;
    private final Map<UUID, KnownAllotment> known;
    private final AuditChain chain;
    private final long atMicros;
    private final List<LedgerEntry> entries = new ArrayList<>();

    /** A LIMIT or GRANT that is already in the books. */
    record KnownAllotment(Kind kind, UUID walletId, long amount, @Nullable Long allottedAfter) {}

    BatchPlan(
            Map<UUID, WalletLine> wallets,
            Map<UUID, HoldLine> holds,
            Map<UUID, KnownAllotment> known,
            AuditChain chain,
            long atMicros) {
        this.wallets = new LinkedHashMap<>(wallets);
        this.holds = new LinkedHashMap<>(holds);
        this.known = new LinkedHashMap<>(known);
        this.chain = chain;
        this.atMicros = atMicros;
    }

    LedgerOutcome decide(LedgerOperation operation) {
        return switch (operation) {
            case LedgerOperation.Hold hold -> hold(hold);
            case LedgerOperation.OnHold onHold -> onHold(onHold);
            case LedgerOperation.SetLimit limit -> setLimit(limit);
            case LedgerOperation.Grant grant -> grant(grant);
        };
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

    /** Whether there is anything to write. */
    boolean isEmpty() {
        return chain.rows().isEmpty() && holds.values().stream().noneMatch(HoldLine::changed);
    }

    private LedgerOutcome hold(LedgerOperation.Hold hold) {
        HoldLine first = holds.get(hold.txId());
        if (first != null) {
            return isSame(first, hold)
                    ? new LedgerOutcome.Held(hold.txId(), hold.amount())
                    : conflict(hold.txId());
        }
        WalletLine wallet = wallets.get(hold.walletId());
        if (wallet == null) {
            return noWallet(hold.walletId());
        }
        long amount = hold.amount().nanos();
        Optional<LedgerOutcome.Denied> denied = refusal(wallet, hold);
        if (denied.isPresent()) {
            return block(wallet, hold, denied.get());
        }
        HoldLine line =
                HoldLine.fresh(
                        new HoldLine.Origin(
                                hold.txId(),
                                wallet.orgId(),
                                wallet.id(),
                                wallet.path(),
                                hold.call(),
                                hold.deadline()),
                        amount);
        level(line.origin().path()).forEach(each -> each.hold(amount));
        holds.put(hold.txId(), line);
        AuditRow row = log(AuditKind.HOLD, line, amount, callData(hold.call()));
        post(hold.txId(), line, Kind.HOLD, amount, Deltas.held(amount), row);
        return new LedgerOutcome.Held(hold.txId(), hold.amount());
    }

    private static boolean isSame(HoldLine first, LedgerOperation.Hold repeat) {
        return first.origin().walletId().equals(repeat.walletId())
                && first.origin().call().equals(repeat.call())
                && first.asked() == repeat.amount().nanos();
    }

    /** Closed before frozen before exhausted; among equals the wallet nearest to the caller. */
    private Optional<LedgerOutcome.Denied> refusal(WalletLine wallet, LedgerOperation.Hold hold) {
        List<WalletLine> levels = level(wallet.path());
        for (WalletState state : List.of(WalletState.CLOSED, WalletState.FROZEN)) {
            for (WalletLine each : levels) {
                if (each.state() == state) {
                    ErrorCode code =
                            state == WalletState.CLOSED
                                    ? ErrorCode.WALLET_CLOSED
                                    : ErrorCode.WALLET_FROZEN;
                    return Optional.of(new LedgerOutcome.Denied(code, shortage(each, hold)));
                }
            }
        }
        for (WalletLine each : levels) {
            // A free call is refused by an empty wallet too: blocked means blocked.
            if (each.free() <= 0 || hold.amount().nanos() > each.free()) {
                return Optional.of(
                        new LedgerOutcome.Denied(ErrorCode.WALLET_EXHAUSTED, shortage(each, hold)));
            }
        }
        return Optional.empty();
    }

    private static LedgerOutcome.Shortage shortage(WalletLine wallet, LedgerOperation.Hold hold) {
        WalletLine.Counters counters = wallet.counters();
        return new LedgerOutcome.Shortage(
                wallet.id(),
                Optional.ofNullable(counters.allotted()).map(Credits::ofNanos),
                Credits.ofNanos(counters.held()),
                Credits.ofNanos(counters.spent()),
                hold.amount());
    }

    private LedgerOutcome block(
            WalletLine payer, LedgerOperation.Hold hold, LedgerOutcome.Denied denied) {
        LedgerOutcome.Shortage shortage = denied.shortage();
        Map<String, Object> data = callData(hold.call());
        data.put("code", denied.code().wireName());
        data.put("wallet", payer.id());
        data.put("refused_by", shortage.walletId());
        data.put("needed_nanos", hold.amount().nanos());
        data.put("held_nanos", shortage.held().nanos());
        data.put("spent_nanos", shortage.spent().nanos());
        shortage.limit().ifPresent(limit -> data.put("limit_nanos", limit.nanos()));
        chain.append(
                AuditEvent.of(AuditKind.BLOCK, data)
                        .org(payer.orgId())
                        .subject(hold.call().keyId())
                        .tx(hold.txId()),
                atMicros);
        return denied;
    }

    private LedgerOutcome onHold(LedgerOperation.OnHold operation) {
        HoldLine line = holds.get(operation.txId());
        if (line == null) {
            return new LedgerOutcome.Rejected(
                    ErrorCode.NOT_FOUND,
                    "there is no hold of transaction " + operation.txId(),
                    "nothing was held for it, so nothing is to be resolved");
        }
        if (!line.origin().walletId().equals(operation.walletId())) {
            // Only the wallets that the operation names are locked.
            return conflict(operation.txId());
        }
        return switch (operation) {
            case LedgerOperation.Hold hold -> hold(hold);
            case LedgerOperation.Settle settle -> settle(line, settle);
            case LedgerOperation.Release release -> release(line, release);
            case LedgerOperation.MarkUnknown unknown -> markUnknown(line);
            case LedgerOperation.Progress progress -> note(line, progress);
        };
    }

    private LedgerOutcome settle(HoldLine line, LedgerOperation.Settle settle) {
        UUID txId = settle.txId();
        long cost = settle.cost().nanos();
        if (!line.state().holdsMoney()) {
            boolean repeat =
                    line.state() == HoldState.SETTLED && line.charged() + line.shortfall() == cost;
            return repeat ? settled(line) : conflict(txId);
        }
        topUp(line, cost);
        long charged = Math.min(cost, line.amount());
        long beyond = cost - charged;
        long unheld = line.amount();
        for (WalletLine each : level(line.origin().path())) {
            each.unhold(unheld);
            each.spend(charged);
        }
        line.settle(charged, beyond, settle.provisional());
        Map<String, Object> data = callData(line.origin().call());
        data.put("released_nanos", unheld - charged);
        data.put("provisional", settle.provisional());
        settle.usage()
                .ifPresent(
                        usage -> {
                            data.put("prompt_tokens", usage.prompt());
                            data.put("completion_tokens", usage.completion());
                            data.put("estimated", usage.estimated());
                        });
        AuditRow row = log(AuditKind.SETTLE, line, charged, data);
        entries.add(
                new LedgerEntry(
                        Ids.next(),
                        txId,
                        Kind.SETTLE,
                        place(line),
                        charged,
                        Deltas.resolved(unheld, charged),
                        new Context(
                                line.origin().call(),
                                settle.usage().orElse(null),
                                settle.provisional(),
                                null,
                                null),
                        row.seq()));
        if (beyond > 0) {
            AuditRow critical = log(AuditKind.SHORTFALL, line, beyond, Map.of());
            post(Ids.next(), line, Kind.SHORTFALL, beyond, Deltas.shortfall(beyond), critical);
        }
        return settled(line);
    }

    /** Grows the hold towards the cost, as far as every level has room. */
    private void topUp(HoldLine line, long cost) {
        List<WalletLine> levels = level(line.origin().path());
        long room = levels.stream().mapToLong(WalletLine::free).min().orElse(0);
        long extra = Math.min(cost - line.amount(), room);
        if (extra <= 0) {
            return;
        }
        levels.forEach(each -> each.hold(extra));
        line.topUp(extra);
        AuditRow row = log(AuditKind.TOP_UP, line, extra, Map.of());
        post(Ids.next(), line, Kind.TOP_UP, extra, Deltas.held(extra), row);
    }

    private static LedgerOutcome settled(HoldLine line) {
        return new LedgerOutcome.Settled(
                line.origin().txId(),
                Credits.ofNanos(line.charged()),
                Credits.ofNanos(line.shortfall()));
    }

    private LedgerOutcome release(HoldLine line, LedgerOperation.Release release) {
        if (line.state() == HoldState.RELEASED) {
            return new LedgerOutcome.Released(release.txId());
        }
        if (line.state() == HoldState.SETTLED) {
            return conflict(release.txId());
        }
        long amount = line.amount();
        level(line.origin().path()).forEach(each -> each.unhold(amount));
        line.release();
        AuditRow row = log(AuditKind.RELEASE, line, amount, Map.of("reason", release.reason()));
        entries.add(
                new LedgerEntry(
                        Ids.next(),
                        release.txId(),
                        Kind.RELEASE,
                        place(line),
                        amount,
                        Deltas.resolved(amount, 0),
                        new Context(line.origin().call(), null, false, null, release.reason()),
                        row.seq()));
        return new LedgerOutcome.Released(release.txId());
    }

    private LedgerOutcome markUnknown(HoldLine line) {
        UUID txId = line.origin().txId();
        if (line.state() == HoldState.OPEN) {
            line.markUnknown();
            AuditRow row = log(AuditKind.UNKNOWN, line, line.amount(), Map.of());
            post(Ids.next(), line, Kind.UNKNOWN, line.amount(), Deltas.NONE, row);
        }
        return new LedgerOutcome.Noted(txId);
    }

    private static LedgerOutcome note(HoldLine line, LedgerOperation.Progress progress) {
        if (line.state() == HoldState.OPEN) {
            line.note(progress.costSoFar().nanos());
        }
        return new LedgerOutcome.Noted(progress.txId());
    }

    private LedgerOutcome setLimit(LedgerOperation.SetLimit limit) {
        @Nullable Long after = limit.allotted().map(Credits::nanos).orElse(null);
        KnownAllotment first = known.get(limit.opId());
        if (first != null) {
            boolean repeat =
                    first.kind() == Kind.LIMIT
                            && first.walletId().equals(limit.walletId())
                            && Objects.equals(first.allottedAfter(), after);
            return repeat ? allotted(limit.opId(), after) : conflict(limit.opId());
        }
        WalletLine wallet = wallets.get(limit.walletId());
        return wallet == null
                ? noWallet(limit.walletId())
                : reallot(wallet, limit, Kind.LIMIT, after, after == null ? 0 : after);
    }

    private LedgerOutcome grant(LedgerOperation.Grant grant) {
        long amount = grant.amount().nanos();
        KnownAllotment first = known.get(grant.opId());
        if (first != null) {
            boolean repeat =
                    first.kind() == Kind.GRANT
                            && first.walletId().equals(grant.walletId())
                            && first.amount() == amount;
            return repeat ? allotted(grant.opId(), first.allottedAfter()) : conflict(grant.opId());
        }
        WalletLine wallet = wallets.get(grant.walletId());
        if (wallet == null) {
            return noWallet(grant.walletId());
        }
        Long before = wallet.counters().allotted();
        if (before == null) {
            return new LedgerOutcome.Rejected(
                    ErrorCode.CONFLICT,
                    "the wallet has no limit of its own, so a grant would change nothing",
                    "set a limit with `alfred wallet limit`, or grant to the ancestor that has"
                            + " one");
        }
        if (before > LedgerOperation.ALLOTTED_MAX_NANOS - amount) {
            return new LedgerOutcome.Rejected(
                    ErrorCode.CONFLICT,
                    "the allotment would exceed 1,000,000,000 credits",
                    "grant less");
        }
        return reallot(wallet, grant, Kind.GRANT, before + amount, amount);
    }

    private LedgerOutcome reallot(
            WalletLine wallet,
            LedgerOperation.OnAllotment operation,
            Kind kind,
            @Nullable Long after,
            long amount) {
        Long before = wallet.counters().allotted();
        long delta = (after == null ? 0 : after) - (before == null ? 0 : before);
        wallet.allot(after);
        AuditEvent event =
                AuditEvent.of(kind == Kind.LIMIT ? AuditKind.LIMIT : AuditKind.GRANT)
                        .org(wallet.orgId())
                        .actor(operation.actorId())
                        .subject(wallet.id())
                        .tx(operation.opId())
                        .with("wallet", wallet.id())
                        .with("reason_given", !operation.reason().isEmpty());
        event = before == null ? event : event.with("allotted_before_nanos", before);
        event = after == null ? event : event.with("allotted_after_nanos", after);
        AuditRow row = chain.append(event, atMicros);
        entries.add(
                new LedgerEntry(
                        operation.opId(),
                        operation.opId(),
                        kind,
                        new Place(wallet.orgId(), wallet.id(), wallet.path()),
                        amount,
                        Deltas.allotted(delta, after),
                        new Context(null, null, false, operation.actorId(), operation.reason()),
                        row.seq()));
        known.put(operation.opId(), new KnownAllotment(kind, wallet.id(), amount, after));
        return allotted(operation.opId(), after);
    }

    private static LedgerOutcome allotted(UUID opId, @Nullable Long after) {
        return new LedgerOutcome.Allotted(opId, Optional.ofNullable(after).map(Credits::ofNanos));
    }

    private List<WalletLine> level(List<UUID> path) {
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

    private AuditRow log(AuditKind kind, HoldLine line, long amount, Map<String, Object> more) {
        Map<String, Object> data = new LinkedHashMap<>(more);
        data.put("wallet", line.origin().walletId());
        data.put("amount_nanos", amount);
        return chain.append(
                AuditEvent.of(kind, data)
                        .org(line.origin().orgId())
                        .subject(line.origin().call().keyId())
                        .tx(line.origin().txId()),
                atMicros);
    }

    private void post(
            UUID opId, HoldLine line, Kind kind, long amount, Deltas deltas, AuditRow row) {
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

    private static Place place(HoldLine line) {
        return new Place(line.origin().orgId(), line.origin().walletId(), line.origin().path());
    }

    private static Map<String, Object> callData(LedgerOperation.CallFacts call) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("key", call.keyId());
        data.put("provider", call.provider());
        data.put("model", call.model());
        data.put("price_version", call.priceVersion());
        data.put("sandbox", call.sandbox());
        return data;
    }

    private static LedgerOutcome noWallet(UUID walletId) {
        return new LedgerOutcome.Rejected(
                ErrorCode.NOT_FOUND,
                "there is no wallet " + walletId,
                "`alfred wallet list` shows the wallets");
    }

    private static LedgerOutcome conflict(UUID id) {
        return new LedgerOutcome.Rejected(
                ErrorCode.IDEMPOTENCY_CONFLICT,
                "operation " + id + " is in the books with other content",
                "use a fresh id for a new operation");
    }
}
