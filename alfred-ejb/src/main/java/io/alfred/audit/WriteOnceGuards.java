package io.alfred.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks whether every write-once table still has its trigger.
 *
 * <p>The owner of the tables can switch a trigger off; this names the table as long as it is off.
 */
final class WriteOnceGuards {
    /** SHA-256 of the body of {@code refuse_change()}, as V002 made it. */
    static final String FUNCTION_SHA256 =
            "ac1d967814187302c19004e937970a444fb8634f5bb821a795b54e4eb8d84d4f";

    /**
     * Before each statement (tgtype without 1, with 2), of DELETE (8), UPDATE (16), TRUNCATE (32).
     */
    private static final String MISSING =
            """
            SELECT t.name FROM (SELECT unnest(ARRAY['audit_log', 'audit_segment', 'ledger_entry']) AS name
              UNION SELECT inhrelid::regclass::text FROM pg_inherits
                WHERE inhparent = to_regclass('audit_log')) t
            WHERE NOT EXISTS (SELECT FROM pg_trigger g JOIN pg_proc p ON p.oid = g.tgfoid
              WHERE g.tgrelid = to_regclass(t.name) AND g.tgenabled IN ('O', 'A')
                AND g.tgtype & 59 = 58 AND p.proname = 'refuse_change'
                AND encode(sha256(convert_to(p.prosrc, 'UTF8')), 'hex') = ?)
            ORDER BY t.name\
            """;

    private WriteOnceGuards() {}

    /** Names of the tables that could be changed, sorted. */
    static List<String> missing(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MISSING)) {
            statement.setString(1, FUNCTION_SHA256);
            List<String> tables = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    tables.add(row.getString(1));
                }
            }
            return tables;
        }
    }
}
