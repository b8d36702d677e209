package io.alfred.ledger;

import io.alfred.audit.AuditChain;
import io.alfred.ledger.LedgerEntry.Kind;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.Map;
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

    /**
     * An operation with an id of its own that is already in the books.
     *
     * @param txId of a refund: the call whose charge went back
     */
    record KnownAllotment(
            Kind kind,
            UUID walletId,
            long amount,
            @Nullable Long allottedAfter,
            @Nullable UUID txId) {
        KnownAllotment(Kind kind, UUID walletId, long amount, @Nullable Long allottedAfter) {
            this(kind, walletId, amount, allottedAfter, null);
        }
    }

    BatchPlan(
            Map<UUID, WalletLine> wallets,
            Map<UUID, HoldLine> holds,
            Map<UUID, KnownAllotment> known,
            AuditChain chain,
            long atMicros) {
        state = new BatchState(wallets, holds, known, chain, atMicros);
        admission = new Admission(state);
        resolution = new Resolution(state);
        allotment = new Allotment(state);
    }

    LedgerOutcome decide(LedgerOperation operation) {
        return switch (operation) {
            case LedgerOperation.Hold hold -> admission.hold(hold);
            case LedgerOperation.OnHold onHold -> resolution.resolve(onHold);
            case LedgerOperation.SetLimit limit -> allotment.setLimit(limit);
            case LedgerOperation.Grant grant -> allotment.grant(grant);
        };
    }

    Collection<WalletLine> wallets() {
        return state.wallets();
    }

    Collection<HoldLine> holds() {
        return state.holds();
    }

    List<LedgerEntry> entries() {
        return state.entries();
    }

    AuditChain chain() {
        return state.chain();
    }

    long atMicros() {
        return state.atMicros();
    }

    /** Whether there is anything to write. */
    boolean isEmpty() {
        return state.chain().rows().isEmpty()
                && state.holds().stream().noneMatch(HoldLine::changed);
    }
}
