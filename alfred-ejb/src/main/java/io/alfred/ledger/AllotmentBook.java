package io.alfred.ledger;

import io.alfred.audit.AuditEvent;
import io.alfred.audit.AuditKind;
import io.alfred.audit.AuditRow;
import io.alfred.ledger.LedgerEntry.Context;
import io.alfred.ledger.LedgerEntry.Deltas;
import io.alfred.ledger.LedgerEntry.Kind;

import org.jspecify.annotations.Nullable;

import java.util.UUID;

/** Writes every change of an allotment: audit row, entry, counters, soft limits. */
final class AllotmentBook {
    private final BatchState state;
    private final SoftLimits softLimits;

    AllotmentBook(BatchState state, SoftLimits softLimits) {
        this.state = state;
        this.softLimits = softLimits;
    }

    /**
     * A change of an allotment.
     *
     * @param opId of the entry
     * @param txId of the operation it belongs to
     * @param before what the entry's delta counts from; null: none
     * @param after what is left; null: no limit of its own
     * @param amount nano-credits, without a sign
     */
    record Change(
            UUID opId,
            UUID txId,
            Kind kind,
            @Nullable Long before,
            @Nullable Long after,
            long amount) {}

    /** Who asked, and why; a transfer also has another side. */
    record Cause(@Nullable UUID actorId, @Nullable String reason, @Nullable UUID counterWalletId) {
        static final Cause CLOCK = new Cause(null, null, null);

        static Cause of(LedgerOperation.OnAllotment operation) {
            return new Cause(operation.actorId(), operation.reason(), null);
        }

        Cause with(UUID counterWallet) {
            return new Cause(actorId, reason, counterWallet);
        }
    }

    void post(WalletLine wallet, Change change, Cause cause) {
        Long before = change.before();
        Long after = change.after();
        if (change.kind() != Kind.RESET) {
            wallet.allot(after);
        }
        AuditRow row = state.append(event(wallet, change, cause));
        long delta = (after == null ? 0 : after) - (before == null ? 0 : before);
        state.add(
                new LedgerEntry(
                        change.opId(),
                        change.txId(),
                        change.kind(),
                        state.place(wallet),
                        change.amount(),
                        Deltas.allotted(delta, after),
                        new Context(
                                null,
                                null,
                                false,
                                cause.actorId(),
                                cause.reason(),
                                cause.counterWalletId()),
                        row.seq()));
        state.add(
                change.opId(),
                new BatchPlan.KnownAllotment(
                        change.kind(),
                        wallet.id(),
                        change.amount(),
                        delta,
                        after,
                        cause.counterWalletId()));
        softLimits.allotted(wallet);
    }

    private static AuditEvent event(WalletLine wallet, Change change, Cause cause) {
        AuditEvent event =
                AuditEvent.of(AuditKind.valueOf(change.kind().name()))
                        .org(wallet.orgId())
                        .actor(cause.actorId())
                        .subject(wallet.id())
                        .tx(change.txId())
                        .with("wallet", wallet.id())
                        .with("amount_nanos", change.amount())
                        .with("period", wallet.current().key().number());
        String reason = cause.reason();
        if (reason != null) {
            event = event.with("reason_given", !reason.isEmpty());
        }
        if (cause.counterWalletId() != null) {
            event = event.with("counter_wallet", cause.counterWalletId());
        }
        Long before = change.before();
        Long after = change.after();
        event = before == null ? event : event.with("allotted_before_nanos", before);
        return after == null ? event : event.with("allotted_after_nanos", after);
    }
}
