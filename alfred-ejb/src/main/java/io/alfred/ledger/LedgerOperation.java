package io.alfred.ledger;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.kernel.TokenUsage;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What can be asked of the ledger. Every operation names the wallet whose chain it touches. */
public sealed interface LedgerOperation {

    /** The most one call can hold: 1,000,000 credits. More is a mistake in a price or a limit. */
    long HOLD_MAX_NANOS = 1_000_000L * Credits.NANOS_PER_CREDIT;

    /** The largest allotment: 1,000,000,000 credits. */
    long ALLOTTED_MAX_NANOS = 1_000_000_000L * Credits.NANOS_PER_CREDIT;

    /** The longest reason an operator can give, in UTF-16 units. */
    int REASON_MAX_CHARS = 500;

    UUID walletId();

    /** Operations on a hold: the transaction id is the id of the call. */
    sealed interface OnHold extends LedgerOperation {
        UUID txId();
    }

    /** What an operator, or a provider's bill in an operator's hand, decides about a call. */
    sealed interface ByOperator extends OnHold {
        UUID actorId();

        String reason();
    }

    /** Operations of an operator on an allotment; {@code opId} makes a repeat harmless. */
    sealed interface OnAllotment extends LedgerOperation {
        UUID opId();

        UUID actorId();

        String reason();
    }

    /**
     * Takes the worst case of a call from the wallet and every ancestor.
     *
     * @param deadline when the call is over at the latest
     */
    record Hold(UUID txId, UUID walletId, Credits amount, CallFacts call, Instant deadline)
            implements OnHold {
        public Hold {
            requireCost(amount);
        }
    }

    /**
     * Turns a hold into the actual cost and gives the rest back.
     *
     * @param provisional true when the cost is the best evidence rather than the provider's word
     */
    record Settle(
            UUID txId, UUID walletId, Credits cost, Optional<TokenUsage> usage, boolean provisional)
            implements OnHold {
        public Settle {
            requireCost(cost);
        }
    }

    /** Gives a hold back in full: nothing was served. */
    record Release(UUID txId, UUID walletId, String reason) implements OnHold {}

    /**
     * Closes an unknown hold or a provisional charge for good.
     *
     * @param cost what the call cost; zero: nothing was served
     */
    record Conclude(UUID txId, UUID walletId, Credits cost, UUID actorId, String reason)
            implements ByOperator {
        public Conclude {
            requireCost(cost);
            requireReason(reason);
        }
    }

    /**
     * Gives back part or all of a final charge; {@code opId} makes a repeat harmless.
     *
     * @param amount empty: all that is left of the charge
     */
    record Refund(
            UUID opId,
            UUID txId,
            UUID walletId,
            Optional<Credits> amount,
            UUID actorId,
            String reason)
            implements ByOperator {
        public Refund {
            amount.ifPresent(LedgerOperation::requireCost);
            requireReason(reason);
        }
    }

    /** Marks a hold that has no living process behind it; the amount stays held. */
    record MarkUnknown(UUID txId, UUID walletId) implements OnHold {}

    /** Journals what a running stream has cost so far, as evidence for a crash. */
    record Progress(UUID txId, UUID walletId, Credits costSoFar) implements OnHold {
        public Progress {
            requireCost(costSoFar);
        }
    }

    /** Sets the allotment, or lifts the limit when empty. */
    record SetLimit(
            UUID opId, UUID walletId, Optional<Credits> allotted, UUID actorId, String reason)
            implements OnAllotment {
        public SetLimit {
            allotted.ifPresent(LedgerOperation::requireAllotment);
            requireReason(reason);
        }
    }

    /** Adds to the allotment of a wallet that has a limit of its own. */
    record Grant(UUID opId, UUID walletId, Credits amount, UUID actorId, String reason)
            implements OnAllotment {
        public Grant {
            requireAllotment(amount);
            requireReason(reason);
        }
    }

    /**
     * What the books keep of a call.
     *
     * @param keyId the API key that called
     */
    record CallFacts(
            UUID keyId, String provider, String model, String priceVersion, boolean sandbox) {}

    private static void requireCost(Credits cost) {
        if (cost.isNegative() || cost.nanos() > HOLD_MAX_NANOS) {
            throw new IllegalArgumentException("not the cost of one call: " + cost);
        }
    }

    /** What the database cannot store would make the whole batch fail with this operation. */
    private static void requireReason(String reason) {
        boolean storable =
                reason.codePoints()
                        .noneMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE);
        if (!storable || reason.length() > REASON_MAX_CHARS) {
            throw AlfredException.invalid(
                    "reason",
                    "reason is longer than " + REASON_MAX_CHARS + " characters or no valid text",
                    "say it in one sentence");
        }
    }

    private static void requireAllotment(Credits amount) {
        if (amount.isNegative() || amount.nanos() > ALLOTTED_MAX_NANOS) {
            throw new IllegalArgumentException("not an allotment: " + amount);
        }
    }
}
