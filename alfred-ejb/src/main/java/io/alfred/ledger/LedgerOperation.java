package io.alfred.ledger;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.kernel.TokenUsage;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What can be asked of the ledger. Every operation names the wallet whose chain it touches. */
public sealed interface LedgerOperation {

    /** The most one call can hold: 1,000,000 credits. More is a mistake in a price or a limit. */
    long HOLD_MAX_NANOS = 1_000_000L * Credits.NANOS_PER_CREDIT;

    /** The largest allotment: 1,000,000,000 credits. */
    long ALLOTTED_MAX_NANOS = 1_000_000_000L * Credits.NANOS_PER_CREDIT;

    /** The longest reason an operator can give, in UTF-16 units. */
    int REASON_MAX_CHARS = 500;

    /** The most soft limits a wallet can have. */
    int SOFT_LIMITS_MAX = 10;

    UUID walletId();

    /** Every wallet whose chain must be locked. */
    default Set<UUID> walletIds() {
        return Set.of(walletId());
    }

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

    /** Operations that move no money: what a wallet may do, and where it lies. */
    sealed interface OnWallet extends LedgerOperation {}

    /** Operations on a wallet that a person asked for. */
    sealed interface Ordered extends OnWallet {
        UUID actorId();
    }

    /**
     * Takes the worst case of a call from the wallet and every ancestor.
     *
     * @param deadline when the call is over at the latest
     * @param lowering how it may be made to fit, where its wallet does that; empty: not at all
     */
    record Hold(
            UUID txId,
            UUID walletId,
            Credits amount,
            CallFacts call,
            Instant deadline,
            Optional<Lowering> lowering,
            CallLinks links)
            implements OnHold {
        public Hold {
            requireCost(amount);
        }

        /** A hold of a call that stands alone and costs what it costs. */
        public Hold(UUID txId, UUID walletId, Credits amount, CallFacts call, Instant deadline) {
            this(txId, walletId, amount, call, deadline, Optional.empty(), CallLinks.NONE);
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
     * Corrects the allotment of this period, up or down; not below zero.
     *
     * @param change nano-credits, not zero
     */
    record Adjust(UUID opId, UUID walletId, Credits change, UUID actorId, String reason)
            implements OnAllotment {
        public Adjust {
            requireAllotment(change.isNegative() ? Credits.ZERO.minus(change) : change);
            requireReason(reason);
        }
    }

    /**
     * Moves a part of this period's allotment to another wallet of the org, both sides at once.
     *
     * @param walletId the wallet that gives
     */
    record Transfer(
            UUID opId, UUID walletId, UUID toWalletId, Credits amount, UUID actorId, String reason)
            implements OnAllotment {
        public Transfer {
            requireAllotment(amount);
            requireReason(reason);
            if (walletId.equals(toWalletId)) {
                throw AlfredException.invalid(
                        "to", "the wallet would give to itself", "name another wallet");
            }
        }

        @Override
        public Set<UUID> walletIds() {
            return Set.of(walletId, toWalletId);
        }
    }

    /** Stops all new calls of the wallet and what lies below it; running calls settle. */
    record Freeze(UUID walletId, UUID actorId, String reason) implements Ordered {
        public Freeze {
            requireReason(reason);
        }
    }

    /** Lets a frozen wallet spend again; its present rate of spending counts as usual. */
    record Unfreeze(UUID walletId, UUID actorId, String reason) implements Ordered {
        public Unfreeze {
            requireReason(reason);
        }
    }

    /** Ends a wallet for good; running calls settle. */
    record Close(UUID walletId, UUID actorId, String reason) implements Ordered {
        public Close {
            requireReason(reason);
        }
    }

    /** Changes when the allotment begins anew; the current period goes on under the new rule. */
    record SetPeriod(UUID walletId, Period period, boolean carryOver, UUID actorId)
            implements Ordered {}

    /**
     * Changes at which shares of the limit spending is announced.
     *
     * @param percents 1 to 100, ascending, at most 10; empty list: never; none: the default
     */
    record SetSoftLimits(UUID walletId, Optional<List<Integer>> percents, UUID actorId)
            implements Ordered {
        public SetSoftLimits {
            percents = percents.map(List::copyOf);
            percents.ifPresent(LedgerOperation::requirePercents);
        }
    }

    /** Changes what becomes of calls that do not fit. */
    record SetOnShortage(UUID walletId, OnShortage choice, UUID actorId) implements Ordered {}

    /** Moves a wallet, and all below it, under another parent; what was charged stays charged. */
    record Reparent(UUID walletId, Optional<UUID> parentId, UUID actorId, String reason)
            implements Ordered {
        public Reparent {
            requireReason(reason);
        }

        @Override
        public Set<UUID> walletIds() {
            Set<UUID> ids = new HashSet<>();
            ids.add(walletId);
            parentId.ifPresent(ids::add);
            return ids;
        }
    }

    /**
     * Opens a limit for some models below a wallet, unless it is there.
     *
     * @param limitId of the model limit, if it is to be opened
     * @param models a model such as {@code openai/gpt-4o}, or a prefix with a star
     */
    record OpenModelLimit(UUID limitId, UUID walletId, String models, UUID actorId)
            implements Ordered {}

    /** Begins the wallet's new period if the old one is over; does what any operation does. */
    record Renew(UUID walletId) implements OnWallet {}

    /** Releases a wallet that the breaker froze, if its cool-down is over. */
    record Thaw(UUID walletId) implements OnWallet {}

    /**
     * What the books keep of a call.
     *
     * @param keyId the API key that called
     */
    record CallFacts(
            UUID keyId, String provider, String model, String priceVersion, boolean sandbox) {
        /** The model as clients name it, such as {@code openai/gpt-4o}. */
        String modelId() {
            return provider + "/" + model;
        }
    }

    private static void requireCost(Credits cost) {
        if (cost.isNegative() || cost.nanos() > HOLD_MAX_NANOS) {
            throw new IllegalArgumentException("not the cost of one call: " + cost);
        }
    }

    /** 1 to 100, ascending, at most {@value #SOFT_LIMITS_MAX} of them. */
    static void requirePercents(List<Integer> percents) {
        boolean ascending = true;
        int before = 0;
        for (int percent : percents) {
            ascending &= percent > before && percent <= 100;
            before = percent;
        }
        if (!ascending || percents.size() > SOFT_LIMITS_MAX) {
            throw AlfredException.invalid(
                    "percents",
                    "percents are not ascending whole numbers from 1 to 100, at most "
                            + SOFT_LIMITS_MAX,
                    "send for example [80, 90, 95, 100]");
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
