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
import java.util.OptionalLong;

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
                    ? held(hold, Credits.ofNanos(first.asked()))
                    : BatchState.conflict(hold.txId());
        }
        WalletLine wallet = state.wallet(hold.walletId());
        if (wallet == null) {
            return BatchState.noWallet(hold.walletId());
        }
        List<WalletLine> levels = levels(wallet, hold.call().modelId());
        Optional<LedgerOutcome.Denied> denied = refusal(levels, hold);
        LedgerOutcome.Held granted = held(hold, hold.amount());
        if (denied.isPresent()) {
            Optional<LedgerOutcome.Held> lowered = lowered(wallet, levels, hold, denied.get());
            if (lowered.isEmpty()) {
                return block(wallet, hold, denied.get());
            }
            granted = lowered.get();
        }
        take(wallet, levels, hold, granted);
        return granted;
    }

    private void take(
            WalletLine wallet,
            List<WalletLine> levels,
            LedgerOperation.Hold hold,
            LedgerOutcome.Held granted) {
        long amount = granted.amount().nanos();
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
        Map<String, Object> data = BatchState.callData(hold.call());
        granted.outputLimit()
                .ifPresent(
                        limit -> {
                            data.put("output_limit", limit);
                            data.put("asked_nanos", hold.amount().nanos());
                        });
        AuditRow row = state.log(AuditKind.HOLD, line, amount, data);
        state.post(hold.txId(), line, Kind.HOLD, amount, Deltas.held(amount), row);
        note(hold, granted);
        softLimits.crossed(levels, hold.txId());
    }

    private void note(LedgerOperation.Hold hold, LedgerOutcome.Held granted) {
        OptionalLong limit = granted.outputLimit();
        CallNote note =
                new CallNote(
                        hold.txId(),
                        hold.call().keyId(),
                        hold.links(),
                        limit.isPresent() ? (Long) limit.getAsLong() : null);
        if (!note.isEmpty()) {
            state.add(note);
        }
    }

    /** What fits, where the wallet prefers that to a refusal. */
    private static Optional<LedgerOutcome.Held> lowered(
            WalletLine wallet,
            List<WalletLine> levels,
            LedgerOperation.Hold hold,
            LedgerOutcome.Denied denied) {
        if (denied.code() != ErrorCode.WALLET_EXHAUSTED
                || wallet.rules().onShortage() != OnShortage.LOWER
                || hold.lowering().isEmpty()) {
            return Optional.empty();
        }
        long free = levels.stream().mapToLong(WalletLine::free).min().orElseThrow();
        Lowering lowering = hold.lowering().get();
        OptionalLong limit =
                free <= 0
                        ? OptionalLong.empty()
                        : lowering.fitting(hold.amount(), Credits.ofNanos(free));
        return limit.isEmpty()
                ? Optional.empty()
                : Optional.of(held(hold, lowering.worstCase(hold.amount(), limit.getAsLong())));
    }

    private static LedgerOutcome.Held held(LedgerOperation.Hold hold, Credits amount) {
        boolean lowered = amount.compareTo(hold.amount()) < 0;
        return new LedgerOutcome.Held(
                hold.txId(),
                amount,
                lowered
                        ? hold.lowering().orElseThrow().fitting(hold.amount(), amount)
                        : OptionalLong.empty());
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
                && (first.asked() == repeat.amount().nanos()
                        || (repeat.lowering().isPresent()
                                && first.asked() < repeat.amount().nanos()));
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
