package io.alfred.audit;

/** What an audit row records. The name is the {@code kind} on the wire. */
public enum AuditKind {
    /** A process began to write this chain, under a new epoch. */
    CHAIN_OPENED,
    /** The worst case of a call was taken before it left. */
    HOLD,
    /** A hold grew, because the call cost more than was held and the wallets could carry it. */
    TOP_UP,
    /** A hold became the actual cost. */
    SETTLE,
    /** A hold was given back in full. */
    RELEASE,
    /** A hold has no living process behind it; its amount stays held. */
    UNKNOWN,
    /** A call was refused by a wallet. */
    BLOCK,
    /** A call cost more than the wallets could carry; the platform bears the rest. */
    SHORTFALL,
    /** A wallet's limit was set or lifted. */
    LIMIT,
    /** A wallet was given more for this period. */
    GRANT,
    ORG_CREATED,
    TEAM_CREATED,
    USER_CREATED,
    WALLET_CREATED,
    KEY_CREATED,
    KEY_REVOKED,
    ADMIN_TOKEN_CREATED,
    ADMIN_TOKEN_ROTATED,
    PROVIDER_SET,
    PROVIDER_TESTED,
    SECRET_SET,
    MODEL_PRICED,
    /** Old months left the log for a file; their last heads are kept. */
    AUDIT_RETIRED,
    /** What was personal about a user was destroyed. */
    ERASED
}
