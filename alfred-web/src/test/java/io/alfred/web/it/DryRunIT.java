package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;

/** {@code X-Alfred-Dry-Run}: what would become of a call, without making it. */
@Order(5)
class DryRunIT extends ContainerTest {
    private Tenant tenant;
    private AlfredClient dry;

    @BeforeEach
    void connect() {
        tenant = Tenant.withoutLimit();
        dry = tenant.client().withHeader("X-Alfred-Dry-Run", "true");
        provider().answer(TestProvider.json(Completion.text("ok", 8, 1)));
    }

    @AfterEach
    void books_balance_and_the_log_verifies() {
        Books.balance();
        Books.logVerifies();
    }

    @Test
    void a_dry_run_tells_what_the_call_would_hold_and_sends_and_holds_nothing() {
        AlfredClient.Answer answer = dry.chat(chatBody("hi"));

        JsonNode told = answer.expect(200);
        assertThat(provider().seen()).isEmpty();
        assertThat(answer.headers().firstValue("X-Alfred-Transaction")).isEmpty();
        assertThat(answer.header("X-Alfred-Dry-Run")).isEqualTo("true");
        assertThat(told.path("object").asText()).isEqualTo("dry_run");
        assertThat(told.path("model").asText()).isEqualTo("openai/gpt-4o-mini");
        assertThat(told.path("decision").asText()).isEqualTo("allow");
        assertThat(told.path("route").path(0).path("provider").asText()).isEqualTo("openai");
        JsonNode estimate = told.path("estimate");
        assertThat(estimate.path("max_output_tokens").longValue()).isEqualTo(100);
        assertThat(estimate.path("choices").longValue()).isEqualTo(1);
        assertThat(estimate.path("prompt_tokens").longValue()).isPositive();
        assertThat(told.path("wallet").path("id").asText()).isEqualTo(tenant.userWallet());
        assertThat(holds()).isEmpty();

        String tx = tenant.client().chat(chatBody("hi")).header("X-Alfred-Transaction");
        Books.resolution(tx);
        assertThat(Json.nanos(holds().path(0).path("amount")))
                .isEqualTo(Json.nanos(estimate.path("worst_case")));
    }

    @Test
    void a_dry_run_of_a_stream_is_answered_as_json() {
        AlfredClient.Answer answer = dry.chat(streamBody("hi"));
        assertThat(answer.expect(200).path("decision").asText()).isEqualTo("allow");
        assertThat(answer.header("Content-Type")).startsWith("application/json");
    }

    @Test
    void a_denied_dry_run_carries_the_error_and_leaves_no_trace() {
        BigInteger worst = worstCase();
        tenant.limit(tenant.orgWallet(), worst.subtract(BigInteger.ONE));
        int blocks = blocks();

        JsonNode told = dry.chat(chatBody("hi")).expect(200);

        assertThat(told.path("decision").asText()).isEqualTo("deny");
        JsonNode error = told.path("error");
        assertThat(error.path("code").asText()).isEqualTo("wallet_exhausted");
        assertThat(error.path("status").intValue()).isEqualTo(402);
        JsonNode real = tenant.client().chat(chatBody("hi")).expect(402).path("error");
        assertThat(error.path("message")).isEqualTo(real.path("message"));
        assertThat(blocks()).isEqualTo(blocks + 1);
        tenant.limit(tenant.orgWallet(), worst);
        assertThat(dry.chat(chatBody("hi")).expect(200).path("decision").asText())
                .isEqualTo("allow");
    }

    @Test
    void a_frozen_wallet_denies_a_dry_run() {
        AlfredClient.admin()
                .post("/api/wallets/" + tenant.teamWallet() + "/freeze", Json.object())
                .expect(200);
        JsonNode told = dry.chat(chatBody("hi")).expect(200);
        assertThat(told.path("error").path("code").asText()).isEqualTo("wallet_frozen");
    }

    @Test
    void a_dry_run_says_to_what_the_call_would_be_lowered() {
        BigInteger worst = worstCase();
        tenant.limit(tenant.userWallet(), worst.subtract(BigInteger.ONE));
        AlfredClient.admin()
                .put(
                        "/api/wallets/" + tenant.userWallet() + "/on-shortage",
                        Json.object().put("choice", "lower"))
                .expect(200);

        JsonNode told = dry.chat(chatBody("hi")).expect(200);

        assertThat(told.path("decision").asText()).isEqualTo("lower");
        assertThat(told.path("lowered").path("max_output_tokens").longValue()).isEqualTo(99);
        // one token of 0.60 credits per million
        assertThat(Json.nanos(told.path("lowered").path("worst_case")))
                .isEqualTo(worst.subtract(BigInteger.valueOf(600)));
        assertThat(tenant.client().chat(chatBody("hi")).header("X-Alfred-Max-Output-Tokens"))
                .isEqualTo("99");
    }

    @Test
    void a_dry_run_consumes_no_idempotency_key() {
        AlfredClient keyed = dry.withIdempotencyKey("only-once");
        keyed.chat(chatBody("hi")).expect(200);
        keyed.chat(chatBody("hi")).expect(200);
        tenant.client().withIdempotencyKey("only-once").chat(chatBody("other")).expect(200);
    }

    @Test
    void a_request_that_cannot_be_read_or_priced_fails_as_usual() {
        dry.chat("{").expect(400);
        dry.chat("{\"model\":\"no-such-model\",\"messages\":[]}").expect(404);
        AlfredClient.with("sk-nonsense")
                .withHeader("X-Alfred-Dry-Run", "true")
                .chat(chatBody("hi"))
                .expect(401);
        JsonNode error =
                tenant.client()
                        .withHeader("X-Alfred-Dry-Run", "maybe")
                        .chat(chatBody("hi"))
                        .expect(400)
                        .path("error");
        assertThat(error.path("param").asText()).isEqualTo("X-Alfred-Dry-Run");
        assertThat(provider().seen()).isEmpty();
    }

    private BigInteger worstCase() {
        JsonNode told = dry.chat(chatBody("hi")).expect(200);
        return Json.nanos(told.path("estimate").path("worst_case"));
    }

    private JsonNode holds() {
        return AlfredClient.admin()
                .get("/api/ledger/holds?wallet=" + tenant.userWallet())
                .expect(200)
                .path("items");
    }

    private int blocks() {
        int found = 0;
        JsonNode rows =
                AlfredClient.admin().get("/api/audit/entries?kind=BLOCK&limit=1000").expect(200);
        for (JsonNode row : rows.path("items")) {
            if (row.path("subject").asText().equals(tenant.keyId())) {
                found++;
            }
        }
        return found;
    }
}
