package io.alfred.ledger;

import io.alfred.audit.AuditEvent;
import io.alfred.audit.AuditKind;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * The spend-spike breaker: watches what wallets are charged and freezes one whose rate leaves its
 * own recent pattern ({@link SpikeRule}).
 *
 * <p>The freeze is part of the transaction of the charge, under the wallet's lock, so every hold
 * that starts after it is refused, on every node. Only the wallet nearest to the caller is frozen
 * by one charge: what lies above it is protected by that.
 */
final class Breaker {
    private final BatchState state;

    Breaker(BatchState state) {
        this.state = state;
    }

    /** After a charge, on the wallets of its chain, nearest first. */
    void charged(List<WalletLine> levels, long amount) {
        SpikeRule rule = state.rules().spike();
        if (!rule.isOn() || amount == 0) {
            return;
        }
        boolean frozen = false;
        for (WalletLine line : levels) {
            line.rate(line.rate().at(rule.windowAt(state.atMicros())).plus(amount));
            OptionalLong spike = rule.spike(line.rate(), state.atMicros());
            if (spike.isPresent() && !frozen) {
                frozen = true;
                if (line.state() == WalletState.ACTIVE) {
                    freeze(line, spike.getAsLong());
                }
            }
        }
    }

    private void freeze(WalletLine line, long reached) {
        SpikeRule rule = state.rules().spike();
        Duration coolDown = rule.coolDown();
        Instant until = coolDown.isZero() ? null : state.at().plus(coolDown);
        line.stand(
                WalletLine.Standing.frozen(
                        FrozenBy.BREAKER, until, "it spends unlike its recent pattern"));
        AuditEvent event =
                AuditEvent.of(AuditKind.FREEZE)
                        .org(line.orgId())
                        .subject(line.id())
                        .with("wallet", line.id())
                        .with("by", FrozenBy.BREAKER.wireName())
                        .with("rate_nanos", reached)
                        .with("usual_nanos", line.rate().mean())
                        .with("limit_nanos", rule.limit(line.rate()))
                        .with("window_s", rule.window().toSeconds());
        state.append(event);
        state.raise(
                new LedgerAlert(
                        LedgerAlert.Kind.SPEND_SPIKE, line.orgId(), line.id(), event.data()));
    }
}
