package io.alfred.ledger;

import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.Ids;
import io.alfred.ledger.AllotmentBook.Cause;
import io.alfred.ledger.AllotmentBook.Change;
import io.alfred.ledger.LedgerEntry.Kind;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** The rules by which an operator changes what a wallet may spend. */
final class Allotment {
    private static final String SET_A_LIMIT =
            "set a limit with `alfred wallet limit`, or name the ancestor that has one";

    private final BatchState state;
    private final AllotmentBook book;

    Allotment(BatchState state, AllotmentBook book) {
        this.state = state;
        this.book = book;
    }

    LedgerOutcome setLimit(LedgerOperation.SetLimit limit) {
        @Nullable Long after = limit.allotted().map(Credits::nanos).orElse(null);
        BatchPlan.@Nullable KnownAllotment first = state.known(limit.opId());
        if (first != null) {
            boolean repeat =
                    isOn(first, Kind.LIMIT, limit) && Objects.equals(first.allottedAfter(), after);
            return repeat ? allotted(limit.opId(), after) : BatchState.conflict(limit.opId());
        }
        WalletLine wallet = state.wallet(limit.walletId());
        if (wallet == null) {
            return BatchState.noWallet(limit.walletId());
        }
        wallet.rule(wallet.rules().withBase(after));
        return post(wallet, limit, Kind.LIMIT, after, after == null ? 0 : after);
    }

    LedgerOutcome grant(LedgerOperation.Grant grant) {
        return add(grant, Kind.GRANT, grant.amount().nanos());
    }

    LedgerOutcome adjust(LedgerOperation.Adjust adjust) {
        return add(adjust, Kind.ADJUST, adjust.change().nanos());
    }

    private LedgerOutcome add(LedgerOperation.OnAllotment operation, Kind kind, long change) {
        BatchPlan.@Nullable KnownAllotment first = state.known(operation.opId());
        if (first != null) {
            return isOn(first, kind, operation) && first.delta() == change
                    ? allotted(operation.opId(), first.allottedAfter())
                    : BatchState.conflict(operation.opId());
        }
        WalletLine wallet = state.wallet(operation.walletId());
        if (wallet == null) {
            return BatchState.noWallet(operation.walletId());
        }
        Long before = wallet.counters().allotted();
        if (before == null) {
            return unlimited(wallet);
        }
        Optional<LedgerOutcome> refused = bounds(before, change);
        return refused.orElseGet(
                () -> post(wallet, operation, kind, before + change, Math.abs(change)));
    }

    LedgerOutcome transfer(LedgerOperation.Transfer transfer) {
        long amount = transfer.amount().nanos();
        BatchPlan.@Nullable KnownAllotment first = state.known(transfer.opId());
        if (first != null) {
            boolean repeat =
                    isOn(first, Kind.TRANSFER_OUT, transfer)
                            && first.amount() == amount
                            && transfer.toWalletId().equals(first.counterWalletId());
            return repeat
                    ? allotted(transfer.opId(), first.allottedAfter())
                    : BatchState.conflict(transfer.opId());
        }
        WalletLine from = state.wallet(transfer.walletId());
        WalletLine to = state.wallet(transfer.toWalletId());
        if (from == null || to == null || !from.orgId().equals(to.orgId())) {
            return BatchState.noWallet(from == null ? transfer.walletId() : transfer.toWalletId());
        }
        Long given = from.counters().allotted();
        Long taken = to.counters().allotted();
        if (given == null || taken == null) {
            return unlimited(given == null ? from : to);
        }
        if (from.state() == WalletState.CLOSED || to.state() == WalletState.CLOSED) {
            return closed(from.state() == WalletState.CLOSED ? from : to);
        }
        if (from.free() < amount) {
            return new LedgerOutcome.Rejected(
                    ErrorCode.CONFLICT,
                    "wallet "
                            + from.id()
                            + " has "
                            + Credits.ofNanos(Math.max(0, from.free()))
                            + " credits of its own limit free, not "
                            + transfer.amount(),
                    "transfer less");
        }
        Optional<LedgerOutcome> refused = bounds(taken, amount);
        return refused.orElseGet(() -> move(transfer, from, to));
    }

    private LedgerOutcome move(LedgerOperation.Transfer transfer, WalletLine from, WalletLine to) {
        long amount = transfer.amount().nanos();
        long given = Objects.requireNonNull(from.counters().allotted());
        long taken = Objects.requireNonNull(to.counters().allotted());
        Cause cause = Cause.of(transfer);
        book.post(
                from,
                new Change(
                        transfer.opId(),
                        transfer.opId(),
                        Kind.TRANSFER_OUT,
                        given,
                        given - amount,
                        amount),
                cause.with(to.id()));
        book.post(
                to,
                new Change(
                        Ids.next(),
                        transfer.opId(),
                        Kind.TRANSFER_IN,
                        taken,
                        taken + amount,
                        amount),
                cause.with(from.id()));
        return allotted(transfer.opId(), given - amount);
    }

    private LedgerOutcome post(
            WalletLine wallet,
            LedgerOperation.OnAllotment operation,
            Kind kind,
            @Nullable Long after,
            long amount) {
        UUID id = operation.opId();
        Long before = wallet.counters().allotted();
        book.post(wallet, new Change(id, id, kind, before, after, amount), Cause.of(operation));
        return allotted(id, after);
    }

    private static boolean isOn(
            BatchPlan.KnownAllotment first, Kind kind, LedgerOperation.OnAllotment operation) {
        return first.kind() == kind && first.walletId().equals(operation.walletId());
    }

    private static Optional<LedgerOutcome> bounds(long before, long change) {
        if (before > LedgerOperation.ALLOTTED_MAX_NANOS - change) {
            return Optional.of(
                    new LedgerOutcome.Rejected(
                            ErrorCode.CONFLICT,
                            "the allotment would exceed 1,000,000,000 credits",
                            "name a smaller amount"));
        }
        if (before + change < 0) {
            return Optional.of(
                    new LedgerOutcome.Rejected(
                            ErrorCode.CONFLICT,
                            "the allotment is "
                                    + Credits.ofNanos(before)
                                    + " credits and cannot fall below zero",
                            "take away at most that"));
        }
        return Optional.empty();
    }

    private static LedgerOutcome unlimited(WalletLine wallet) {
        return new LedgerOutcome.Rejected(
                ErrorCode.CONFLICT,
                "wallet " + wallet.id() + " has no limit of its own, so this would change nothing",
                SET_A_LIMIT);
    }

    static LedgerOutcome closed(WalletLine wallet) {
        return new LedgerOutcome.Rejected(
                ErrorCode.CONFLICT,
                "wallet " + wallet.id() + " is closed for good",
                "use another wallet");
    }

    private static LedgerOutcome allotted(UUID opId, @Nullable Long after) {
        return new LedgerOutcome.Allotted(opId, Optional.ofNullable(after).map(Credits::ofNanos));
    }
}
