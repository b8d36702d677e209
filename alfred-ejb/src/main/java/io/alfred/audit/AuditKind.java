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
    /** A charge was found to be lower, or went back by an operator's will. */
    REFUND,
    /** A call was found to have cost more than was charged. */
    LATE_CHARGE,
    /** A provisional charge, or a release, was replaced by the true cost. */
    CONFIRMED,
    /** A wallet's limit was set or lifted. */
    LIMIT,
    /** A wallet was given more for this period. */
    GRANT,
    /** A wallet's allotment of this period was corrected, up or down. */
    ADJUST,
    /** A wallet gave a part of its allotment to another one. */
    TRANSFER_OUT,
    /** A wallet took over a part of another one's allotment. */
    TRANSFER_IN,
    /** A wallet's next period began. */
    RESET,
    /** A share of a wallet's limit is used. */
    WARN,
    /** A wallet was stopped, by an operator or by the spend-spike breaker. */
    FREEZE,
    /** A frozen wallet may spend again. */
    UNFREEZE,
    /** A wallet was closed for good. */
    CLOSE,
    /** When a wallet's allotment begins anew was changed. */
    PERIOD_SET,
    /** At which shares of its limit a wallet's spending is announced was changed. */
    SOFT_LIMITS_SET,
    /** What becomes of a wallet's calls that do not fit was changed. */
    ON_SHORTAGE_SET,
    /** The output limit of an org's calls that name none was set or lifted. */
    OUTPUT_DEFAULT_SET,
    /** A wallet was moved under another parent. */
    REPARENTED,
    /** A limit for some models was opened below a wallet. */
    MODEL_LIMIT_OPENED,
    /** A transfer waits for somebody else's word. */
    TRANSFER_REQUESTED,
    TRANSFER_APPROVED,
    TRANSFER_REJECTED,
    TRANSFER_EXPIRED,
    ORG_CREATED,
    TEAM_CREATED,
    USER_CREATED,
    WALLET_CREATED,
    KEY_CREATED,
    KEY_REVOKED,
    /** A key debits another wallet from now on. */
    KEY_WALLET_SET,
    ADMIN_TOKEN_CREATED,
    ADMIN_TOKEN_ROTATED,
    PROVIDER_SET,
    PROVIDER_TESTED,
    SECRET_SET,
    MODEL_PRICED,
    /** A newer file of a provider and its prices was taken over. */
    CATALOG_REPLACED,
    /** What one org pays for a model was set, or withdrawn. */
    ORG_PRICE_SET,
    ORG_PRICE_WITHDRAWN,
    /** How often somebody may call was set. */
    RATE_LIMIT_SET,
    RATE_LIMIT_REMOVED,
    /** Calls were refused by a rate limit: how many, from when to when. */
    RATE_LIMITED,
    /** The books were compared with a provider's bill. */
    RECONCILED,
    /** The books no longer equal what their entries say. */
    LEDGER_DIFFERENCE,
    /** Somebody has seen an alert. */
    ALERT_ACKNOWLEDGED,
    /** Old months left the log for a file; their last heads are kept. */
    AUDIT_RETIRED,
    /** What was personal about a user was destroyed. */
    ERASED
}
