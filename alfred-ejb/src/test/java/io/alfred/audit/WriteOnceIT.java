package io.alfred.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.kernel.Ids;
import io.alfred.storage.TestDatabase;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

class WriteOnceIT {
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private static TestDatabase database;
    private static UUID chainId;

    @BeforeAll
    static void fill() throws SQLException {
        database = TestDatabase.migrated();
        UUID node = Ids.next();
        try (Connection connection = database.asApp().getConnection()) {
            int epoch = ChainStore.registerNode(connection, node);
            ChainHead head = ChainStore.open(connection, node, ChainKind.LEDGER, epoch, 1);
            chainId = head.chainId();
            AuditChain chain = new AuditChain(head);
            for (int i = 0; i < 4; i++) {
                chain.append(AuditEvent.of(AuditKind.MODEL_PRICED).with("step", i), 10 + i);
            }
            AuditSql.write(connection, chain);
            try (Statement statement = connection.createStatement()) {
                statement.execute(
                        "INSERT INTO ledger_entry (op_id, tx_id, kind, org_id, wallet_id, path,"
                                + " amount, chain_id, chain_seq, recorded_at) VALUES"
                                + " (gen_random_uuid(), gen_random_uuid(), 'UNKNOWN',"
                                + " gen_random_uuid(), gen_random_uuid(), '{}', 1, '"
                                + chainId
                                + "', 1, now())");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE audit_log SET kind = kind",
                "UPDATE audit_log SET kind = 'X' WHERE false",
                "DELETE FROM audit_log",
                "TRUNCATE audit_log",
                "TRUNCATE audit_log CASCADE",
                "INSERT INTO audit_log SELECT * FROM audit_log"
                        + " ON CONFLICT (chain_id, seq) DO UPDATE SET kind = 'X'",
                "MERGE INTO audit_log a USING (SELECT 1) s ON true"
                        + " WHEN MATCHED THEN UPDATE SET kind = 'X'",
                "MERGE INTO audit_log a USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE",
                "UPDATE ledger_entry SET amount = amount + 1",
                "DELETE FROM ledger_entry",
                "TRUNCATE ledger_entry",
                "INSERT INTO ledger_entry SELECT * FROM ledger_entry"
                        + " ON CONFLICT (op_id) DO UPDATE SET amount = 7",
                "MERGE INTO ledger_entry e USING (SELECT 1) s ON true"
                        + " WHEN MATCHED THEN UPDATE SET amount = 7",
                "MERGE INTO ledger_entry e USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE",
            })
    void neither_the_application_nor_the_owner_can_change_what_was_written(String attack) {
        assertRefused(database.asApp(), attack);
        assertRefused(database.asOwner(), attack);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE audit_log DISABLE TRIGGER ALL",
                "ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_write_once",
                "DROP TRIGGER audit_log_write_once ON audit_log",
                "DROP TABLE audit_log",
                "DROP TABLE ledger_entry",
                "DROP FUNCTION refuse_change() CASCADE",
                "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql"
                        + " AS 'BEGIN RETURN NULL; END'",
                "SET session_replication_role = replica",
                "CREATE TABLE mine (id integer)",
                "DELETE FROM audit_chain",
                "DELETE FROM wallet",
                "DELETE FROM hold",
                "GRANT DELETE ON audit_log TO alfred_app",
                "SET ROLE alfred_owner",
            })
    void the_application_role_cannot_switch_the_protection_off(String attack) {
        if (attack.startsWith("GRANT")) {
            // PostgreSQL lets it pass with a warning: nothing is granted.
            assertThatThrownBy(
                            () -> {
                                execute(database.asApp(), attack);
                                execute(database.asApp(), "DELETE FROM audit_log");
                            })
                    .isInstanceOf(SQLException.class);
        } else {
            assertRefused(database.asApp(), attack);
        }
    }

    @Test
    void a_superuser_can_edit_and_the_chain_shows_where() throws SQLException {
        assertThat(brokenAt()).isEqualTo(-1);
        try (Connection connection = database.asSuperuser().getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET LOCAL session_replication_role = replica");
                assertThat(
                                statement.executeUpdate(
                                        "UPDATE audit_log SET payload = convert_to(replace("
                                                + "convert_from(payload, 'UTF8'), '\"step\":1',"
                                                + " '\"step\":9'), 'UTF8') WHERE seq = 3"))
                        .isEqualTo(1);
                connection.commit();
            }
        }
        assertThat(brokenAt()).isEqualTo(3);
    }

    /** The seq of the first row whose link or hash is wrong, or -1. */
    private static long brokenAt() throws SQLException {
        byte[] expected = ChainHead.genesis(chainId, 1).head();
        List<Long> broken = new ArrayList<>();
        try (Connection connection = database.asApp().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT seq, prev_hash, hash, payload FROM audit_log ORDER BY"
                                        + " seq")) {
            while (row.next()) {
                byte[] hash = Sha256.of(expected, row.getBytes("payload"));
                if (!Arrays.equals(expected, row.getBytes("prev_hash"))
                        || !Arrays.equals(hash, row.getBytes("hash"))) {
                    broken.add(row.getLong("seq"));
                }
                expected = row.getBytes("hash");
            }
        }
        return broken.isEmpty() ? -1 : broken.getFirst();
    }

    private static void assertRefused(DataSource role, String sql) {
        assertThatThrownBy(() -> execute(role, sql))
                .as(sql)
                .isInstanceOfSatisfying(
                        SQLException.class,
                        e -> assertThat(e.getSQLState()).isEqualTo(INSUFFICIENT_PRIVILEGE));
    }

    private static void execute(DataSource role, String sql) throws SQLException {
        try (Connection connection = role.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
