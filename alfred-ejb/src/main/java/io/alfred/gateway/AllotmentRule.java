package io.alfred.gateway;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.ledger.LedgerOperation;

/** What an operator may allot at most; the ledger's own bound, told as a client's mistake. */
public final class AllotmentRule {
    private AllotmentRule() {}

    /**
     * Refuses an amount that no wallet can be allotted.
     *
     * @throws AlfredException {@code INVALID_REQUEST} naming {@code param}
     */
    public static Credits requireAllotment(String param, Credits amount) {
        if (amount.isNegative() || amount.nanos() > LedgerOperation.ALLOTTED_MAX_NANOS) {
            throw AlfredException.invalid(
                    param,
                    param + " is not an amount from 0 to 1,000,000,000 credits",
                    "send a number of credits, such as 25 or 0.5");
        }
        return amount;
    }
}
