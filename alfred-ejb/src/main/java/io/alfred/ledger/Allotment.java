package io.alfred.ledger;

import io.alfred.audit.AuditEvent;
import io.alfred.audit.AuditKind;
import io.alfred.audit.AuditRow;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;
import io.alfred.ledger.LedgerEntry.Context;
import io.alfred.ledger.LedgerEntry.Deltas;
import io.alfred.ledger.LedgerEntry.Kind;
import io.alfred.ledger.LedgerEntry.Place;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** The rules by which an operator changes what a wallet may spend. */
final class Allotment {
    private final BatchState state;

    Allotment(BatchState state) {
        this.state = state;
    }

    LedgerOutcome setLimit(LedgerOperation.SetLimit limit) {
        @Nullable Long after = limit.allotted().map(Credits::nanos).orElse(null);
        BatchPlan.@Nullable KnownAllotment first = state.known(limit.opId());
        if (first != null) {
            boolean repeat =
                    first.kind() == Kind.LIMIT
                            && first.walletId().equals(limit.walletId())
                            && Objects.equals(first.allottedAfter(), after);
            return repeat ? allotted(limit.opId(), after) : BatchState.conflict(limit.opId());
        }
        WalletLine wallet = state.wallet(limit.walletId());
        return wallet == null
                ? BatchState.noWallet(limit.walletId())
                : reallot(wallet, limit, Kind.LIMIT, after, after == null ? 0 : after);
    }

    LedgerOutcome grant(LedgerOperation.Grant grant) {
        long amount = grant.amount().nanos();
        BatchPlan.@Nullable KnownAllotment first = state.known(grant.opId());
        if (first != null) {
            boolean repeat =
                    first.kind() == Kind.GRANT
                            && first.walletId().equals(grant.walletId())
                            && first.amount() == amount;
            return repeat
                    ? allotted(grant.opId(), first.allottedAfter())
                    : BatchState.conflict(grant.opId());
        }
        WalletLine wallet = state.wallet(grant.walletId());
        if (wallet == null) {
            return BatchState.noWallet(grant.walletId());
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
        AuditRow row = state.append(event);
        state.add(
                new LedgerEntry(
                        operation.opId(),
                        operation.opId(),
                        kind,
                        new Place(wallet.orgId(), wallet.id(), wallet.path()),
                        amount,
                        Deltas.allotted(delta, after),
                        new Context(null, null, false, operation.actorId(), operation.reason()),
                        row.seq()));
        state.add(operation.opId(), new BatchPlan.KnownAllotment(kind, wallet.id(), amount, after));
        return allotted(operation.opId(), after);
    }

    private static LedgerOutcome allotted(UUID opId, @Nullable Long after) {
        return new LedgerOutcome.Allotted(opId, Optional.ofNullable(after).map(Credits::ofNanos));
    }
}
