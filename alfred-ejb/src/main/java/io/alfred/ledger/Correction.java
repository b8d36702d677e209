package io.alfred.ledger;

import io.alfred.audit.AuditEvent;
import io.alfred.audit.AuditKind;
import io.alfred.audit.AuditRow;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.Ids;
import io.alfred.ledger.LedgerEntry.Context;
import io.alfred.ledger.LedgerEntry.Deltas;
import io.alfred.ledger.LedgerEntry.Kind;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The rules by which a charge that was made without the provider's word becomes the true one, and
 * by which a true charge goes back.
 */
final class Correction {
    private final BatchState state;

    Correction(BatchState state) {
        this.state = state;
    }

    /**
     * A cost that is told when the hold is gone. It mends a provisional charge, and a release that
     * turns out to have been served; a final charge stands.
     */
    LedgerOutcome late(HoldLine line, Word word) {
        long cost = word.cost();
        boolean settled = line.state() == HoldState.SETTLED;
        boolean same = settled && line.charged() + line.shortfall() == cost;
        if (same && (!line.provisional() || word.provisional())) {
            return Resolution.settled(line);
        }
        boolean mends = settled ? line.provisional() : cost > 0;
        if (word.provisional() || !mends) {
            return BatchState.conflict(line.origin().txId());
        }
        long charged = charge(line, word);
        long beyond = cost - charged;
        long more = beyond - line.shortfall();
        line.correct(charged, beyond);
        if (more > 0) {
            enter(line, new Posting(Kind.SHORTFALL, more, Deltas.shortfall(more)), word);
            state.raise(
                    new LedgerAlert(
                            LedgerAlert.Kind.SHORTFALL,
                            line.origin().orgId(),
                            line.origin().txId(),
                            Map.of("shortfall_nanos", more)));
        }
        long less = Math.max(0, -more);
        enter(line, new Posting(Kind.CONFIRMED, less, Deltas.shortfall(-less)), word);
        return Resolution.settled(line);
    }

    /** Moves the charge towards the cost, up as far as every level has room. */
    private long charge(HoldLine line, Word word) {
        long before = line.charged();
        if (word.cost() < before) {
            long back = before - word.cost();
            levels(line).forEach(each -> each.unspend(back));
            enter(line, new Posting(Kind.REFUND, back, Deltas.spent(-back)), word.ofProvisional());
            return word.cost();
        }
        long room = levels(line).stream().mapToLong(PeriodLine::free).min().orElse(0);
        long extra = Math.min(word.cost() - before, room);
        if (extra <= 0) {
            return before;
        }
        levels(line).forEach(each -> each.spend(extra));
        enter(line, new Posting(Kind.LATE_CHARGE, extra, Deltas.spent(extra)), word);
        return before + extra;
    }

    LedgerOutcome refund(HoldLine line, LedgerOperation.Refund refund) {
        BatchPlan.@Nullable KnownAllotment first = state.known(refund.opId());
        if (first != null) {
            boolean repeat =
                    first.kind() == Kind.REFUND
                            && refund.txId().equals(first.txId())
                            && refund.amount().map(a -> a.nanos() == first.amount()).orElse(true);
            return repeat ? refunded(refund, first.amount()) : BatchState.conflict(refund.opId());
        }
        if (state.hold(refund.opId()) != null) {
            return BatchState.conflict(refund.opId());
        }
        if (line.state() != HoldState.SETTLED || line.provisional()) {
            return notFinal(line);
        }
        long left = line.charged() - line.refunded();
        long amount = refund.amount().map(Credits::nanos).orElse(left);
        if (amount == 0 || amount > left) {
            return new LedgerOutcome.Rejected(
                    ErrorCode.CONFLICT,
                    "of the charge of transaction "
                            + refund.txId()
                            + ", "
                            + Credits.ofNanos(left)
                            + " credits are left to refund",
                    left == 0 ? "nothing can be refunded any more" : "refund at most so much");
        }
        levels(line).forEach(each -> each.unspend(amount));
        line.refund(amount);
        Word word = new Word(amount, null, false, refund.actorId(), refund.reason());
        enter(line, new Posting(refund.opId(), Kind.REFUND, amount, Deltas.spent(-amount)), word);
        state.add(
                refund.opId(),
                new BatchPlan.KnownAllotment(
                        Kind.REFUND,
                        line.origin().walletId(),
                        amount,
                        0,
                        null,
                        null,
                        refund.txId()));
        return refunded(refund, amount);
    }

    private static LedgerOutcome notFinal(HoldLine line) {
        String standing = line.provisional() ? "provisional" : line.state().wireName();
        return new LedgerOutcome.Rejected(
                ErrorCode.CONFLICT,
                "transaction " + line.origin().txId() + " is " + standing + ", not a final charge",
                line.provisional() || line.state() == HoldState.UNKNOWN
                        ? "close it with `alfred ledger resolve`"
                        : "there is nothing to refund");
    }

    private static LedgerOutcome refunded(LedgerOperation.Refund refund, long amount) {
        return new LedgerOutcome.Refunded(refund.opId(), refund.txId(), Credits.ofNanos(amount));
    }

    /** What an entry of a correction says about money, nano-credits. */
    private record Posting(UUID opId, Kind kind, long amount, Deltas deltas) {
        Posting(Kind kind, long amount, Deltas deltas) {
            this(Ids.next(), kind, amount, deltas);
        }
    }

    private void enter(HoldLine line, Posting posting, Word word) {
        HoldLine.Origin origin = line.origin();
        Map<String, Object> data = new HashMap<>(BatchState.callData(origin.call()));
        data.put("op", posting.opId());
        data.put("wallet", origin.walletId());
        data.put("amount_nanos", posting.amount());
        data.putAll(word.data());
        AuditRow row =
                state.append(
                        AuditEvent.of(AuditKind.valueOf(posting.kind().name()), data)
                                .org(origin.orgId())
                                .actor(word.actorId())
                                .subject(origin.call().keyId())
                                .tx(origin.txId()));
        state.add(
                new LedgerEntry(
                        posting.opId(),
                        origin.txId(),
                        posting.kind(),
                        BatchState.place(line),
                        posting.amount(),
                        posting.deltas(),
                        new Context(
                                origin.call(),
                                posting.kind() == Kind.CONFIRMED ? word.usage() : null,
                                word.provisional(),
                                word.actorId(),
                                word.reason(),
                                null),
                        row.seq()));
    }

    /** Of the period in which the call began, whenever its cost becomes known. */
    private List<PeriodLine> levels(HoldLine line) {
        return state.settlingLevels(line);
    }
}
