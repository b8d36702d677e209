package io.alfred.ledger;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * What few calls have besides their hold; written with it, so that most calls pay nothing for it.
 *
 * @param outputLimit where the wallet lowered it, else null
 */
record CallNote(UUID txId, UUID keyId, CallLinks links, @Nullable Long outputLimit) {
    private static final UnnestRows.Type[] COLUMNS = {
        UnnestRows.Type.UUID,
        UnnestRows.Type.UUID,
        UnnestRows.Type.UUID,
        UnnestRows.Type.UUID,
        UnnestRows.Type.INT8
    };

    private static final String INSERT =
            "INSERT INTO call_note (tx_id, key_id, trace_id, parent_request, output_limit)"
                    + " SELECT * FROM "
                    + UnnestRows.sql(COLUMNS);

    boolean isEmpty() {
        return links.isEmpty() && outputLimit == null;
    }

    static void write(Connection connection, List<CallNote> notes) throws SQLException {
        UnnestRows rows = new UnnestRows(COLUMNS);
        for (CallNote note : notes) {
            rows.add(
                    note.txId(),
                    note.keyId(),
                    note.links().traceId().orElse(null),
                    note.links().parent().orElse(null),
                    note.outputLimit());
        }
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            rows.bind(statement, 1);
            LedgerStore.require(statement.executeUpdate(), notes.size(), "call notes");
        }
    }
}
