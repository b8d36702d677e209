package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigDecimal;
import java.time.Instant;

/** What operators do with wallets over their life, and what callers then see. */
@Order(5)
class WalletLifeIT extends ContainerTest {
    private static final AlfredClient ADMIN = AlfredClient.admin();
    private static final String CHAT =
            "{\"model\":\"sandbox/echo\",\"max_tokens\":20,"
                    + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    @AfterEach
    void books_balance() {
        Books.balance();
        Books.logVerifies();
    }

    private static String path(String wallet, String what) {
        return "/api/wallets/" + wallet + "/" + what;
    }

    private static ObjectNode why() {
        return Json.object().put("reason", "test");
    }

    private static ObjectNode amount(String field, String amount) {
        return Json.object().put(field, new BigDecimal(amount));
    }

    @Test
    void a_frozen_wallet_answers_403_until_it_is_released_and_a_closed_one_for_good() {
        Tenant tenant = Tenant.withCredits("1");
        String wallet = tenant.teamWallet();
        JsonNode frozen = ADMIN.post(path(wallet, "freeze"), why()).expect(200);
        assertThat(frozen.path("state").asText()).isEqualTo("frozen");
        assertThat(frozen.path("frozen").path("by").asText()).isEqualTo("operator");
        assertThat(frozen.path("frozen").path("reason").asText()).isEqualTo("test");
        JsonNode refused = tenant.client().chat(CHAT).expect(403).path("error");
        assertThat(refused.path("code").asText()).isEqualTo("wallet_frozen");
        ADMIN.post(path(wallet, "unfreeze"), why()).expect(200);
        tenant.client().chat(CHAT).expect(200);

        JsonNode closed = ADMIN.post(path(wallet, "close"), why()).expect(200);
        assertThat(closed.path("state").asText()).isEqualTo("closed");
        refused = tenant.client().chat(CHAT).expect(403).path("error");
        assertThat(refused.path("code").asText()).isEqualTo("wallet_closed");
        ADMIN.post(path(wallet, "unfreeze"), why()).expect(409);
        ADMIN.post(path(wallet, "close"), why()).expect(200);
    }

