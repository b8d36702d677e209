package io.alfred.ledger;

import io.alfred.audit.AuditEvent;
import io.alfred.audit.AuditKind;
import io.alfred.audit.AuditRow;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;
import io.alfred.ledger.LedgerEntry.Deltas;
import io.alfred.ledger.LedgerEntry.Kind;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rules by which a call gets its money or is refused. */
final class Admission {
    private final BatchState state;
    private final SoftLimits softLimits;

    Admission(BatchState state, SoftLimits softLimits) {
        this.state = state;
        this.softLimits = softLimits;
    }

    LedgerOutcome hold(LedgerOperation.Hold hold) {
        HoldLine first = state.hold(hold.txId());
        if (first != null) {
            return isSame(first, hold)
                    ? new LedgerOutcome.Held(hold.txId(), hold.amount())
                    : BatchState.conflict(hold.txId());
        }
        WalletLine wallet = state.wallet(hold.walletId());
        if (wallet == null) {
            return BatchState.noWallet(hold.walletId());
        }
        long amount = hold.amount().nanos();
        List<WalletLine> levels = levels(wallet, hold.call().modelId());
        Optional<LedgerOutcome.Denied> denied = refusal(levels, hold);
        if (denied.isPresent()) {
            return block(wallet, hold, denied.get());
        }
        HoldLine line =
                HoldLine.fresh(
                        new HoldLine.Origin(
                                hold.txId(),
                                wallet.orgId(),
                                wallet.id(),
                                levels.stream().map(WalletLine::id).toList(),
                                periods(levels),
                                hold.call(),
                                hold.deadline()),
                        amount);
        levels.forEach(each -> each.current().hold(amount));
        state.add(line);
        AuditRow row = state.log(AuditKind.HOLD, line, amount, BatchState.callData(hold.call()));
        state.post(hold.txId(), line, Kind.HOLD, amount, Deltas.held(amount), row);
        softLimits.crossed(levels, hold.txId());
        return new LedgerOutcome.Held(hold.txId(), hold.amount());
    }

    /** The wallets that pay, nearest first; a limit for the model comes right after its wallet. */
    private List<WalletLine> levels(WalletLine wallet, String model) {
        List<WalletLine> levels = new ArrayList<>();
        for (WalletLine each : state.level(wallet.path())) {
            levels.add(each);
            state.modelLimits(each.id()).stream()
                    .filter(limit -> limit.limits(model))
                    .forEach(levels::add);
        }
        return levels;
    }

    private static List<Integer> periods(List<WalletLine> levels) {
        List<Integer> numbers = levels.stream().map(line -> line.current().key().number()).toList();
        return numbers.stream().allMatch(number -> number == 1) ? List.of() : numbers;
    }

    private static boolean isSame(HoldLine first, LedgerOperation.Hold repeat) {
        return first.origin().walletId().equals(repeat.walletId())
                && first.origin().call().equals(repeat.call())
                && first.asked() == repeat.amount().nanos();
    }

    /** Closed before frozen before exhausted; among equals the wallet nearest to the caller. */
    private static Optional<LedgerOutcome.Denied> refusal(
            List<WalletLine> levels, LedgerOperation.Hold hold) {
        for (WalletState bar : List.of(WalletState.CLOSED, WalletState.FROZEN)) {
            for (WalletLine each : levels) {
                if (each.state() == bar) {
                    ErrorCode code =
                            bar == WalletState.CLOSED
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
                hold.amount(),
                Optional.ofNullable(wallet.current().end()));
    }

    private LedgerOutcome block(
            WalletLine payer, LedgerOperation.Hold hold, LedgerOutcome.Denied denied) {
        LedgerOutcome.Shortage shortage = denied.shortage();
        Map<String, Object> data = BatchState.callData(hold.call());
        data.put("code", denied.code().wireName());
        data.put("wallet", payer.id());
        data.put("refused_by", shortage.walletId());
        data.put("needed_nanos", hold.amount().nanos());
        data.put("held_nanos", shortage.held().nanos());
        data.put("spent_nanos", shortage.spent().nanos());
        shortage.limit().ifPresent(limit -> data.put("limit_nanos", limit.nanos()));
        state.append(
                AuditEvent.of(AuditKind.BLOCK, data)
                        .org(payer.orgId())
                        .subject(hold.call().keyId())
                        .tx(hold.txId()));
        return denied;
    }
}
