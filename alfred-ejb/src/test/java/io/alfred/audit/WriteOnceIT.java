package io.alfred.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.kernel.Ids;
import io.alfred.storage.TestDatabase;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.UUID;

import javax.sql.DataSource;

/**
 * Every way to change what was written, tried by the application's role and by the owner of the
 * tables: each is refused, or the server's verification names what was done.
 *
 * <p>{@code MONTH} stands for the partition that holds the rows.
 */
class WriteOnceIT {
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    /** There is no unique index over all partitions that a conflict could be resolved by. */
    private static final String NO_ARBITER = "42P10";

    private static TestDatabase database;
    private static UUID chainId;

    @BeforeAll
    static void fill() throws SQLException {
        database = TestDatabase.migrated();
        UUID node = Ids.next();
        long now = System.currentTimeMillis() * 1000;
        try (Connection connection = database.asApp().getConnection()) {
            int epoch = ChainStore.registerNode(connection, node);
            ChainHead head = ChainStore.open(connection, node, ChainKind.LEDGER, epoch, now);
            chainId = head.chainId();
            AuditChain chain = new AuditChain(head);
            for (int i = 0; i < 4; i++) {
                chain.append(AuditEvent.of(AuditKind.MODEL_PRICED).with("step", i), now + i);
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
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    UPDATE audit_log SET kind = kind
                    UPDATE audit_log SET kind = 'X' WHERE false
                    UPDATE audit_log SET at_micros = 1
                    UPDATE ONLY audit_log SET kind = 'X'
                    DELETE FROM audit_log
                    TRUNCATE audit_log
                    TRUNCATE audit_log CASCADE
                    INSERT INTO audit_log SELECT * FROM audit_log ON CONFLICT (chain_id, seq) DO UPDATE SET kind = 'X'
                    MERGE INTO audit_log a USING (SELECT 1) s ON true WHEN MATCHED THEN UPDATE SET kind = 'X'
                    MERGE INTO audit_log a USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE
                    UPDATE MONTH SET kind = 'X'
                    DELETE FROM MONTH
                    TRUNCATE MONTH
                    INSERT INTO MONTH SELECT * FROM audit_log ON CONFLICT (chain_id, seq) DO UPDATE SET kind = 'X'
                    MERGE INTO MONTH a USING (SELECT 1) s ON true WHEN MATCHED THEN UPDATE SET kind = 'X'
                    MERGE INTO MONTH a USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE
                    UPDATE audit_log_default SET kind = 'X'
                    DELETE FROM audit_log_default
                    TRUNCATE audit_log_default
                    UPDATE audit_segment SET to_seq = 9
                    DELETE FROM audit_segment
                    TRUNCATE audit_segment
                    UPDATE ledger_entry SET amount = amount + 1
                    DELETE FROM ledger_entry
                    TRUNCATE ledger_entry
                    INSERT INTO ledger_entry SELECT * FROM ledger_entry ON CONFLICT (op_id) DO UPDATE SET amount = 7
                    MERGE INTO ledger_entry e USING (SELECT 1) s ON true WHEN MATCHED THEN UPDATE SET amount = 7
                    MERGE INTO ledger_entry e USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE
                    """)
    void neither_the_application_nor_the_owner_can_change_what_was_written(String attack) {
        assertRefused(database.asApp(), attack);
        assertRefused(database.asOwner(), attack);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ALTER TABLE audit_log DISABLE TRIGGER ALL
                    ALTER TABLE MONTH DISABLE TRIGGER ALL
                    ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_write_once
                    DROP TRIGGER audit_log_write_once ON audit_log
                    DROP TRIGGER audit_log_write_once ON MONTH
                    DROP TABLE audit_log
                    DROP TABLE MONTH
                    DROP TABLE ledger_entry
                    DROP FUNCTION refuse_change() CASCADE
                    CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'
                    SET session_replication_role = replica
                    CREATE TABLE mine (id integer)
                    CREATE TABLE mine PARTITION OF audit_log FOR VALUES FROM (1) TO (2)
                    ALTER TABLE audit_log DETACH PARTITION MONTH
                    SELECT * FROM MONTH
                    INSERT INTO MONTH SELECT * FROM audit_log
                    INSERT INTO audit_segment SELECT chain_id, 1, seq, 1, hash, '', hash, now() FROM audit_log
                    DELETE FROM audit_chain
                    DELETE FROM wallet
                    DELETE FROM hold
                    SET ROLE alfred_owner
                    """)
    void the_application_role_cannot_switch_the_protection_off(String attack) {
        assertRefused(database.asApp(), attack);
    }

    @Test
    void a_grant_by_the_application_role_grants_nothing() {
        // PostgreSQL lets the statement pass with a warning.
        assertThatThrownBy(
                        () -> {
                            execute(database.asApp(), "GRANT DELETE ON audit_log TO alfred_app");
                            execute(database.asApp(), "DELETE FROM audit_log");
                        })
                .isInstanceOf(SQLException.class);
    }

    /** What nobody can refuse the owner is named as long as it lasts, or for good. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ALTER TABLE MONTH DISABLE TRIGGER ALL                           | unguarded MONTH
                    ALTER TABLE audit_log DISABLE TRIGGER audit_log_write_once      | unguarded audit_log
                    ALTER TABLE ledger_entry DISABLE TRIGGER ALL                    | unguarded ledger_entry
                    ALTER TABLE audit_segment DISABLE TRIGGER ALL                   | unguarded audit_segment
                    ALTER TABLE MONTH ENABLE REPLICA TRIGGER audit_log_write_once   | unguarded MONTH
                    DROP TRIGGER audit_log_write_once ON MONTH                      | unguarded MONTH
                    DROP TRIGGER ledger_entry_write_once ON ledger_entry            | unguarded ledger_entry
                    DROP TABLE ledger_entry                                         | unguarded ledger_entry
                    CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END' | unguarded audit_log
                    DROP TABLE MONTH                                                | row 1
                    ALTER TABLE audit_log DETACH PARTITION MONTH                    | row 1
                    ALTER TABLE MONTH DISABLE TRIGGER ALL; DELETE FROM MONTH WHERE seq = 2; ALTER TABLE MONTH ENABLE TRIGGER ALL | row 2
                    ALTER TABLE MONTH DISABLE TRIGGER ALL; TRUNCATE MONTH; ALTER TABLE MONTH ENABLE TRIGGER ALL | row 1
                    ALTER TABLE audit_log DISABLE TRIGGER ALL; UPDATE audit_log SET kind = 'X' WHERE seq = 3; ALTER TABLE audit_log ENABLE TRIGGER ALL | row 3
                    ALTER TABLE audit_log DISABLE TRIGGER ALL; UPDATE audit_log SET at_micros = 1 WHERE seq = 4; ALTER TABLE audit_log ENABLE TRIGGER ALL | row 4
                    ALTER TABLE audit_log DISABLE TRIGGER ALL; MERGE INTO audit_log a USING (SELECT 5 AS n) s ON a.seq = s.n WHEN MATCHED THEN UPDATE SET payload = 'x'; ALTER TABLE audit_log ENABLE TRIGGER ALL | row 5
                    INSERT INTO audit_log_default SELECT chain_id, 6, epoch, 1, kind, org_id, actor_id, subject_id, tx_id, prev_hash, hash, payload FROM audit_log WHERE seq = 5 | refused
                    INSERT INTO audit_log SELECT chain_id, seq, epoch, 1, kind, org_id, actor_id, subject_id, tx_id, prev_hash, hash, payload FROM audit_log WHERE seq = 5 | row 5
                    INSERT INTO audit_log SELECT gen_random_uuid(), 1, epoch, at_micros, kind, org_id, actor_id, subject_id, tx_id, prev_hash, hash, payload FROM audit_log WHERE seq = 5 | row 1
                    INSERT INTO audit_segment SELECT chain_id, 1, seq, epoch, hash, decode(repeat('00', 32), 'hex'), hash, now() FROM audit_log WHERE seq = 2 | row 1
                    """)
    void what_the_owner_can_do_is_named_by_the_verification(String attack, String verdict)
            throws SQLException {
        assertThat(verdict()).isEqualTo("nothing");
        try (Connection owner = database.asOwner().getConnection()) {
            owner.setAutoCommit(false);
            try (Statement statement = owner.createStatement()) {
                if (verdict.equals("refused")) {
                    assertThatThrownBy(() -> statement.execute(forThisMonth(attack)))
                            .isInstanceOf(SQLException.class);
                    return;
                }
                statement.execute(forThisMonth(attack));
            }
            assertThat(verdict(LogCheck.run(owner, Runnable::run))).contains(forThisMonth(verdict));
            owner.rollback();
        }
        assertThat(verdict()).isEqualTo("nothing");
    }

    @Test
    void a_superuser_can_edit_past_the_triggers_and_the_chain_shows_where() throws SQLException {
        try (Connection superuser = database.asSuperuser().getConnection()) {
            superuser.setAutoCommit(false);
            try (Statement statement = superuser.createStatement()) {
                statement.execute("SET LOCAL session_replication_role = replica");
                statement.execute(
                        "UPDATE audit_log SET payload = convert_to(replace(convert_from(payload,"
                                + " 'UTF8'), '\"step\":1', '\"step\":9'), 'UTF8') WHERE seq = 3");
                assertThat(statement.getUpdateCount()).isOne();
            }
            assertThat(verdict(LogCheck.run(superuser, Runnable::run))).isEqualTo("row 3");
            superuser.rollback();
        }
    }

    private static String verdict() throws SQLException {
        try (Snapshot snapshot = Snapshot.open(database.asApp())) {
            return verdict(LogCheck.run(snapshot.connection(), Runnable::run));
        }
    }

    private static String verdict(AuditVerifier.Report report) {
        StringBuilder text = new StringBuilder();
        report.unguarded().forEach(table -> text.append("unguarded ").append(table).append(' '));
        report.firstBroken().ifPresent(row -> text.append("row ").append(row.seq()));
        assertThat(report.ok()).isEqualTo(text.isEmpty());
        return text.isEmpty() ? "nothing" : text.toString();
    }

    private static void assertRefused(DataSource role, String sql) {
        assertThatThrownBy(() -> execute(role, sql))
                .as(sql)
                .isInstanceOfSatisfying(
                        SQLException.class,
                        e -> assertThat(e.getSQLState()).isIn(INSUFFICIENT_PRIVILEGE, NO_ARBITER));
    }

    private static void execute(DataSource role, String sql) throws SQLException {
        try (Connection connection = role.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(forThisMonth(sql));
        }
    }

    private static String forThisMonth(String text) {
        String month = YearMonth.now(ZoneOffset.UTC).toString().replace('-', '_');
        return text.replace("MONTH", "audit_log_" + month);
    }
}
