package io.alfred.gateway;

import io.alfred.catalog.ModelPrice;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.TokenUsage;
import io.alfred.ledger.LedgerOutcome;
import io.alfred.ledger.WalletBook;
import io.alfred.ledger.WalletView;
import io.alfred.pricing.CallPrice;
import io.alfred.pricing.Estimate;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import java.math.BigInteger;

/** Puts a wallet's refusal into words: which wallet, what is left, what would fit. */
@ApplicationScoped
class Refusal {
    @Inject private WalletBook wallets;

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

    private static AlfredException exhausted(
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
        long tokens = affordableTokens(free, ask.model().price().orElseThrow(), ask.estimate());
        String field = ask.call().endpoint().outputField().orElse("");
        return new AlfredException(
                ErrorCode.WALLET_EXHAUSTED,
                message,
                tokens > 0 && !field.isEmpty()
                        ? "lower " + field + " to " + tokens + ", or grant credits"
                        : "grant credits with `alfred wallet grant`");
    }

    /** Output tokens per choice that would still fit; 0 when not even the prompt does. */
    private static long affordableTokens(Credits free, ModelPrice price, Estimate estimate) {
        Credits prompt = CallPrice.of(price, TokenUsage.reported(estimate.promptTokens(), 0));
        long rest = free.nanos() - prompt.nanos();
        if (rest <= 0 || price.output() == 0) {
            return 0;
        }
        BigInteger tokens =
                BigInteger.valueOf(rest)
                        .multiply(BigInteger.valueOf(1_000_000))
                        .divide(BigInteger.valueOf(price.output()))
                        .divide(BigInteger.valueOf(estimate.choices()));
        return tokens.min(BigInteger.valueOf(estimate.outputTokensMax())).longValue();
    }
}
