package io.alfred.ledger;

import io.alfred.audit.AuditSql;
import io.alfred.audit.CopyRows;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;

/**
 * Writes the new rows of a large batch by COPY: entries, new holds, audit rows.
 *
 * <p>Why not always: three more exchanges with the database, which a batch of few rows feels. The
 * columns and their order are those of {@link LedgerSql#WRITE}, followed by what that statement
 * adds itself.
 */
final class LedgerCopy {
    /** Entries from which on a batch is written this way. */
    static final int ENTRIES_MIN = 48;

    private static final String HOLDS =
            "COPY hold (tx_id, org_id, wallet_id, path, periods, key_id, state, asked, amount,"
                + " charged, shortfall, refunded, progress, provisional, sandbox, provider, model,"
                + " price_version, deadline_at, node_id, node_epoch, created_at, unknown_at,"
                + " resolved_at) FROM STDIN BINARY";

    private static final String ENTRIES =
            "COPY ledger_entry (op_id, tx_id, kind, org_id, wallet_id, path, periods, amount,"
                    + " allotted_delta, allotted_after, held_delta, spent_delta, shortfall,"
                    + " prompt_tokens, completion_tokens, audio_prompt_tokens,"
                    + " audio_completion_tokens, service_tier, estimated, provisional, sandbox,"
                    + " provider, model, price_version, actor_id, reason, counter_wallet_id,"
                    + " chain_seq, chain_id, recorded_at) FROM STDIN BINARY";

    private final Connection connection;
    private final BatchPlan plan;
    private final Instant at;

    LedgerCopy(Connection connection, BatchPlan plan) {
        this.connection = connection;
        this.plan = plan;
        this.at = plan.at();
    }

    /**
     * Writes everything that is new.
     *
     * @param holds rows as for {@link LedgerSql#NEW_HOLD_COLUMNS}
     * @param entries rows as for {@link LedgerSql#ENTRY_COLUMNS}
     */
    Counts write(UnnestRows holds, UnnestRows entries, UUID nodeId, int nodeEpoch)
            throws SQLException {
        try (CopyRows audit = AuditSql.copyRows(connection, plan.chain());
                CopyRows booked = encodeEntries(entries);
                CopyRows held = encodeHolds(holds, nodeId, nodeEpoch)) {
            // The database was at work on the audit rows while the others were encoded.
            long auditRows = audit.finish();
            booked.start(connection, ENTRIES);
            long entryRows = booked.finish();
            long holdRows = 0;
            if (held.size() > 0) {
                held.start(connection, HOLDS);
                holdRows = held.finish();
            }
            return new Counts(auditRows, entryRows, holdRows);
        }
    }

    /** Rows that the database took. */
    record Counts(long auditRows, long entries, long newHolds) {}

    private CopyRows encodeHolds(UnnestRows rows, UUID nodeId, int nodeEpoch) throws SQLException {
        CopyRows copy = new CopyRows();
        int row = 0;
        for (HoldLine line : plan.holds()) {
            if (line.isNew()) {
                @Nullable Object[] values = rows.row(row);
                row++;
                begin(copy, values, 5);
                copy.value(nodeId);
                copy.value(nodeEpoch);
                copy.value(at);
                copy.value(line.state() == HoldState.UNKNOWN ? at : null);
                copy.value(line.state().holdsMoney() ? null : at);
            }
        }
        return copy;
    }

    private CopyRows encodeEntries(UnnestRows rows) throws SQLException {
        UUID chainId = plan.chain().before().chainId();
        CopyRows copy = new CopyRows();
        for (int row = 0; row < rows.size(); row++) {
            begin(copy, rows.row(row), 2);
            copy.value(chainId);
            copy.value(at);
        }
        return copy;
    }

    private static void begin(CopyRows copy, @Nullable Object[] values, int more)
            throws SQLException {
        copy.begin(values.length + more);
        for (Object value : values) {
            copy.value(value);
        }
    }
}
