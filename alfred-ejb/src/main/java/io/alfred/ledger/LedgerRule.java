package io.alfred.ledger;

import java.util.Locale;

/**
 * The promises of the books as queries: each row of a query is a violation, its subject and what is
 * wrong.
 */
enum LedgerRule {
    /** The counters of a wallet are the fold of the entries that touch it. */
    COUNTERS_EQUAL_ENTRIES(
            """
            WITH fold AS (
              SELECT l.wallet, coalesce(l.period, 1) AS period, sum(e.held_delta) AS held,
                sum(e.spent_delta) AS spent,
                sum(CASE WHEN l.wallet = e.wallet_id THEN e.allotted_delta ELSE 0 END) AS allotted
              FROM ledger_entry e, unnest(e.path, e.periods) l(wallet, period) GROUP BY 1, 2),
            kept AS (
              SELECT id AS wallet, period_no AS period, allotted, held, spent FROM wallet
              UNION ALL SELECT wallet_id, period_no, allotted, held, spent FROM wallet_period)
            SELECT coalesce(k.wallet, f.wallet)::text,
              format('period %s: allotted %s held %s spent %s, entries say %s %s %s',
                coalesce(k.period, f.period), k.allotted, k.held, k.spent, f.allotted, f.held,
                f.spent)
            FROM kept k FULL JOIN fold f ON f.wallet = k.wallet AND f.period = k.period
            WHERE (coalesce(k.allotted, 0), k.held, k.spent) IS DISTINCT FROM
              (coalesce(f.allotted, 0), coalesce(f.held, 0), coalesce(f.spent, 0))\
            """),

    /** An allotment is one that an entry left; a lifted limit differs from one of zero. */
    ALLOTMENT_WAS_ENTERED(
            """
            WITH entered AS (
              SELECT wallet_id, coalesce(periods[1], 1) AS period,
                array_agg(DISTINCT allotted_after) AS allotments,
                bool_or(allotted_after IS NULL) AS lifted
              FROM ledger_entry WHERE kind IN ('LIMIT', 'GRANT', 'ADJUST', 'TRANSFER_OUT',
                'TRANSFER_IN', 'RESET') GROUP BY 1, 2)
            SELECT w.id::text, format('no entry left the allotment %s',
              coalesce(w.allotted::text, 'without limit'))
            FROM wallet w LEFT JOIN entered e ON e.wallet_id = w.id AND e.period = w.period_no
            WHERE CASE WHEN w.allotted IS NULL THEN NOT coalesce(e.lifted, true)
              ELSE NOT coalesce(w.allotted = ANY (e.allotments), false) END\
            """),

    /** What a wallet holds is what the unresolved holds of its chain hold. */
    HELD_EQUALS_UNRESOLVED_HOLDS(
            """
            WITH unresolved AS (
              SELECT l.wallet, coalesce(l.period, 1) AS period, sum(h.amount) AS held
              FROM hold h, unnest(h.path, h.periods) l(wallet, period)
              WHERE h.state IN ('open', 'unknown') GROUP BY 1, 2),
            kept AS (
              SELECT id AS wallet, period_no AS period, held FROM wallet
              UNION ALL SELECT wallet_id, period_no, held FROM wallet_period)
            SELECT k.wallet::text, format('period %s: held %s, its unresolved holds are %s',
              k.period, k.held, coalesce(u.held, 0))
            FROM kept k LEFT JOIN unresolved u ON u.wallet = k.wallet AND u.period = k.period
            WHERE k.held <> coalesce(u.held, 0)\
            """),

    /** A hold stands as its entries left it, and has at most one resolution. */
    HOLD_AGREES_WITH_ITS_ENTRIES(
            """
            WITH fold AS (
              SELECT tx_id, sum(held_delta) AS held, sum(spent_delta) AS spent,
                sum(shortfall) AS shortfall, count(*) FILTER (WHERE kind = 'HOLD') AS holds,
                sum(amount) FILTER (WHERE kind = 'HOLD') AS asked,
                count(*) FILTER (WHERE kind IN ('SETTLE', 'RELEASE')) AS resolutions,
                count(*) FILTER (WHERE kind = 'RELEASE') AS releases,
                count(*) FILTER (WHERE kind = 'CONFIRMED') AS confirmations,
                count(*) FILTER (WHERE kind = 'SETTLE' AND provisional) AS guesses,
                coalesce(sum(amount) FILTER (WHERE kind = 'REFUND' AND NOT provisional), 0)
                  AS refunded
              FROM ledger_entry WHERE kind NOT IN ('LIMIT', 'GRANT', 'ADJUST', 'TRANSFER_OUT',
                'TRANSFER_IN', 'RESET') GROUP BY tx_id)
            SELECT coalesce(h.tx_id, f.tx_id)::text,
              format('hold is %s, %s held, %s charged, %s refunded%s; its entries: %s holds,'
                || ' %s resolutions, %s confirmations, %s held, %s spent, %s refunded',
                h.state, h.amount, h.charged, h.refunded,
                CASE WHEN h.provisional THEN ', provisional' END, f.holds, f.resolutions,
                f.confirmations, f.held, f.spent, f.refunded)
            FROM hold h FULL JOIN fold f ON f.tx_id = h.tx_id
            WHERE h.tx_id IS NULL OR f.tx_id IS NULL OR f.holds <> 1 OR f.asked <> h.asked
              OR f.resolutions <> (h.state IN ('settled', 'released'))::int
              OR f.held <> CASE WHEN h.state IN ('open', 'unknown') THEN h.amount ELSE 0 END
              OR f.spent <> h.charged - h.refunded OR f.shortfall <> h.shortfall
              OR f.refunded <> h.refunded OR f.confirmations > 1
              OR (h.state = 'released') <> (f.releases = 1 AND f.confirmations = 0)
              OR h.provisional <> (f.guesses = 1 AND f.confirmations = 0)\
            """),

