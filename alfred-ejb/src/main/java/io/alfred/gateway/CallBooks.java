package io.alfred.gateway;

import io.alfred.ledger.CreditLedger;
import io.alfred.ledger.LedgerOperation;
import io.alfred.ledger.LedgerOutcome;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Where the money of a call is moved: the ledger, for all calls but those of a benchmark. */
interface CallBooks {
    /** As {@link CreditLedger#hold}. */
    CompletionStage<LedgerOutcome> hold(LedgerOperation.Hold hold);

    /** As {@link CreditLedger#resolve}. */
    CompletionStage<LedgerOutcome> resolve(LedgerOperation.OnHold operation);

    /** As {@link CreditLedger#resolveUnhurried}. */
    void resolveUnhurried(LedgerOperation.OnHold operation);

    /** The real ones. */
    record OfLedger(CreditLedger ledger) implements CallBooks {
        @Override
        public CompletionStage<LedgerOutcome> hold(LedgerOperation.Hold hold) {
            return ledger.hold(hold);
        }

        @Override
        public CompletionStage<LedgerOutcome> resolve(LedgerOperation.OnHold operation) {
            return ledger.resolve(operation);
        }

        @Override
        public void resolveUnhurried(LedgerOperation.OnHold operation) {
            ledger.resolveUnhurried(operation);
        }
    }

    /** Agrees to everything and writes nothing: shows what the ledger costs. */
    record None() implements CallBooks {
        @Override
        public CompletionStage<LedgerOutcome> hold(LedgerOperation.Hold hold) {
            return CompletableFuture.completedStage(
                    new LedgerOutcome.Held(hold.txId(), hold.amount()));
        }

        @Override
        public CompletionStage<LedgerOutcome> resolve(LedgerOperation.OnHold operation) {
            return CompletableFuture.completedStage(new LedgerOutcome.Noted(operation.txId()));
        }

        @Override
        public void resolveUnhurried(LedgerOperation.OnHold operation) {
            // nothing was held
        }
    }
}
