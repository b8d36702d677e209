package io.alfred.ledger;

import io.alfred.audit.AuditEvent;
import io.alfred.audit.AuditKind;
import io.alfred.kernel.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * The rules by which an operator changes what a wallet may do and where it lies.
 *
 * <p>A repeat finds the wallet as it was asked to be and changes nothing.
 */
final class WalletChange {
    /** Model limits of one wallet. */
    static final int MODEL_LIMITS_MAX = 50;

    private final BatchState state;
    private final WalletMove move;

    WalletChange(BatchState state) {
        this.state = state;
        this.move = new WalletMove(state);
    }

    LedgerOutcome change(LedgerOperation.OnWallet operation) {
        WalletLine wallet = state.wallet(operation.walletId());
        if (wallet == null) {
            return BatchState.noWallet(operation.walletId());
        }
        if (wallet.state() == WalletState.CLOSED
                && operation instanceof LedgerOperation.Ordered
                && !(operation instanceof LedgerOperation.Close)) {
            return Allotment.closed(wallet);
        }
        return switch (operation) {
            case LedgerOperation.Freeze freeze -> freeze(wallet, freeze);
            case LedgerOperation.Unfreeze unfreeze -> unfreeze(wallet, unfreeze);
            case LedgerOperation.Close close -> close(wallet, close);
            case LedgerOperation.SetPeriod period -> setPeriod(wallet, period);
            case LedgerOperation.SetSoftLimits limits -> setSoftLimits(wallet, limits);
            case LedgerOperation.SetOnShortage set -> setOnShortage(wallet, set);
            case LedgerOperation.Reparent reparent -> move.reparent(wallet, reparent);
            case LedgerOperation.OpenModelLimit open -> openModelLimit(wallet, open);
            case LedgerOperation.Renew renew -> changed(wallet);
            case LedgerOperation.Thaw thaw -> thaw(wallet);
        };
    }

    private LedgerOutcome freeze(WalletLine wallet, LedgerOperation.Freeze freeze) {
        boolean already = wallet.standing().frozenBy() == FrozenBy.OPERATOR;
        if (!already) {
            wallet.stand(WalletLine.Standing.frozen(FrozenBy.OPERATOR, null, freeze.reason()));
            state.append(
                    event(AuditKind.FREEZE, wallet, freeze.actorId())
                            .with("by", FrozenBy.OPERATOR.wireName())
                            .with("reason_given", !freeze.reason().isEmpty()));
        }
        return changed(wallet);
    }

    private LedgerOutcome unfreeze(WalletLine wallet, LedgerOperation.Unfreeze unfreeze) {
        if (wallet.state() == WalletState.FROZEN) {
            wallet.rate(wallet.rate().accepted());
            thaw(wallet, unfreeze.actorId(), unfreeze.reason());
        }
        return changed(wallet);
    }

    /** Only the breaker's freezes end by themselves. */
    private LedgerOutcome thaw(WalletLine wallet) {
        Instant until = wallet.standing().frozenUntil();
        if (until != null && !state.at().isBefore(until)) {
            thaw(wallet, null, "the cool-down is over");
        }
        return changed(wallet);
    }

    private void thaw(WalletLine wallet, @Nullable UUID actorId, String reason) {
        FrozenBy by = Objects.requireNonNull(wallet.standing().frozenBy());
        wallet.stand(new WalletLine.Standing(WalletState.ACTIVE, null, null, reason));
        state.append(
                event(AuditKind.UNFREEZE, wallet, actorId)
                        .with("frozen_by", by.wireName())
                        .with("reason_given", !reason.isEmpty()));
    }

    private LedgerOutcome close(WalletLine wallet, LedgerOperation.Close close) {
        if (wallet.state() != WalletState.CLOSED) {
            wallet.stand(new WalletLine.Standing(WalletState.CLOSED, null, null, close.reason()));
            state.append(
                    event(AuditKind.CLOSE, wallet, close.actorId())
                            .with("held_nanos", wallet.counters().held())
                            .with("spent_nanos", wallet.counters().spent())
                            .with("reason_given", !close.reason().isEmpty()));
        }
        return changed(wallet);
    }

