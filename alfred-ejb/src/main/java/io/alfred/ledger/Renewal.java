package io.alfred.ledger;

import io.alfred.kernel.Ids;
import io.alfred.ledger.AllotmentBook.Cause;
import io.alfred.ledger.AllotmentBook.Change;
import io.alfred.ledger.LedgerEntry.Kind;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Begins the next period of every locked wallet whose period is over, from its recurring limit.
 *
 * <p>Calls that run go on to count in the period in which they began.
 */
final class Renewal {
    private final BatchState state;
    private final AllotmentBook book;

    Renewal(BatchState state, AllotmentBook book) {
        this.state = state;
        this.book = book;
    }

    void renewAll() {
        List.copyOf(state.wallets()).forEach(this::renew);
    }

    private void renew(WalletLine wallet) {
        Instant end = wallet.current().end();
        if (end == null || state.at().isBefore(end)) {
            return;
        }
        Period.Window window = wallet.rules().period().at(state.at());
        Long after = allotted(wallet);
        PeriodLine next =
                new PeriodLine(
                        new PeriodLine.Key(wallet.id(), wallet.current().key().number() + 1),
                        window.start(),
                        window.end().orElse(null),
                        new WalletLine.Counters(after, 0, 0));
        state.add(wallet.renew(next));
        UUID id = Ids.next();
        book.post(
                wallet,
                new Change(id, id, Kind.RESET, null, after, after == null ? 0 : after),
                Cause.CLOCK);
    }

    private static @Nullable Long allotted(WalletLine wallet) {
        Long base = wallet.rules().base();
        if (base == null || !wallet.rules().carryOver()) {
            return base;
        }
        long left = Math.max(0, wallet.current().free());
        return Math.min(LedgerOperation.ALLOTTED_MAX_NANOS, base + left);
    }
}
