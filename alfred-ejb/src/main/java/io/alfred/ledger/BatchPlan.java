package io.alfred.ledger;

import io.alfred.audit.AuditChain;
import io.alfred.ledger.LedgerEntry.Kind;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * Decides the operations of one batch, in arrival order, on locked rows.
 *
 * <p>Pure: it reads and changes the lines it was given and collects entries and audit rows; {@link
 * LedgerStore} writes them all or nothing. Every row is touched once, however many operations of
 * the batch concern it. Not safe for use by several threads.
 */
final class BatchPlan {
    private final BatchState state;
    private final Admission admission;
    private final Resolution resolution;
    private final Allotment allotment;

    private final WalletChange walletChange;

    /**
     * A change of an allotment that is already in the books.
     *
     * @param delta what it added, negative when it took away
     * @param counterWalletId of a transfer: the other side
     * @param txId the transaction it belongs to; of a refund the call, else its own id
     */
    record KnownAllotment(
            Kind kind,
            UUID walletId,
            long amount,
            long delta,
            @Nullable Long allottedAfter,
            @Nullable UUID counterWalletId,
            @Nullable UUID txId) {
        KnownAllotment(
                Kind kind,
                UUID walletId,
                long amount,
                long delta,
                @Nullable Long allottedAfter,
                @Nullable UUID counterWalletId) {
            this(kind, walletId, amount, delta, allottedAfter, counterWalletId, null);
        }
    }

    /** Periods that are over end first, so that every operation counts in the present one. */
    BatchPlan(BatchRows rows, LedgerRules rules, AuditChain chain, long atMicros) {
        state = new BatchState(rows, rules, chain, atMicros);
        SoftLimits softLimits = new SoftLimits(state);
        AllotmentBook book = new AllotmentBook(state, softLimits);
        admission = new Admission(state, softLimits);
        resolution = new Resolution(state, new Breaker(state));
        allotment = new Allotment(state, book);
        walletChange = new WalletChange(state);
        new Renewal(state, book).renewAll();
    }

    LedgerOutcome decide(LedgerOperation operation) {
        return switch (operation) {
            case LedgerOperation.Hold hold -> admission.hold(hold);
            case LedgerOperation.OnHold onHold -> resolution.resolve(onHold);
            case LedgerOperation.SetLimit limit -> allotment.setLimit(limit);
            case LedgerOperation.Grant grant -> allotment.grant(grant);
            case LedgerOperation.Adjust adjust -> allotment.adjust(adjust);
            case LedgerOperation.Transfer transfer -> allotment.transfer(transfer);
            case LedgerOperation.OnWallet onWallet -> walletChange.change(onWallet);
        };
    }

    Collection<WalletLine> wallets() {
        return state.wallets();
    }

    Collection<PeriodLine> periods() {
        return state.periods();
    }

    Collection<HoldLine> holds() {
        return state.holds();
    }

    List<LedgerEntry> entries() {
        return state.entries();
    }

    List<LedgerAlert> alerts() {
        return state.alerts();
    }

    List<CallNote> notes() {
        return state.notes();
    }

    AuditChain chain() {
        return state.chain();
    }

    long atMicros() {
        return state.atMicros();
    }

    Instant at() {
        return state.at();
    }

    /** Whether there is anything to write. */
    boolean isEmpty() {
        return state.chain().rows().isEmpty()
                && state.holds().stream().noneMatch(HoldLine::changed)
                && state.wallets().stream().noneMatch(WalletLine::rulesChanged);
    }
}