    /** No more goes back of a call than was charged for it, and every refund names its call. */
    REFUNDS_FIT_THE_CHARGE(
            """
            SELECT tx_id::text, format('%s refunded of %s charged', refunded, charged)
            FROM (
              SELECT tx_id, sum(amount) FILTER (WHERE kind = 'REFUND') AS refunded,
                coalesce(sum(amount) FILTER (WHERE kind IN ('SETTLE', 'LATE_CHARGE')), 0) AS charged
              FROM ledger_entry WHERE kind IN ('SETTLE', 'LATE_CHARGE', 'REFUND') GROUP BY tx_id) s
            WHERE refunded > charged\
            """),

    /** What an entry moves follows from its kind and amount. */
    DELTAS_FOLLOW_FROM_THE_AMOUNT(
            """
            SELECT op_id::text,
              format('%s of %s moves allotted %s held %s spent %s shortfall %s',
                kind, amount, allotted_delta, held_delta, spent_delta, shortfall)
            FROM ledger_entry
            WHERE CASE WHEN kind IN ('GRANT', 'TRANSFER_IN') THEN allotted_delta <> amount
                WHEN kind = 'TRANSFER_OUT' THEN allotted_delta <> -amount
                WHEN kind = 'ADJUST' THEN abs(allotted_delta) <> amount
                WHEN kind = 'RESET' THEN allotted_delta <> coalesce(allotted_after, 0)
                WHEN kind = 'LIMIT' THEN false ELSE allotted_delta <> 0 END
              OR spent_delta <> CASE kind WHEN 'SETTLE' THEN amount
                WHEN 'LATE_CHARGE' THEN amount WHEN 'REFUND' THEN -amount ELSE 0 END
              OR shortfall <> CASE kind WHEN 'SHORTFALL' THEN amount
                WHEN 'CONFIRMED' THEN -amount ELSE 0 END
              OR CASE kind WHEN 'SETTLE' THEN held_delta > -amount
                WHEN 'HOLD' THEN held_delta <> amount WHEN 'TOP_UP' THEN held_delta <> amount
                WHEN 'RELEASE' THEN held_delta <> -amount ELSE held_delta <> 0 END\
            """),

    /**
     * An entry has its row in the log, and that row has its wallet and amount: so the hash chain
     * also guards the books. Canonical JSON has one spelling and escapes quotes, so the fields can
     * be looked for as text. Rows that were retired are in their file and not looked for.
     */
    ENTRY_IS_IN_THE_LOG(
            """
            SELECT e.op_id::text, CASE WHEN a.seq IS NULL THEN 'its audit row is missing'
              ELSE 'its audit row tells another wallet or amount' END
            FROM (SELECT * FROM ledger_entry l WHERE NOT EXISTS (SELECT FROM audit_segment s
              WHERE s.chain_id = l.chain_id AND s.to_seq >= l.chain_seq)) e
            LEFT JOIN audit_log a ON a.chain_id = e.chain_id AND a.seq = e.chain_seq
              AND a.tx_id = e.tx_id AND a.kind = e.kind
            WHERE a.seq IS NULL
              OR position(convert_to(format('"wallet":"%s"', e.wallet_id), 'UTF8') IN a.payload) = 0
              OR CASE WHEN e.kind NOT IN ('LIMIT', 'GRANT', 'ADJUST', 'TRANSFER_OUT',
                'TRANSFER_IN', 'RESET') THEN position(convert_to(
                  format('"amount_nanos":%s,', e.amount), 'UTF8') IN a.payload) = 0
                WHEN e.allotted_after IS NULL THEN
                  position(convert_to('"allotted_after_nanos":', 'UTF8') IN a.payload) > 0
                ELSE position(convert_to(
                  format('"allotted_after_nanos":%s,', e.allotted_after), 'UTF8') IN a.payload) = 0
                END\
            """),

    /** What one wallet gave another one took. */
    TRANSFER_HAS_TWO_SIDES(
            """
            SELECT tx_id::text, 'what was given is not what was taken'
            FROM ledger_entry WHERE kind IN ('TRANSFER_OUT', 'TRANSFER_IN')
            GROUP BY tx_id HAVING count(*) <> 2 OR sum(allotted_delta) <> 0
              OR min(wallet_id::text) <> min(counter_wallet_id::text)
              OR max(wallet_id::text) <> max(counter_wallet_id::text)\
            """),

    /** Nothing that the log says was done to the books is missing from them. */
    LOGGED_OPERATION_HAS_ITS_ENTRY(
            """
            SELECT format('%s/%s', a.chain_id, a.seq),
              format('%s of transaction %s has no entry', a.kind, a.tx_id)
            FROM audit_log a
            LEFT JOIN ledger_entry e ON e.chain_id = a.chain_id AND e.chain_seq = a.seq
            WHERE a.kind IN ('HOLD', 'TOP_UP', 'SETTLE', 'RELEASE', 'UNKNOWN', 'SHORTFALL',
              'LIMIT', 'GRANT', 'ADJUST', 'TRANSFER_OUT', 'TRANSFER_IN', 'RESET',
              'REFUND', 'LATE_CHARGE', 'CONFIRMED')
              AND e.op_id IS NULL\
            """);

    private final String sql;

    LedgerRule(String sql) {
        this.sql = sql;
    }

    String sql() {
        return sql;
    }

    /** The rule as reports name it, such as {@code counters_equal_entries}. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
