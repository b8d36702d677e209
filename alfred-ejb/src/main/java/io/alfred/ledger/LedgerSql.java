package io.alfred.ledger;

import static io.alfred.ledger.UnnestRows.Type.BOOL;
import static io.alfred.ledger.UnnestRows.Type.INT8;
import static io.alfred.ledger.UnnestRows.Type.TEXT;
import static io.alfred.ledger.UnnestRows.Type.UUID;

import io.alfred.audit.AuditSql;

/** The four statements of a batch, and the column lists they share with their parameters. */
final class LedgerSql {
    static final UnnestRows.Type[] WALLET_COLUMNS = {
        UUID, INT8, INT8, INT8, INT8, INT8, INT8, INT8, INT8, INT8
    };

    static final UnnestRows.Type[] NEW_HOLD_COLUMNS = {
        UUID, UUID, UUID, TEXT, TEXT, UUID, TEXT, INT8, INT8, INT8, INT8, INT8, INT8, BOOL, BOOL,
        TEXT, TEXT, TEXT, INT8
    };

    static final UnnestRows.Type[] CHANGED_HOLD_COLUMNS = {
        UUID, TEXT, TEXT, INT8, INT8, INT8, INT8, INT8, BOOL
    };

    static final UnnestRows.Type[] ENTRY_COLUMNS = {
        UUID, UUID, TEXT, UUID, UUID, TEXT, TEXT, INT8, INT8, INT8, INT8, INT8, INT8, INT8, INT8,
        INT8, INT8, TEXT, BOOL, BOOL, BOOL, TEXT, TEXT, TEXT, UUID, TEXT, UUID, INT8
    };

    /**
     * Rides along with the first statement of a batch, for those after it. Why: a plan made while
     * the tables were new and small reads all of {@code hold} for every batch, until the first
     * ANALYZE replaces it; under load from the first minute that is half a second a batch.
     */
    private static final String BY_INDEX = "; SET LOCAL enable_seqscan = off";

    /** Wallets with all their ancestors and the model limits of each. */
    static final String WALLETS =
            "WITH chain AS MATERIALIZED (SELECT DISTINCT unnest(path) AS id FROM wallet"
                    + " WHERE id = ANY (?)) SELECT "
                    + WalletRows.COLUMNS
                    + " FROM wallet WHERE id IN (SELECT id FROM chain UNION ALL"
                    + " SELECT m.id FROM wallet m JOIN chain c ON m.parent_id = c.id"
                    + " WHERE m.owner_kind = 'model')";

    /** In id order, so that two writers never wait for each other in a circle. */
    static final String LOCK_WALLETS = WALLETS + " ORDER BY id FOR NO KEY UPDATE" + BY_INDEX;

    /** The same for wallets whose whole surroundings are named. */
    static final String LOCK_KNOWN =
            "SELECT "
                    + WalletRows.COLUMNS
                    + " FROM wallet WHERE id = ANY (?) ORDER BY id FOR NO KEY UPDATE"
                    + BY_INDEX;

    /** What lies below the wallets, for moving it with them. */
    static final String LOCK_BELOW =
            "SELECT "
                    + WalletRows.COLUMNS
                    + " FROM wallet WHERE path && ? AND id <> ALL (?)"
                    + " ORDER BY id FOR NO KEY UPDATE";

    /** A statement of its own: its snapshot is taken after the wait for the locks. */
    static final String READ_HOLDS =
            "SELECT tx_id, org_id, wallet_id, path, periods, key_id, state, asked, amount, charged,"
                    + " shortfall, refunded, progress, provisional, sandbox, provider, model,"
                    + " price_version, deadline_at FROM hold WHERE tx_id = ANY (?)";

    /** Two statements in one exchange; the second one's snapshot is taken after the locks. */
    static final String LOCK_AND_READ = LOCK_KNOWN + "; " + READ_HOLDS;

    static final String READ_ALLOTMENTS =
            "SELECT op_id, tx_id, kind, wallet_id, amount, allotted_delta, allotted_after,"
                    + " counter_wallet_id FROM ledger_entry"
                    + " WHERE op_id = ANY (?)";

