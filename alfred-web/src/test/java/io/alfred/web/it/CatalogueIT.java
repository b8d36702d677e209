package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.stream.StreamSupport;

/** Prices by org, newer files of a provider, and what the ledger says they were. */
@Order(2)
class CatalogueIT extends ContainerTest {
    private static final String MODEL = "/api/models/openai/gpt-4o-mini";
    private static final Completion.Usage USAGE = new Completion.Usage(1_000, 0, 100);

    private Tenant tenant;

    @BeforeEach
    void enter() {
        tenant = Tenant.withCredits("5");
        provider().answer(TestProvider.json(Completion.text("hi", USAGE)));
    }

    @AfterEach
    void books_balance_and_the_log_verifies() {
        Books.balance();
        Books.logVerifies();
    }

    private static ObjectNode price(String input, String output) {
        return Json.object()
                .put("input", new BigDecimal(input))
                .put("output", new BigDecimal(output));
    }

    private String versionOfLastCharge() {
        JsonNode past =
                AlfredClient.admin()
                        .get("/api/ledger/entries?wallet=" + tenant.userWallet() + "&limit=1")
                        .expect(200)
                        .path("items")
                        .path(0);
        return past.path("price_version").asText();
    }

    @Test
    void an_org_pays_what_it_has_negotiated_and_others_do_not() {
        Tenant other = Tenant.withCredits("5");
        AlfredClient.admin().put(MODEL + "?org=" + tenant.org(), price("0.10", "0.40")).expect(200);

        tenant.client().chat(chatBody("hi")).expect(200);
        other.client().chat(chatBody("hi")).expect(200);

        assertThat(tenant.spent())
                .isEqualTo(new Price(100_000_000, 100_000_000, 400_000_000).of(USAGE));
        assertThat(versionOfLastCharge()).isEqualTo("org-1");
        assertThat(other.spent()).isEqualTo(Price.GPT_4O_MINI.of(USAGE));

        BigInteger before = tenant.spent();
        AlfredClient.admin().delete(MODEL + "?org=" + tenant.org()).expect(200);
        tenant.client().chat(chatBody("hi")).expect(200);

        assertThat(tenant.spent().subtract(before)).isEqualTo(Price.GPT_4O_MINI.of(USAGE));
        assertThat(versionOfLastCharge()).isEqualTo("openai-2026-11-29");
        AlfredClient.admin().delete(MODEL + "?org=" + tenant.org()).expect(404);
        assertThat(audited("ORG_PRICE_SET", "model", "openai/gpt-4o-mini")).isTrue();
        assertThat(audited("ORG_PRICE_WITHDRAWN", "model", "openai/gpt-4o-mini")).isTrue();
    }

    @Test
    void a_price_of_an_org_that_cannot_be_meant_is_refused() {
        assertThat(
                        AlfredClient.admin()
                                .put(
                                        "/api/models/openai/no-such?org=" + tenant.org(),
                                        price("1", "1"))
                                .expect(404)
                                .path("code")
                                .asText())
                .isEqualTo("model_not_found");
        ObjectNode otherKind = Json.object().put("kind", "image").put("per_image", 1);
        AlfredClient.admin().put(MODEL + "?org=" + tenant.org(), otherKind).expect(400);
        assertThat(AlfredClient.admin().delete(MODEL).expect(400).path("param").asText())
                .isEqualTo("org");
        AlfredClient.admin().put(MODEL + "?org=nobody", price("1", "1")).expect(404);
        tenant.operator("finops").put(MODEL + "?org=" + tenant.org(), price("1", "1")).expect(403);
    }

    private static ObjectNode file(String version, String input) {
        ObjectNode file =
                Json.object()
                        .put("provider", "of-ours")
                        .put("base_url", provider().baseUrl())
                        .put("price_version", version);
        ObjectNode model =
                file.putArray("models")
                        .addObject()
                        .put("model", "small")
                        .put("kind", "chat")
                        .put("vocabulary", "utf8_bytes")
                        .put("context_tokens", 8_000)
                        .put("max_output_tokens", 1_000);
        model.putObject("usd_per_1m_tokens").put("input", input).put("output", "2.00");
        return file;
    }

