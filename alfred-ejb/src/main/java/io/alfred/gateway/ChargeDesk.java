package io.alfred.gateway;

import io.alfred.identity.Caller;
import io.alfred.identity.Directory;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;
import io.alfred.ledger.CreditLedger;
import io.alfred.ledger.LedgerOperation;
import io.alfred.ledger.LedgerOutcome;
import io.alfred.ledger.LedgerReader;
import io.alfred.ledger.LedgerReader.HoldView;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

import java.util.Optional;
import java.util.UUID;

/**
 * What an operator decides about the cost of a past call. Calls of other orgs do not exist for a
 * caller.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class ChargeDesk {
    @Inject private LedgerReader reader;
    @Inject private CreditLedger ledger;
    @Inject private Directory directory;

    /** A refund as it was made, and how the call stands now. */
    public record Refunded(UUID opId, Credits amount, HoldView call) {}

    /**
     * Closes an unknown hold or a provisional charge for good.
     *
     * @param cost zero: nothing was served
     * @throws AlfredException {@code NOT_FOUND}; {@code CONFLICT} while the call runs; {@code
     *     IDEMPOTENCY_CONFLICT} when the charge is final and another
     */
    public HoldView resolve(Caller caller, UUID txId, Credits cost, String reason) {
        if (cost.isNegative() || cost.nanos() > LedgerOperation.HOLD_MAX_NANOS) {
            throw AlfredException.invalid(
                    "charge",
                    "charge is not what one call can cost",
                    "give 0 to 1,000,000 credits");
        }
        HoldView call = find(caller, txId);
        require(
                new LedgerOperation.Conclude(
                        txId, call.walletId(), cost, caller.principalId(), reason));
        return find(caller, txId);
    }

    /**
     * Gives back part or all of a final charge.
     *
     * @param opId made by the client, so that a repeat is harmless
     * @param amount empty: all that is left
     * @throws AlfredException {@code NOT_FOUND}; {@code CONFLICT} when so much is not left; {@code
     *     IDEMPOTENCY_CONFLICT} when the id stands for another operation
     */
    public Refunded refund(
            Caller caller, UUID txId, UUID opId, Optional<Credits> amount, String reason) {
        amount.filter(value -> value.nanos() <= 0 || value.nanos() > LedgerOperation.HOLD_MAX_NANOS)
                .ifPresent(
                        value -> {
                            throw AlfredException.invalid(
                                    "amount",
                                    "amount is not more than 0 and at most 1,000,000 credits",
                                    "give what is to go back");
                        });
        HoldView call = find(caller, txId);
        LedgerOutcome outcome =
                require(
                        new LedgerOperation.Refund(
                                opId, txId, call.walletId(), amount, caller.principalId(), reason));
        if (outcome instanceof LedgerOutcome.Refunded refunded) {
            return new Refunded(opId, refunded.amount(), find(caller, txId));
        }
        throw new IllegalStateException("not an answer to a refund: " + outcome);
    }

    private LedgerOutcome require(LedgerOperation.ByOperator operation) {
        LedgerOutcome outcome = CreditLedger.await(ledger.decide(operation));
        if (outcome instanceof LedgerOutcome.Rejected rejected) {
            throw new AlfredException(rejected.code(), rejected.message(), rejected.fix())
                    .inTransaction(operation.txId());
        }
        return outcome;
    }

    private HoldView find(Caller caller, UUID txId) {
        LedgerReader.Filter filter =
                new LedgerReader.Filter(
                        directory.scope(caller, Optional.empty()),
                        Optional.empty(),
                        Optional.of(txId),
                        Optional.empty(),
                        1);
        return reader.holds(filter, Optional.empty()).stream()
                .findFirst()
                .orElseThrow(
                        () ->
                                new AlfredException(
                                        ErrorCode.NOT_FOUND,
                                        "there is no call of transaction " + txId,
                                        "`alfred ledger holds` lists the calls"));
    }
}
