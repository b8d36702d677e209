package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Books that somebody changed from behind are noticed without anybody asking. */
@Order(8)
class BooksWatchIT extends ContainerTest {
    private static final AlfredClient ADMIN = AlfredClient.admin();

    @Test
    void a_difference_raises_one_alert_and_is_shown_until_it_is_gone() throws SQLException {
        Tenant tenant = Tenant.withCredits("1");
        Await.until("the books were checked", () -> status("books").equals("balanced"));
        int alerts = alerts().size();

        execute("UPDATE wallet SET spent = spent + 1 WHERE id = '" + tenant.userWallet() + "'");
        try {
            Await.until("the difference was found", () -> status("books").equals("differ"));
            Await.until("a second check has passed", BooksWatchIT::isCheckedTwice);

            JsonNode health = AlfredClient.anonymous().get("/health/ready").expect(200);
            JsonNode ledger = check(health, "ledger");
            assertThat(health.path("status").asText()).isEqualTo("UP");
            assertThat(ledger.path("data").path("books").asText()).isEqualTo("differ");
            assertThat(ledger.path("data").path("books_finding").asText())
                    .contains("do not balance")
                    .doesNotContain(tenant.userWallet(), "spent");
            assertThat(status("findings")).contains("counters_equal_entries", tenant.userWallet());
            assertThat(Tenant.withCredits("1").operator("auditor").get("/api/status").body())
                    .contains("do not balance")
                    .doesNotContain(tenant.userWallet());

            assertThat(alerts()).hasSize(alerts + 1);
            JsonNode alert = alerts().path(0);
            assertThat(alert.path("kind").asText()).isEqualTo("ledger_difference");
            assertThat(alert.path("severity").asText()).isEqualTo("critical");
            assertThat(alert.path("data").path("subject").asText()).isEqualTo(tenant.userWallet());
            JsonNode row =
                    ADMIN.get("/api/audit/entries?kind=LEDGER_DIFFERENCE")
                            .expect(200)
                            .path("items");
            assertThat(row.path(0).path("data").path("subject").asText())
                    .isEqualTo(tenant.userWallet());
            acknowledge(tenant, alert.path("id").asText());
        } finally {
            execute("UPDATE wallet SET spent = spent - 1 WHERE id = '" + tenant.userWallet() + "'");
        }

        Await.until("the books balance again", () -> status("books").equals("balanced"));
        JsonNode ledger = check(AlfredClient.anonymous().get("/health/ready").json(), "ledger");
        assertThat(ledger.path("data").path("books").asText()).isEqualTo("balanced");
        assertThat(ledger.path("data").has("books_finding")).isFalse();
        Books.balance();
        Books.logVerifies();
    }

    /** Seen once, it is off the list; another org and an auditor cannot take it off. */
    private static void acknowledge(Tenant tenant, String id) {
        String path = "/api/alerts/" + id + "/acknowledge";
        tenant.operator("finops").post(path, "{}").expect(404);
        tenant.operator("auditor").post(path, "{}").expect(403);
        JsonNode seen = ADMIN.post(path, "{}").expect(200);
        assertThat(seen.path("acknowledged_at").isNull()).isFalse();
        assertThat(ADMIN.post(path, "{}").expect(200)).isEqualTo(seen);
        assertThat(ADMIN.get("/api/alerts?open=true").expect(200).path("items"))
                .extracting(alert -> alert.path("id").asText())
                .doesNotContain(id);
        JsonNode row = ADMIN.get("/api/audit/entries?kind=ALERT_ACKNOWLEDGED").expect(200);
        assertThat(row.path("items").path(0).path("data").path("alert").asText()).isEqualTo(id);
        ADMIN.get("/api/alerts?open=maybe").expect(400);
    }

    /** Whether two checks since this was asked first have been kept. */
    private static boolean isCheckedTwice() {
        String first = checkedAt();
        Await.until("one more check", () -> !checkedAt().equals(first));
        return true;
    }

    private static String checkedAt() {
        try (Connection connection = Installation.current().asSuperuser().getConnection();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery("SELECT checked_at FROM ledger_check")) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode alerts() {
        return ADMIN.get("/api/alerts").expect(200).path("items");
    }

    private static String status(String field) {
        JsonNode value = ADMIN.get("/api/status").expect(200).path(field);
        return value.isTextual() ? value.textValue() : value.toString();
    }

    private static JsonNode check(JsonNode health, String name) {
        for (JsonNode check : health.path("checks")) {
            if (check.path("name").asText().equals(name)) {
                return check;
            }
        }
        throw new AssertionError("no check " + name + " in " + health);
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = Installation.current().asSuperuser().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
