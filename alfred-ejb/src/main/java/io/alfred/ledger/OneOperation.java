package io.alfred.ledger;

import io.alfred.audit.AuditRow;
import io.alfred.audit.AuditSql;
import io.alfred.audit.ChainFencedException;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/**
 * Writes a batch of one ordinary operation: one audit row, one entry, one hold, the wallets above.
 *
 * <p>Why not {@link LedgerSql#WRITE}: setting that statement up, with its sixty columns of any
 * length, takes the database longer than these five small ones, which travel together too.
 */
final class OneOperation {
    private static final String UPDATE_WALLETS =
            "UPDATE wallet SET allotted = u.allotted, held = u.held, spent = u.spent,"
                    + " warned = u.warned, rate_window = u.rate_window, rate_now = u.rate_now,"
                    + " rate_last = u.rate_last, rate_mean = u.rate_mean, rate_age = u.rate_age"
                    + " FROM (VALUES ";

    private static final String WALLET_VALUES =
            "(?::uuid, ?::bigint, ?::bigint, ?::bigint, ?::bigint, ?::bigint, ?::bigint, ?::bigint,"
                    + " ?::bigint, ?::bigint)";

    private static final String WALLET_ALIAS =
            ") u(id, allotted, held, spent, warned, rate_window, rate_now, rate_last, rate_mean,"
                    + " rate_age) WHERE wallet.id = u.id";

    private static final String NEW_HOLD =
            "INSERT INTO hold (tx_id, org_id, wallet_id, path, periods, key_id, state, asked,"
                + " amount, charged, shortfall, refunded, progress, provisional, sandbox, provider,"
                + " model, price_version, deadline_at, node_id, node_epoch, created_at) VALUES (?,"
                + " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private static final String CHANGED_HOLD =
            "UPDATE hold SET state = ?, amount = ?, charged = ?, shortfall = ?, refunded = ?,"
                    + " progress = ?, provisional = ?, resolved_at = ? WHERE tx_id = ?"
                    + " AND state = ?";

    private static final String ENTRY =
            "INSERT INTO ledger_entry (op_id, tx_id, kind, org_id, wallet_id, path, periods,"
                    + " amount, allotted_delta, allotted_after, held_delta, spent_delta, shortfall,"
                    + " prompt_tokens, completion_tokens, audio_prompt_tokens,"
                    + " audio_completion_tokens, service_tier, estimated, provisional, sandbox,"
                    + " provider, model, price_version, actor_id, reason, counter_wallet_id,"
                    + " chain_seq, chain_id, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                    + " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private final Connection connection;
    private final BatchPlan plan;
    private final Instant at;

    OneOperation(Connection connection, BatchPlan plan) {
        this.connection = connection;
        this.plan = plan;
        this.at = plan.at();
    }

    /** What is to be written, as rows for {@link LedgerSql#WRITE}. */
    record Rows(
            UnnestRows wallets, UnnestRows newHolds, UnnestRows changedHolds, UnnestRows entries) {
        /** Whether it is an open hold, or the settling or releasing of one, and nothing else. */
        boolean areOne(BatchPlan plan) {
            if (entries.size() != 1 || plan.chain().rows().size() != 1 || wallets.size() == 0) {
                return false;
            }
            boolean begins = newHolds.size() == 1 && changedHolds.size() == 0;
            boolean ends = newHolds.size() == 0 && changedHolds.size() == 1;
            return (begins || ends)
                    && plan.holds().stream()
                            .filter(HoldLine::changed)
                            .allMatch(line -> isOrdinary(line, begins));
        }

        private static boolean isOrdinary(HoldLine line, boolean begins) {
            return begins
                    ? line.state() == HoldState.OPEN
                    : line.stored() == HoldState.OPEN && !line.state().holdsMoney();
        }
    }

    /**
     * Writes it in one exchange with the database.
     *
     * @throws ChainFencedException when another start of this node owns the chain
     * @throws LedgerStore.UnexpectedCountException when any other row was not as it was read
     */
    void write(Rows rows, UUID nodeId, int nodeEpoch) throws SQLException {
        boolean begins = rows.newHolds().size() == 1;
        try (PreparedStatement statement =
                connection.prepareStatement(sql(rows.wallets().size(), begins))) {
            AuditRow row = plan.chain().rows().getFirst();
            int next = AuditSql.bindMoveHead(statement, 1, plan.chain());
            next = AuditSql.bindInsertOne(statement, next, row);
            for (int i = 0; i < rows.wallets().size(); i++) {
                next = bind(statement, next, rows.wallets().row(i));
            }
            if (begins) {
                next = bind(statement, next, rows.newHolds().row(0));
                next = bind(statement, next, nodeId, nodeEpoch, at);
            } else {
                // tx_id, expected, state, amount, charged, shortfall, refunded, progress, …
                @Nullable Object[] hold = rows.changedHolds().row(0);
                for (int column = 2; column < hold.length; column++) {
                    next = bind(statement, next, hold[column]);
                }
                next = bind(statement, next, at, hold[0], hold[1]);
            }
            next = bind(statement, next, rows.entries().row(0));
            bind(statement, next, row.chainId(), at);
            statement.execute();
            requireCounts(statement, rows.wallets().size(), begins);
        }
    }

    private void requireCounts(PreparedStatement statement, int wallets, boolean begins)
            throws SQLException {
        if (statement.getUpdateCount() != 1) {
            throw new ChainFencedException(plan.chain().before());
        }
        requireNext(statement, 1, "audit rows");
        requireNext(statement, wallets, "wallets");
        requireNext(statement, 1, begins ? "new holds" : "changed holds");
        requireNext(statement, 1, "entries");
    }

    private static void requireNext(PreparedStatement statement, int expected, String what)
            throws SQLException {
        statement.getMoreResults();
        LedgerStore.require(statement.getUpdateCount(), expected, what);
    }

    private static String sql(int wallets, boolean begins) {
        return String.join(
                "; ",
                AuditSql.MOVE_HEAD_ONLY,
                AuditSql.INSERT_ONE,
                UPDATE_WALLETS
                        + WALLET_VALUES
                        + (", " + WALLET_VALUES).repeat(wallets - 1)
                        + WALLET_ALIAS,
                begins ? NEW_HOLD : CHANGED_HOLD,
                ENTRY);
    }

    private int bind(PreparedStatement statement, int first, @Nullable Object... values)
            throws SQLException {
        int next = first;
        for (Object value : values) {
            switch (value) {
                // the type is the column's
                case null -> statement.setNull(next, Types.OTHER);
                case Instant time -> statement.setObject(next, time.atOffset(ZoneOffset.UTC));
                case List<?> list when list.isEmpty() -> statement.setNull(next, Types.OTHER);
                case List<?> list -> {
                    String type = list.getFirst() instanceof UUID ? "uuid" : "int4";
                    statement.setArray(next, connection.createArrayOf(type, list.toArray()));
                }
                default -> statement.setObject(next, value);
            }
            next++;
        }
        return next;
    }
}