    @Test
    void a_period_ends_when_its_calendar_says_and_the_refusal_tells_when() {
        Tenant tenant = Tenant.withCredits("1");
        JsonNode monthly =
                ADMIN.put(
                                path(tenant.orgWallet(), "period"),
                                Json.object().put("unit", "month").put("zone", "Europe/Berlin"))
                        .expect(200)
                        .path("period");
        assertThat(monthly.path("unit").asText()).isEqualTo("month");
        assertThat(monthly.path("zone").asText()).isEqualTo("Europe/Berlin");
        assertThat(Instant.parse(monthly.path("ends_at").asText())).isAfter(Instant.now());
        ADMIN.put(path(tenant.orgWallet(), "limit"), amount("allotted", "0")).expect(200);
        assertThat(tenant.client().chat(CHAT).expect(402).path("error").path("message").asText())
                .contains("resets " + monthly.path("ends_at").asText());
        assertThat(ADMIN.get(path(tenant.orgWallet(), "periods")).expect(200).path("items"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "unit, fortnight",
        "zone, Mars/Olympus",
        "anchor, 2026-02-30",
        "anchor, 1969-12-31",
    })
    void a_wrong_period_names_its_field(String field, String value) {
        Tenant tenant = Tenant.withCredits("1");
        ObjectNode period = Json.object().put("unit", "month").put(field, value);
        JsonNode error = ADMIN.put(path(tenant.orgWallet(), "period"), period).expect(400);
        assertThat(error.path("param").asText()).isEqualTo(field);
    }

    @Test
    void a_limit_for_a_model_bounds_it_on_its_wallet_only() {
        Tenant tenant = Tenant.withCredits("1");
        JsonNode limit =
                ADMIN.put(
                                path(tenant.teamWallet(), "model-limits"),
                                amount("allotted", "0").put("models", "openai/*"))
                        .expect(200);
        assertThat(limit.path("models").asText()).isEqualTo("openai/*");
        JsonNode refused = tenant.client().chat(chatBody("hello")).expect(402).path("error");
        assertThat(refused.path("message").asText()).contains(limit.path("owner").asText());
        tenant.client().chat(CHAT).expect(200);

        JsonNode lifted =
                ADMIN.put(
                                path(tenant.teamWallet(), "model-limits"),
                                Json.object().put("models", "openai/*").putNull("allotted"))
                        .expect(200);
        assertThat(lifted.path("id")).isEqualTo(limit.path("id"));
        assertThat(lifted.path("allotted").isNull()).isTrue();
        JsonNode all = ADMIN.get(path(tenant.teamWallet(), "model-limits")).expect(200);
        assertThat(all.path("items")).hasSize(1);
    }

    @Test
    void an_adjustment_needs_a_reason_and_takes_away_what_it_says() {
        Tenant tenant = Tenant.withCredits("5");
        String path = path(tenant.orgWallet(), "adjustments");
        ADMIN.post(path, amount("change", "-1.5")).expect(400);
        JsonNode adjusted =
                ADMIN.post(path, amount("change", "-1.5").put("reason", "typo")).expect(200);
        assertThat(adjusted.path("allotted").decimalValue()).isEqualByComparingTo("3.5");
        ADMIN.post(path, amount("change", "-4").put("reason", "too much")).expect(409);
        ADMIN.post(path, amount("change", "0").put("reason", "nothing")).expect(400);
    }

    @Test
    void a_transfer_is_done_at_once_or_after_somebody_elses_word() {
        Tenant tenant = Tenant.withCredits("5");
        AlfredClient one = tenant.operator("finops");
        AlfredClient two = tenant.operator("finops");
        ADMIN.put(path(tenant.teamWallet(), "limit"), amount("allotted", "2")).expect(200);
        String path = path(tenant.orgWallet(), "transfers");
        JsonNode done =
                one.post(path, amount("amount", "1").put("to", tenant.teamWallet())).expect(200);
        assertThat(done.path("state").asText()).isEqualTo("done");
        assertThat(allotted(tenant.orgWallet())).isEqualByComparingTo("4");
        assertThat(allotted(tenant.teamWallet())).isEqualByComparingTo("3");

        String waiting = waiting(one, path, tenant, 60);
        assertThat(allotted(tenant.teamWallet())).isEqualByComparingTo("3");
        JsonNode own =
                one.post("/api/transfers/" + waiting + "/approve", Json.object()).expect(403);
        assertThat(own.path("code").asText()).isEqualTo("role_required");
        Tenant stranger = Tenant.withCredits("1");
        stranger.operator("finops")
                .post("/api/transfers/" + waiting + "/approve", Json.object())
                .expect(404);
        for (int i = 0; i < 2; i++) {
            JsonNode approved =
                    two.post("/api/transfers/" + waiting + "/approve", Json.object()).expect(200);
            assertThat(approved.path("state").asText()).isEqualTo("done");
        }
        assertThat(allotted(tenant.teamWallet())).isEqualByComparingTo("4");

        String rejected = waiting(one, path, tenant, 60);
        two.post("/api/transfers/" + rejected + "/reject", Json.object()).expect(200);
        two.post("/api/transfers/" + rejected + "/approve", Json.object()).expect(409);
        String expiring = waiting(one, path, tenant, 1);
        Await.until(
                "the request expires",
                () ->
                        one.get("/api/transfers/" + expiring)
                                .expect(200)
                                .path("state")
                                .asText()
                                .equals("expired"));
        two.post("/api/transfers/" + expiring + "/approve", Json.object()).expect(409);
        assertThat(allotted(tenant.teamWallet())).isEqualByComparingTo("4");
    }

    private static String waiting(AlfredClient asker, String path, Tenant tenant, int lifeS) {
        JsonNode asked =
                asker.post(
                                path,
                                amount("amount", "1")
                                        .put("to", tenant.teamWallet())
                                        .put("require_approval", true)
                                        .put("expires_in_s", lifeS))
                        .expect(200);
        assertThat(asked.path("state").asText()).isEqualTo("pending");
        return asked.path("id").asText();
    }

    private static BigDecimal allotted(String wallet) {
        return Tenant.wallet(wallet).path("allotted").decimalValue();
    }

    @Test
    void a_moved_wallet_charges_its_new_parent() {
        Tenant tenant = Tenant.withCredits("1");
        JsonNode project =
                ADMIN.post(
                                "/api/wallets",
                                Json.object()
                                        .put("owner", "project:search")
                                        .put("org", tenant.org())
                                        .put("allotted", 1))
                        .expect(201);
        assertThat(project.path("owner").asText()).isEqualTo("project:search");
        assertThat(project.path("parent").asText()).isEqualTo(tenant.orgWallet());
        String id = project.path("id").asText();
        ADMIN.put(path(tenant.userWallet(), "parent"), Json.object().put("parent", id)).expect(200);
        tenant.client().chat(CHAT).expect(200);
        assertThat(Tenant.spent(id)).isPositive().isEqualTo(tenant.spent());
        assertThat(Tenant.spent(tenant.teamWallet())).isZero();
        ADMIN.put(path(id, "parent"), Json.object().put("parent", tenant.userWallet())).expect(409);
        ADMIN.post(
                        "/api/wallets",
                        Json.object().put("owner", "project:Search").put("org", tenant.org()))
                .expect(409);
    }

    @Test
    void a_key_can_have_a_wallet_of_its_own() {
        Tenant tenant = Tenant.withCredits("1");
        String prefix = tenant.secret().substring(0, 15);
        JsonNode wallet =
                ADMIN.post(
                                "/api/wallets",
                                Json.object().put("owner", "key:" + prefix).put("allotted", 1))
                        .expect(201);
        assertThat(wallet.path("parent").asText()).isEqualTo(tenant.userWallet());
        tenant.client().chat(CHAT).expect(200);
        assertThat(Tenant.spent(wallet.path("id").asText())).isPositive().isEqualTo(tenant.spent());
        ADMIN.post("/api/wallets", Json.object().put("owner", "key:" + prefix)).expect(409);
        ADMIN.post("/api/wallets", Json.object().put("owner", "key:sk-alf-nothere1")).expect(404);
    }

    @Test
    void a_key_debits_the_wallet_that_it_was_made_for_and_none_of_another_org() {
        Tenant tenant = Tenant.withCredits("1");
        Tenant other = Tenant.withCredits("1");
        ObjectNode order = Json.object().put("user", tenant.user()).put("name", "for the team");
        JsonNode key =
                ADMIN.post("/api/keys", order.deepCopy().put("wallet", tenant.teamWallet()))
                        .expect(201);
        AlfredClient.with(key.path("secret").asText()).chat(CHAT).expect(200);
        assertThat(Tenant.spent(tenant.teamWallet())).isPositive();
        assertThat(tenant.spent()).isZero();
        ADMIN.post("/api/keys", order.put("wallet", other.teamWallet())).expect(404);
    }

    @Test
    void soft_limits_are_announced_in_the_log() {
        Tenant tenant = Tenant.withCredits("0.01");
        ObjectNode percents = Json.object();
        percents.putArray("percents").add(1).add(2);
        JsonNode set = ADMIN.put(path(tenant.orgWallet(), "soft-limits"), percents).expect(200);
        assertThat(set.path("soft_limits")).hasSize(2);
        tenant.client().chat(CHAT.replace("20", "1000")).expect(200);
        JsonNode warnings = ADMIN.get("/api/audit/entries?kind=WARN&limit=1000").expect(200);
        assertThat(warnings.path("items"))
                .filteredOn(
                        row -> row.path("data").path("wallet").asText().equals(tenant.orgWallet()))
                .extracting(row -> row.path("data").path("percent").intValue())
                .containsExactlyInAnyOrder(1, 2);
        ObjectNode wrong = Json.object();
        wrong.putArray("percents").add(50).add(10);
        ADMIN.put(path(tenant.orgWallet(), "soft-limits"), wrong).expect(400);
    }
}
