package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** Who changes the log from behind is found out; who runs as the server cannot even try. */
@Order(100)
class TamperIT extends ContainerTest {
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    @BeforeAll
    static void write_something_to_tamper_with() {
        Tenant tenant = Tenant.withCredits("1");
        provider().answer(TestProvider.json(Completion.text("ok", 10, 1)));
        for (int i = 0; i < 5; i++) {
            tenant.client().chat(chatBody("hi")).expect(200);
        }
        tenant.spent();
        Books.logVerifies();
    }

    private record Row(UUID chain, long seq, byte[] payload) {}

    @Test
    void an_edited_row_is_named_by_chain_and_seq() throws SQLException {
        Row row = rowBehindTheMiddle();
        byte[] edited =
                new String(row.payload(), StandardCharsets.UTF_8)
                        .replaceFirst("\"kind\":\"[A-Z]", "\"kind\":\"X")
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(edited).isNotEqualTo(row.payload());
        asSuperuserUnchecked(row, edited);
        try {
            JsonNode broken = verify();
            assertThat(broken.path("chain").asText()).isEqualTo(row.chain().toString());
            assertThat(broken.path("seq").longValue()).isEqualTo(row.seq());
            assertThat(broken.path("what").asText()).isNotEmpty();
        } finally {
            asSuperuserUnchecked(row, row.payload());
        }
        Books.logVerifies();
    }

    @Test
    void even_a_superuser_is_stopped_by_the_trigger_until_it_is_switched_off() throws SQLException {
        try (Connection connection = Installation.current().asSuperuser().getConnection();
                Statement statement = connection.createStatement()) {
            SQLException e =
                    catchThrowableOfType(
                            SQLException.class,
                            () -> statement.executeUpdate("UPDATE audit_log SET kind = 'X'"));
            assertThat(e.getMessage()).contains("write-once");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE audit_log SET kind = 'X'",
                "DELETE FROM audit_log",
                "TRUNCATE audit_log",
                "UPDATE ledger_entry SET amount = 0",
                "DELETE FROM ledger_entry",
                "TRUNCATE ledger_entry",
                "ALTER TABLE audit_log DISABLE TRIGGER ALL",
                "SET session_replication_role = replica"
            })
    void the_servers_own_role_may_not_even_try(String attempt) throws SQLException {
        try (Connection connection = Installation.current().asApp().getConnection();
                Statement statement = connection.createStatement()) {
            SQLException e =
                    catchThrowableOfType(SQLException.class, () -> statement.execute(attempt));
            assertThat(e.getSQLState()).isEqualTo(INSUFFICIENT_PRIVILEGE);
            assertThat(e.getMessage())
                    .as("refused by rights, before any trigger")
                    .doesNotContain("write-once");
        }
        Books.logVerifies();
    }

    private static JsonNode verify() {
        JsonNode answer = AlfredClient.admin().get("/api/audit/verify").expect(200);
        assertThat(answer.path("ok").booleanValue()).isFalse();
        return answer.path("first_broken");
    }

    /** A row with others before and after it, of the longest chain. */
    private static Row rowBehindTheMiddle() throws SQLException {
        try (Connection connection = Installation.current().asSuperuser().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT l.chain_id, l.seq, l.payload FROM audit_log l JOIN"
                                        + " (SELECT id, seq FROM audit_chain ORDER BY seq DESC"
                                        + " LIMIT 1) c ON c.id = l.chain_id AND l.seq = c.seq / 2"
                                        + " + 1")) {
            assertThat(row.next()).isTrue();
            return new Row(row.getObject(1, UUID.class), row.getLong(2), row.getBytes(3));
        }
    }

    private static void asSuperuserUnchecked(Row row, byte[] payload) throws SQLException {
        try (Connection connection = Installation.current().asSuperuser().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET session_replication_role = replica");
            try (PreparedStatement update =
                    connection.prepareStatement(
                            "UPDATE audit_log SET payload = ? WHERE chain_id = ? AND seq = ?")) {
                update.setBytes(1, payload);
                update.setObject(2, row.chain());
                update.setLong(3, row.seq());
                assertThat(update.executeUpdate()).isOne();
            }
        }
    }
}