    /** Model limits keep the rhythm of their wallet. */
    private LedgerOutcome setPeriod(WalletLine wallet, LedgerOperation.SetPeriod set) {
        setPeriod(wallet, set.period(), set);
        state.modelLimits(wallet.id()).forEach(limit -> setPeriod(limit, set.period(), set));
        return changed(wallet);
    }

    private void setPeriod(WalletLine wallet, Period period, LedgerOperation.SetPeriod set) {
        if (wallet.rules().period().equals(period)
                && wallet.rules().carryOver() == set.carryOver()) {
            return;
        }
        wallet.rule(wallet.rules().withPeriod(period, set.carryOver()));
        Optional<Instant> end = period.at(state.at()).end();
        wallet.current().endAt(end.orElse(null));
        AuditEvent event =
                event(AuditKind.PERIOD_SET, wallet, set.actorId())
                        .with("unit", period.unit().wireName())
                        .with("zone", period.zone().getId())
                        .with("anchor", period.anchor().toString())
                        .with("carry_over", set.carryOver());
        state.append(end.isEmpty() ? event : event.with("ends_at", end.get().toString()));
    }

    private LedgerOutcome setSoftLimits(WalletLine wallet, LedgerOperation.SetSoftLimits set) {
        @Nullable List<Integer> percents = set.percents().orElse(null);
        if (!Objects.equals(wallet.rules().softLimits(), percents)) {
            wallet.rule(wallet.rules().withSoftLimits(percents));
            AuditEvent event = event(AuditKind.SOFT_LIMITS_SET, wallet, set.actorId());
            state.append(
                    percents == null
                            ? event.with("default", true)
                            : event.with("percent", percents));
        }
        return changed(wallet);
    }

    private LedgerOutcome setOnShortage(WalletLine wallet, LedgerOperation.SetOnShortage set) {
        if (wallet.rules().onShortage() != set.choice()) {
            wallet.rule(wallet.rules().withOnShortage(set.choice()));
            state.append(
                    event(AuditKind.ON_SHORTAGE_SET, wallet, set.actorId())
                            .with("choice", set.choice().wireName()));
        }
        return changed(wallet);
    }

    private LedgerOutcome openModelLimit(WalletLine wallet, LedgerOperation.OpenModelLimit open) {
        if (wallet.isModelLimit()) {
            return new LedgerOutcome.Rejected(
                    ErrorCode.CONFLICT,
                    "a model limit has no model limits",
                    "name the wallet above it");
        }
        List<WalletLine> limits = List.copyOf(state.modelLimits(wallet.id()));
        for (WalletLine limit : limits) {
            if (open.models().equals(limit.modelPattern())) {
                return changed(limit);
            }
        }
        if (limits.size() >= MODEL_LIMITS_MAX) {
            return new LedgerOutcome.Rejected(
                    ErrorCode.CONFLICT,
                    "a wallet has at most " + MODEL_LIMITS_MAX + " model limits",
                    "use a prefix such as openai/gpt-4* for several models");
        }
        WalletLine fresh = modelLimit(wallet, open);
        state.add(fresh);
        wallet.rule(wallet.rules().withModelLimits(limits.size() + 1));
        state.append(
                event(AuditKind.MODEL_LIMIT_OPENED, wallet, open.actorId())
                        .with("limit", fresh.id())
                        .with("models", open.models()));
        return changed(fresh);
    }

    private WalletLine modelLimit(WalletLine wallet, LedgerOperation.OpenModelLimit open) {
        List<UUID> path = WalletMove.below(open.limitId(), wallet.path());
        return WalletLine.fresh(
                new WalletLine.Place(open.limitId(), wallet.orgId(), path, open.models()),
                WalletLine.Rules.NONE.withPeriod(
                        wallet.rules().period(), wallet.rules().carryOver()),
                new PeriodLine(
                        new PeriodLine.Key(open.limitId(), 1),
                        state.at(),
                        wallet.current().end(),
                        new WalletLine.Counters(null, 0, 0)));
    }

    private static AuditEvent event(AuditKind kind, WalletLine wallet, @Nullable UUID actorId) {
        return AuditEvent.of(kind)
                .org(wallet.orgId())
                .actor(actorId)
                .subject(wallet.id())
                .with("wallet", wallet.id());
    }

    private static LedgerOutcome changed(WalletLine wallet) {
        return new LedgerOutcome.Changed(wallet.id());
    }
}