    static final String WRITE =
            "WITH chain_moved AS ("
                    + AuditSql.MOVE_HEAD
                    + "), rows_logged AS ("
                    + AuditSql.INSERT_ROWS
                    + "), wallets_written AS (UPDATE wallet SET allotted = u.allotted,"
                    + " held = u.held, spent = u.spent, warned = u.warned,"
                    + " rate_window = u.rate_window, rate_now = u.rate_now,"
                    + " rate_last = u.rate_last, rate_mean = u.rate_mean, rate_age = u.rate_age"
                    + " FROM "
                    + UnnestRows.sql(WALLET_COLUMNS)
                    + " u(id, allotted, held, spent, warned, rate_window, rate_now, rate_last,"
                    + " rate_mean, rate_age) WHERE wallet.id = u.id RETURNING 1), holds_made AS"
                    + " (INSERT INTO hold (tx_id, org_id, wallet_id, path, periods, key_id, state,"
                    + " asked, amount, charged, shortfall, refunded, progress, provisional,"
                    + " sandbox, provider, model, price_version, deadline_at, node_id, node_epoch,"
                    + " created_at, unknown_at, resolved_at) SELECT u.tx_id, u.org_id, u.wallet_id,"
                    + " u.path::uuid[], u.periods::integer[], u.key_id, u.state, u.asked, u.amount,"
                    + " u.charged, u.shortfall, u.refunded, u.progress, u.provisional, u.sandbox,"
                    + " u.provider, u.model, u.price_version, timestamptz 'epoch' + u.deadline *"
                    + " interval '1 microsecond', ?::uuid, ?::integer, t.at, CASE WHEN u.state ="
                    + " 'unknown' THEN t.at END, CASE WHEN u.state IN ('settled', 'released') THEN"
                    + " t.at END FROM "
                    + UnnestRows.sql(NEW_HOLD_COLUMNS)
                    + " u(tx_id, org_id, wallet_id, path, periods, key_id, state, asked, amount,"
                    + " charged, shortfall, refunded, progress, provisional, sandbox, provider,"
                    + " model, price_version, deadline), (SELECT timestamptz 'epoch' + ? * interval"
                    + " '1 microsecond') t(at) RETURNING 1), holds_changed AS (UPDATE hold SET"
                    + " state = u.state, amount = u.amount, charged = u.charged, shortfall ="
                    + " u.shortfall, refunded = u.refunded, progress = u.progress, provisional ="
                    + " u.provisional, unknown_at = CASE WHEN u.state = 'unknown' AND u.expected <>"
                    + " 'unknown' THEN t.at ELSE hold.unknown_at END, resolved_at = CASE WHEN"
                    + " u.state IN ('settled', 'released') THEN coalesce(hold.resolved_at, t.at)"
                    + " END FROM "
                    + UnnestRows.sql(CHANGED_HOLD_COLUMNS)
                    + " u(tx_id, expected, state, amount, charged, shortfall, refunded, progress,"
                    + " provisional), (SELECT timestamptz 'epoch' + ? * interval '1 microsecond')"
                    + " t(at) WHERE hold.tx_id = u.tx_id AND hold.state = u.expected RETURNING 1),"
                    + " entries_made AS (INSERT INTO ledger_entry (op_id, tx_id, kind, org_id,"
                    + " wallet_id, path, periods, amount, allotted_delta, allotted_after,"
                    + " held_delta, spent_delta, shortfall, prompt_tokens, completion_tokens,"
                    + " audio_prompt_tokens, audio_completion_tokens, service_tier, estimated,"
                    + " provisional, sandbox, provider, model, price_version, actor_id, reason,"
                    + " counter_wallet_id, chain_seq, chain_id, recorded_at) SELECT"
                    + " u.op_id, u.tx_id, u.kind, u.org_id, u.wallet_id, u.path::uuid[],"
                    + " u.periods::integer[], u.amount, u.allotted_delta, u.allotted_after,"
                    + " u.held_delta, u.spent_delta, u.shortfall, u.prompt_tokens,"
                    + " u.completion_tokens, u.audio_prompt_tokens, u.audio_completion_tokens,"
                    + " u.service_tier, u.estimated, u.provisional, u.sandbox, u.provider,"
                    + " u.model, u.price_version, u.actor_id, u.reason, u.counter_wallet_id,"
                    + " u.chain_seq, ?::uuid, timestamptz 'epoch' + ? * interval '1 microsecond'"
                    + " FROM "
                    + UnnestRows.sql(ENTRY_COLUMNS)
                    + " u(op_id, tx_id, kind, org_id, wallet_id, path, periods, amount,"
                    + " allotted_delta, allotted_after, held_delta, spent_delta, shortfall,"
                    + " prompt_tokens, completion_tokens, audio_prompt_tokens,"
                    + " audio_completion_tokens, service_tier, estimated, provisional, sandbox,"
                    + " provider, model, price_version, actor_id, reason, counter_wallet_id,"
                    + " chain_seq) RETURNING 1) SELECT (SELECT count(*) FROM chain_moved), (SELECT"
                    + " count(*) FROM rows_logged), (SELECT count(*) FROM wallets_written), (SELECT"
                    + " count(*) FROM holds_made), (SELECT count(*) FROM holds_changed), (SELECT"
                    + " count(*) FROM entries_made)";

    static final String RAISE =
            "INSERT INTO alert (id, at, kind, severity, org_id, subject_id, data) VALUES (?,"
                    + " timestamptz 'epoch' + ? * interval '1 microsecond', ?, ?, ?, ?, ?::jsonb)";

    private LedgerSql() {}
}