    @Test
    void a_newer_file_is_shown_then_taken_over_and_names_what_calls_are_charged_by() {
        AlfredClient admin = AlfredClient.admin();
        JsonNode shown =
                admin.put("/api/catalog/of-ours?dry_run=true", file("ours-1", "1.00")).expect(200);
        assertThat(shown.path("applied").booleanValue()).isFalse();
        assertThat(shown.path("version_before").isNull()).isTrue();
        assertThat(known()).isFalse();

        admin.put("/api/catalog/of-ours", file("ours-1", "1.00")).expect(200);
        assertThat(known()).isTrue();
        admin.put("/api/providers/of-ours", Json.object().put("api_key", TestProvider.KEY))
                .expect(200);
        tenant.client().chat(chatBody("hi").replace("gpt-4o-mini", "of-ours/small")).expect(200);
        assertThat(tenant.spent())
                .isEqualTo(new Price(1_000_000_000, 1_000_000_000, 2_000_000_000).of(USAGE));
        assertThat(versionOfLastCharge()).isEqualTo("ours-1");

        JsonNode same = admin.put("/api/catalog/of-ours", file("ours-1", "0.50")).expect(400);
        assertThat(same.path("detail").asText()).contains("price_version");
        JsonNode diff = admin.put("/api/catalog/of-ours", file("ours-2", "0.50")).expect(200);
        assertThat(diff.path("applied").booleanValue()).isTrue();
        assertThat(diff.path("version_before").asText()).isEqualTo("ours-1");
        assertThat(diff.path("changes").findValuesAsText("field")).contains("input");

        JsonNode again = admin.put("/api/catalog/of-ours", file("ours-1", "0.70")).expect(400);
        assertThat(again.path("detail").asText()).contains("ours-1");

        BigInteger before = tenant.spent();
        tenant.client().chat(chatBody("hi").replace("gpt-4o-mini", "of-ours/small")).expect(200);
        assertThat(tenant.spent().subtract(before))
                .isEqualTo(new Price(500_000_000, 500_000_000, 2_000_000_000).of(USAGE));
        assertThat(versionOfLastCharge()).isEqualTo("ours-2");
        assertThat(audited("CATALOG_REPLACED", "after", "ours-2")).isTrue();
        admin.put("/api/providers/of-ours", Json.object().put("state", "disabled")).expect(200);
    }

    @Test
    void a_file_that_is_none_is_refused_and_changes_nothing() {
        AlfredClient admin = AlfredClient.admin();
        ObjectNode fine = file("x-1", "0.0000000001");
        assertThat(detail(admin.put("/api/catalog/of-ours", fine))).contains("finer");
        assertThat(detail(admin.put("/api/catalog/another", file("x-1", "1")))).contains("of-ours");
        ObjectNode twice = file("x-1", "1");
        twice.withArray("models").add(twice.path("models").path(0).deepCopy());
        assertThat(detail(admin.put("/api/catalog/of-ours", twice))).contains("twice");
        assertThat(detail(admin.put("/api/catalog/of-ours", file("x-1", "-1"))))
                .contains("negative");
        assertThat(detail(admin.put("/api/catalog/of-ours", file("x-1", "1000001"))))
                .contains("above");
        assertThat(detail(admin.put("/api/catalog/of-ours", Json.object()))).contains("provider");
        ObjectNode elsewhere = file("x-1", "1").put("base_url", "sandbox:local");
        assertThat(detail(admin.put("/api/catalog/of-ours", elsewhere))).contains("base URL");
    }

    private static String detail(AlfredClient.Answer answer) {
        return answer.expect(400).path("detail").asText();
    }

    @Test
    void every_provider_that_is_known_can_be_looked_up() {
        JsonNode known = AlfredClient.admin().get("/api/catalog?limit=1000").expect(200);
        assertThat(known.path("items").size()).isGreaterThanOrEqualTo(120);
        JsonNode groq =
                AlfredClient.admin().get("/api/models?provider=groq&limit=1000").expect(200);
        assertThat(groq.path("items"))
                .isNotEmpty()
                .allSatisfy(model -> assertThat(model.path("provider").asText()).isEqualTo("groq"));
    }

    private static boolean known() {
        JsonNode known = AlfredClient.admin().get("/api/catalog?limit=1000").expect(200);
        return StreamSupport.stream(known.path("items").spliterator(), false)
                .anyMatch(each -> each.path("provider").asText().equals("of-ours"));
    }

    private static boolean audited(String kind, String field, String value) {
        JsonNode rows =
                AlfredClient.admin()
                        .get("/api/audit/entries?limit=1000&kind=" + kind)
                        .expect(200)
                        .path("items");
        return StreamSupport.stream(rows.spliterator(), false)
                .anyMatch(row -> row.path("data").path(field).asText().equals(value));
    }
}
