package io.alfred.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.kernel.Ids;
import io.alfred.storage.TestDatabase;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * What a superuser can do to rows and heads, and what the server's own verification says, which
 * knows no checkpoint: {@code nothing} is what {@code alfred audit verify} finds with checkpoints
 * (its own matrix is in the command line's tests).
 */
class TamperMatrixIT {
    private static final int ROWS = 7;

    private static TestDatabase database;
    private static ChainHead genesis;

    @BeforeAll
    static void write() throws SQLException {
        database = TestDatabase.migrated();
        UUID node = Ids.next();
        try (Connection connection = database.asApp().getConnection()) {
            int epoch = ChainStore.registerNode(connection, node);
            ChainHead head = ChainStore.open(connection, node, ChainKind.LEDGER, epoch, 1);
            genesis = ChainHead.genesis(head.chainId(), epoch);
            append(connection, head, ROWS - 1, 0);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            textBlock =
                    """
                    UPDATE audit_log SET payload = payload || ' ' WHERE seq = 4 # row 4
                    UPDATE audit_log SET payload = payload || ' ', hash = sha256(prev_hash || payload || ' ') WHERE seq = 4 # row 4
                    UPDATE audit_log SET kind = 'GRANT' WHERE seq = 4 # row 4
                    UPDATE audit_log SET org_id = gen_random_uuid() WHERE seq = 4 # row 4
                    UPDATE audit_log SET tx_id = gen_random_uuid() WHERE seq = 4 # row 4
                    UPDATE audit_log SET actor_id = gen_random_uuid() WHERE seq = 4 # row 4
                    UPDATE audit_log SET subject_id = gen_random_uuid() WHERE seq = 4 # row 4
                    UPDATE audit_log SET epoch = 9 WHERE seq = 4 # row 4
                    UPDATE audit_log SET prev_hash = hash WHERE seq = 4 # row 4
                    DELETE FROM audit_log WHERE seq = 1 # row 1
                    DELETE FROM audit_log WHERE seq = 4 # row 4
                    DELETE FROM audit_log WHERE seq >= 6 # row 6
                    DELETE FROM audit_log # row 1
                    UPDATE audit_log SET seq = -seq + 100 WHERE seq IN (3, 4) # row 3
                    UPDATE audit_log SET seq = seq + 1 WHERE seq = 7 # row 7
                    UPDATE audit_chain SET seq = seq - 1 # row 8
                    UPDATE audit_chain SET head = sha256('x') # row 8
                    UPDATE audit_chain SET frontier = frontier || sha256('x') # row 7
                    DELETE FROM audit_chain # row 1
                    REWRITE 4 7 # nothing
                    REWRITE 4 12 # nothing
                    REWRITE 4 4 # nothing
                    REWRITE 8 8 # nothing
                    FORGE 8 # row 9
                    """)
    void every_change_is_named_or_left_to_the_checkpoints(String attack, String verdict)
            throws SQLException {
        try (Connection superuser = database.asSuperuser().getConnection()) {
            superuser.setAutoCommit(false);
            assertThat(verdict(superuser)).isEqualTo("nothing");
            try (Statement statement = superuser.createStatement()) {
                statement.execute("SET LOCAL session_replication_role = replica");
            }
            carryOut(superuser, attack);
            assertThat(verdict(superuser)).isEqualTo(verdict);
            superuser.rollback();
        }
    }

    private static void carryOut(Connection superuser, String attack) throws SQLException {
        String[] words = attack.split(" ", -1);
        switch (words[0]) {
            case "REWRITE" ->
                    rewrite(superuser, Long.parseLong(words[1]), Integer.parseInt(words[2]));
            case "FORGE" -> {
                ChainHead head = ChainStore.head(superuser, genesis.chainId());
                rewrite(superuser, head.seq() + 1, ROWS + 1);
                execute(
                        superuser,
                        "UPDATE audit_chain SET seq = "
                                + ROWS
                                + ", head = (SELECT hash FROM audit_log WHERE seq = "
                                + ROWS
                                + ")");
            }
            default -> execute(superuser, attack);
        }
    }

    /** Other rows from one on, up to a length, rightly hashed, and the head that fits them. */
    private static void rewrite(Connection superuser, long from, int to) throws SQLException {
        AuditChain chain = new AuditChain(genesis);
        chain.append(
                AuditEvent.of(AuditKind.CHAIN_OPENED)
                        .subject(node(superuser))
                        .with("chain_kind", "ledger"),
                1);
        steps(chain, (int) from - 2, 0);
        ChainHead kept = chain.after();
        try (Statement statement = superuser.createStatement()) {
            statement.executeUpdate("DELETE FROM audit_log WHERE seq >= " + from);
        }
        move(superuser, kept);
        append(superuser, kept, to - (int) from + 1, 1000);
    }

    private static void move(Connection superuser, ChainHead head) throws SQLException {
        try (var update =
                superuser.prepareStatement(
                        "UPDATE audit_chain SET seq = ?, head = ?, frontier = ?")) {
            update.setLong(1, head.seq());
            update.setBytes(2, head.head());
            update.setBytes(3, head.frontier());
            assertThat(update.executeUpdate()).isOne();
        }
    }

    private static UUID node(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                var row = statement.executeQuery("SELECT node_id FROM audit_chain")) {
            row.next();
            return row.getObject(1, UUID.class);
        }
    }

    private static void append(Connection connection, ChainHead head, int rows, int mark)
            throws SQLException {
        AuditChain chain = new AuditChain(head);
        steps(chain, rows, mark);
        AuditSql.write(connection, chain);
    }

    private static void steps(AuditChain chain, int rows, int mark) {
        for (int i = 0; i < rows; i++) {
            chain.append(
                    AuditEvent.of(AuditKind.MODEL_PRICED).with("step", mark + i), 10 + i + mark);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isPositive();
        }
    }

    private static String verdict(Connection connection) throws SQLException {
        return LogCheck.run(connection, Runnable::run)
                .firstBroken()
                .map(row -> "row " + row.seq())
                .orElse("nothing");
    }
}
