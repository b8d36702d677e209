package io.alfred.ledger;

import io.alfred.audit.AuditKind;
import io.alfred.audit.AuditRow;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.Ids;
import io.alfred.ledger.LedgerEntry.Context;
import io.alfred.ledger.LedgerEntry.Deltas;
import io.alfred.ledger.LedgerEntry.Kind;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The rules by which a hold becomes a charge, goes back, or waits for evidence. */
final class Resolution {
    private final BatchState state;
    private final Breaker breaker;
    private final Correction correction;

    Resolution(BatchState state, Breaker breaker) {
        this.state = state;
        this.breaker = breaker;
        this.correction = new Correction(state);
    }

    LedgerOutcome resolve(LedgerOperation.OnHold operation) {
        HoldLine line = state.hold(operation.txId());
        if (line == null) {
            return new LedgerOutcome.Rejected(
                    ErrorCode.NOT_FOUND,
                    "there is no hold of transaction " + operation.txId(),
                    "nothing was held for it, so nothing is to be resolved");
        }
        if (!line.origin().walletId().equals(operation.walletId())) {
            // Only the wallets that the operation names are locked.
            return BatchState.conflict(operation.txId());
        }
        return switch (operation) {
            case LedgerOperation.Hold hold ->
                    throw new IllegalArgumentException("a hold is not a resolution");
            case LedgerOperation.Settle settle -> settle(line, Word.of(settle));
            case LedgerOperation.Release release -> release(line, release.reason(), null);
            case LedgerOperation.Conclude conclude -> conclude(line, conclude);
            case LedgerOperation.Refund refund -> correction.refund(line, refund);
            case LedgerOperation.MarkUnknown unknown -> markUnknown(line);
            case LedgerOperation.Progress progress -> note(line, progress);
        };
    }

    /** An operator's word is for calls that nobody is working on any more. */
    private LedgerOutcome conclude(HoldLine line, LedgerOperation.Conclude conclude) {
        if (line.state() == HoldState.OPEN) {
            return new LedgerOutcome.Rejected(
                    ErrorCode.CONFLICT,
                    "the call of transaction " + conclude.txId() + " is still running",
                    "wait until it is settled or listed as unknown");
        }
        boolean served = conclude.cost().nanos() > 0;
        return served || line.state() == HoldState.SETTLED
                ? settle(line, Word.of(conclude))
                : release(line, conclude.reason(), conclude.actorId());
    }

    private LedgerOutcome settle(HoldLine line, Word word) {
        UUID txId = line.origin().txId();
        long cost = word.cost();
        if (!line.state().holdsMoney()) {
            return correction.late(line, word);
        }
        topUp(line, cost);
        long charged = Math.min(cost, line.amount());
        long beyond = cost - charged;
        long unheld = line.amount();
        for (PeriodLine each : state.settlingLevels(line)) {
            each.unhold(unheld);
            each.spend(charged);
        }
        line.settle(charged, beyond, word.provisional());
        breaker.charged(state.level(line.origin().path()), charged);
        Map<String, Object> data = BatchState.callData(line.origin().call());
        data.put("released_nanos", unheld - charged);
        data.putAll(word.data());
        AuditRow row =
                state.append(
                        BatchState.event(AuditKind.SETTLE, line, charged, data)
                                .actor(word.actorId()));
        state.add(
                new LedgerEntry(
                        Ids.next(),
                        txId,
                        Kind.SETTLE,
                        BatchState.place(line),
                        charged,
                        Deltas.resolved(unheld, charged),
                        new Context(
                                line.origin().call(),
                                word.usage(),
                                word.provisional(),
                                word.actorId(),
                                word.reason(),
                                null),
                        row.seq()));
        if (beyond > 0) {
            AuditRow critical = state.log(AuditKind.SHORTFALL, line, beyond, Map.of());
            state.post(
                    Ids.next(), line, Kind.SHORTFALL, beyond, Deltas.shortfall(beyond), critical);
            state.raise(
                    new LedgerAlert(
                            LedgerAlert.Kind.SHORTFALL,
                            line.origin().orgId(),
                            txId,
                            Map.of("shortfall_nanos", beyond)));
        }
        return settled(line);
    }

    /** Grows the hold towards the cost, as far as every level has room. */
    private void topUp(HoldLine line, long cost) {
        List<PeriodLine> levels = state.settlingLevels(line);
        long room = levels.stream().mapToLong(PeriodLine::free).min().orElse(0);
        long extra = Math.min(cost - line.amount(), room);
        if (extra <= 0) {
            return;
        }
        levels.forEach(each -> each.hold(extra));
        line.topUp(extra);
        AuditRow row = state.log(AuditKind.TOP_UP, line, extra, Map.of());
        state.post(Ids.next(), line, Kind.TOP_UP, extra, Deltas.held(extra), row);
    }

    static LedgerOutcome settled(HoldLine line) {
        return new LedgerOutcome.Settled(
                line.origin().txId(),
                Credits.ofNanos(line.charged()),
                Credits.ofNanos(line.shortfall()));
    }

    private LedgerOutcome release(HoldLine line, String reason, @Nullable UUID actorId) {
        UUID txId = line.origin().txId();
        if (line.state() == HoldState.RELEASED) {
            return new LedgerOutcome.Released(txId);
        }
        if (line.state() == HoldState.SETTLED) {
            return BatchState.conflict(txId);
        }
        long amount = line.amount();
        state.settlingLevels(line).forEach(each -> each.unhold(amount));
        line.release();
        // The text of a person stays in the books: the log outlives the right to it.
        Map<String, Object> data =
                actorId == null
                        ? Map.of("reason", reason)
                        : Map.of("reason_given", !reason.isEmpty());
        AuditRow row =
                state.append(
                        BatchState.event(AuditKind.RELEASE, line, amount, data).actor(actorId));
        state.add(
                new LedgerEntry(
                        Ids.next(),
                        txId,
                        Kind.RELEASE,
                        BatchState.place(line),
                        amount,
                        Deltas.resolved(amount, 0),
                        new Context(line.origin().call(), null, false, actorId, reason, null),
                        row.seq()));
        return new LedgerOutcome.Released(txId);
    }

    private LedgerOutcome markUnknown(HoldLine line) {
        UUID txId = line.origin().txId();
        if (line.state() == HoldState.OPEN) {
            line.markUnknown();
            AuditRow row = state.log(AuditKind.UNKNOWN, line, line.amount(), Map.of());
            state.post(Ids.next(), line, Kind.UNKNOWN, line.amount(), Deltas.NONE, row);
        }
        return new LedgerOutcome.Noted(txId);
    }

    private static LedgerOutcome note(HoldLine line, LedgerOperation.Progress progress) {
        if (line.state() == HoldState.OPEN) {
            line.note(progress.costSoFar().nanos());
        }
        return new LedgerOutcome.Noted(progress.txId());
    }
}
