package io.alfred.ledger;

import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** What became of an operation; told only after its commit was confirmed. */
public sealed interface LedgerOutcome {

    /**
     * The amount is held on every level.
     *
     * @param outputLimit output tokens of one choice, where the wallet lowered the call's limit
     */
    record Held(UUID txId, Credits amount, OptionalLong outputLimit) implements LedgerOutcome {
        /** The whole amount, as it was asked for. */
        public Held(UUID txId, Credits amount) {
            this(txId, amount, OptionalLong.empty());
        }
    }

    /**
     * The hold was resolved by a charge.
     *
     * @param shortfall what the call cost beyond what the wallets could carry
     */
    record Settled(UUID txId, Credits charged, Credits shortfall) implements LedgerOutcome {}

    /** The hold was given back in full. */
    record Released(UUID txId) implements LedgerOutcome {}

    /** The hold is unknown, or its progress noted; its amount is still held. */
    record Noted(UUID txId) implements LedgerOutcome {}

    /** Part or all of a charge went back. */
    record Refunded(UUID opId, UUID txId, Credits amount) implements LedgerOutcome {}

    /** The allotment was changed; empty: the wallet has no limit of its own. */
    record Allotted(UUID opId, Optional<Credits> allotted) implements LedgerOutcome {}

    /** The wallet is as it was asked to be; of a model limit: its own id. */
    record Changed(UUID walletId) implements LedgerOutcome {}

    /** Refused by a wallet of the chain; a BLOCK row is in the log. */
    record Denied(ErrorCode code, Shortage shortage) implements LedgerOutcome {}

    /** Refused because the operation does not fit the books; nothing was written. */
    record Rejected(ErrorCode code, String message, String fix) implements LedgerOutcome {}

    /**
     * Why a wallet refused.
     *
     * @param walletId the wallet that refused, maybe an ancestor of the one that pays
     * @param needed what the call may cost
     * @param resetAt when the wallet's next period begins
     */
    record Shortage(
            UUID walletId,
            Optional<Credits> limit,
            Credits held,
            Credits spent,
            Credits needed,
            Optional<Instant> resetAt) {
        /** What is left below the limit; negative when the limit was lowered below current use. */
        public Optional<Credits> free() {
            return limit.map(allotted -> allotted.minus(held).minus(spent));
        }
    }
}
