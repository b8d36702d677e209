package io.alfred.gateway;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;
import io.alfred.ledger.LedgerOutcome;
import io.alfred.ledger.Lowering;
import io.alfred.ledger.WalletBook;
import io.alfred.ledger.WalletView;
import io.alfred.pricing.Estimator;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import java.util.Optional;
import java.util.OptionalLong;

/** Puts a wallet's refusal into words: which wallet, what is left, what would fit. */
@ApplicationScoped
class Refusal {
    @Inject private WalletBook wallets;
    @Inject private Estimator estimator;

    /** The error a client gets for a denied hold. */
    AlfredException explain(LedgerOutcome.Denied denied, HoldDesk.Ask ask) {
        LedgerOutcome.Shortage shortage = denied.shortage();
        String wallet =
                wallets.find(shortage.walletId())
                        .map(WalletView::name)
                        .orElse(shortage.walletId().toString());
        AlfredException error =
                switch (denied.code()) {
                    case WALLET_CLOSED ->
                            new AlfredException(
                                    denied.code(),
                                    "wallet \"" + wallet + "\" is closed",
                                    "use a key that debits another wallet");
                    case WALLET_FROZEN ->
                            new AlfredException(
                                    denied.code(),
                                    "wallet \"" + wallet + "\" is frozen",
                                    "ask an operator to unfreeze it");
                    default -> exhausted(wallet, shortage, ask);
                };
        return error.inTransaction(ask.claim().txId());
    }

    private AlfredException exhausted(
            String wallet, LedgerOutcome.Shortage shortage, HoldDesk.Ask ask) {
        Credits free = shortage.free().orElse(Credits.ZERO);
        String message =
                "wallet \""
                        + wallet
                        + "\" has "
                        + (free.isNegative() ? Credits.ZERO : free)
                        + " credits free (limit "
                        + shortage.limit().orElse(Credits.ZERO)
                        + ", spent "
                        + shortage.spent()
                        + ", held "
                        + shortage.held()
                        + shortage.resetAt().map(reset -> ", resets " + reset).orElse("")
                        + "), this call may cost "
                        + shortage.needed();
        String field = ask.output().field().orElse("");
        OptionalLong tokens = fitting(shortage, free, ask);
        return new AlfredException(
                ErrorCode.WALLET_EXHAUSTED,
                message,
                tokens.isPresent()
                        ? "lower " + field + " to " + tokens.getAsLong() + ", or grant credits"
                        : "grant credits with `alfred wallet grant`");
    }

    /** Output tokens per choice that would still fit; empty when not even one does. */
    private OptionalLong fitting(LedgerOutcome.Shortage shortage, Credits free, HoldDesk.Ask ask) {
        Optional<Lowering> lowering =
                ask.output()
                        .lowering(
                                ask.model(),
                                ask.estimate(),
                                estimator.outputPrice(ask.model(), ask.estimate()));
        return lowering.isEmpty() || free.nanos() <= 0
                ? OptionalLong.empty()
                : lowering.get().fitting(shortage.needed(), free);
    }
}
