package io.alfred.ledger;

import io.alfred.audit.AuditEvent;
import io.alfred.audit.AuditKind;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.UUID;

/**
 * Announces that a share of a limit is used: one WARN for each share, once in a period. Spending
 * goes on.
 */
final class SoftLimits {
    private final BatchState state;

    SoftLimits(BatchState state) {
        this.state = state;
    }

    /** After a hold: shares that it crossed, on every level. */
    void crossed(List<WalletLine> levels, @Nullable UUID txId) {
        levels.forEach(line -> announce(line, txId));
    }

    /** After a change of the allotment: shares that lie above the use again can be crossed anew. */
    void allotted(WalletLine line) {
        int reached = reached(line, percents(line));
        if (reached < line.warned()) {
            line.warn(reached);
        } else {
            announce(line, null);
        }
    }

    private void announce(WalletLine line, @Nullable UUID txId) {
        List<Integer> percents = percents(line);
        int reached = reached(line, percents);
        if (reached <= line.warned()) {
            return;
        }
        for (int percent : percents) {
            if (percent > line.warned() && percent <= reached) {
                state.append(event(line, percent, txId));
            }
        }
        line.warn(reached);
    }

    private AuditEvent event(WalletLine line, int percent, @Nullable UUID txId) {
        WalletLine.Counters counters = line.counters();
        Long allotted = counters.allotted();
        return AuditEvent.of(AuditKind.WARN)
                .org(line.orgId())
                .subject(line.id())
                .tx(txId)
                .with("wallet", line.id())
                .with("percent", percent)
                .with("period", line.current().key().number())
                .with("limit_nanos", allotted == null ? 0L : allotted)
                .with("held_nanos", counters.held())
                .with("spent_nanos", counters.spent());
    }

    private List<Integer> percents(WalletLine line) {
        List<Integer> own = line.rules().softLimits();
        return own == null ? state.rules().softLimits() : own;
    }

    /** The highest share that is used; 0: none. */
    private static int reached(WalletLine line, List<Integer> percents) {
        Long allotted = line.counters().allotted();
        if (allotted == null || allotted == 0) {
            return 0;
        }
        long used = line.current().used();
        int reached = 0;
        for (int percent : percents) {
            if (used >= share(allotted, percent)) {
                reached = Math.max(reached, percent);
            }
        }
        return reached;
    }

    /** Rounded up: a share is used when all of it is. */
    private static long share(long allotted, int percent) {
        return allotted / 100 * percent + Math.ceilDiv(allotted % 100 * percent, 100);
    }
}
