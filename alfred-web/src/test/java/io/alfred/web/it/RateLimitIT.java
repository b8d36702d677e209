package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.RateLimitException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;

/** Rate limits, as callers and operators meet them. */
@Order(5)
class RateLimitIT extends ContainerTest {
    private static final Completion.Usage USAGE = new Completion.Usage(20, 0, 4);

    private Tenant tenant;

    @BeforeEach
    void enter() {
        tenant = Tenant.withCredits("5");
        provider().answer(TestProvider.json(Completion.text("hi", USAGE)));
    }

    @AfterEach
    void books_balance() {
        Books.balance();
    }

    private ObjectNode limit(String subject) {
        return Json.object().put("subject", subject).put("org", tenant.org());
    }

    private String key() {
        return "key:" + tenant.keyId();
    }

    private static JsonNode set(ObjectNode limit) {
        return AlfredClient.admin().put("/api/limits", limit).expect(200);
    }

    private AlfredClient.Answer chat() {
        return tenant.client().chat(chatBody("hi"));
    }

    private void assertSpent(int calls) {
        assertThat(tenant.spent())
                .isEqualTo(Price.GPT_4O_MINI.of(USAGE).multiply(BigInteger.valueOf(calls)));
    }

    @Test
    void a_burst_is_admitted_and_the_next_call_is_told_when_to_come_back() {
        set(limit(key()).put("requests_per_minute", 60).put("burst", 2));

        for (int left = 1; left >= 0; left--) {
            AlfredClient.Answer admitted = chat();
            admitted.expect(200);
            assertThat(admitted.header("x-ratelimit-limit-requests")).isEqualTo("2");
            assertThat(admitted.header("x-ratelimit-remaining-requests"))
                    .isEqualTo(Integer.toString(left));
            assertThat(admitted.header("x-ratelimit-reset-requests")).matches("[0-9.]+m?s");
            assertThat(admitted.headers().firstValue("Retry-After")).isEmpty();
        }
        AlfredClient.Answer refused = chat();

        JsonNode error = refused.expect(429).path("error");
        assertThat(error.path("code").textValue()).isEqualTo("rate_limited");
        assertThat(error.path("type").textValue()).isEqualTo("rate_limit_error");
        assertThat(error.path("message").textValue())
                .startsWith("the key's 60 requests per minute are used up");
        assertThat(refused.header("x-ratelimit-remaining-requests")).isEqualTo("0");
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(Integer.parseInt(refused.header("retry-after-ms"))).isBetween(1, 1_000);
        assertThat(refused.header("x-should-retry")).isEqualTo("true");
        assertThat(provider().seen()).hasSize(2);
        assertSpent(2);
        Await.until("a call is admitted again", () -> chat().status() == 200);
        assertSpent(3);
    }

    @Test
    void the_official_sdk_waits_as_it_is_told_and_then_succeeds() {
        set(limit(key()).put("requests_per_minute", 60).put("burst", 1));
        ChatCompletionCreateParams call =
                ChatCompletionCreateParams.builder()
                        .model("gpt-4o-mini")
                        .addUserMessage("hi")
                        .maxCompletionTokens(100)
                        .build();
        OpenAIOkHttpClient.Builder sdk =
                OpenAIOkHttpClient.builder()
                        .baseUrl(Installation.current().url() + "/v1")
                        .apiKey(tenant.secret());
        OpenAIClient hasty = sdk.maxRetries(0).build();
        OpenAIClient patient = sdk.maxRetries(1).build();

        hasty.chat().completions().create(call);
        RateLimitException refused =
                catchThrowableOfType(
                        RateLimitException.class, () -> hasty.chat().completions().create(call));
        patient.chat().completions().create(call);

        assertThat(refused.code()).hasValue("rate_limited");
        assertSpent(2);
        hasty.close();
        patient.close();
    }

    @Test
    void a_place_among_calls_at_a_time_is_free_again_when_a_stream_has_ended() throws IOException {
        set(limit("user:" + tenant.user()).put("concurrent", 1));
        TestProvider.Live live = new TestProvider.Live();
        provider().answer(live);
        live.send(Completion.chunk("first"));

        try (InputStream stream = tenant.client().chatStream(streamBody("hi")).body()) {
            assertThat(stream.read()).isEqualTo('d');
            JsonNode error = chat().expect(429).path("error");
            assertThat(error.path("message").textValue())
                    .startsWith("the user's 1 calls at a time are used up");
            live.send(Completion.finish());
            live.send(Completion.usageChunk(USAGE));
            live.send(Completion.DONE);
            stream.readAllBytes();
        }
        live.breakOff();
        provider().answer(TestProvider.json(Completion.text("hi", USAGE)));
        Await.until("the place is free", () -> chat().status() == 200);
        chat().expect(200);
        assertSpent(3);
    }

    @Test
    void a_client_that_calls_again_at_once_finds_its_place_free() {
        set(limit("team:" + tenant.team()).put("concurrent", 1));
        for (int i = 0; i < 20; i++) {
            tenant.client().chat("{\"model\":\"no-such-model\",\"messages\":[]}").expect(404);
            tenant.client().chat("not json").expect(400);
        }
        for (int i = 0; i < 20; i++) {
            chat().expect(200);
        }
        assertSpent(20);
    }

    @Test
    void a_client_that_dry_runs_again_at_once_finds_its_place_free() {
        set(limit("team:" + tenant.team()).put("concurrent", 1));
        AlfredClient dry = tenant.client().withHeader("X-Alfred-Dry-Run", "true");
        for (int i = 0; i < 40; i++) {
            assertThat(dry.chat(chatBody("hi")).expect(200).path("decision").asText())
                    .isEqualTo("allow");
        }
        assertSpent(0);
    }

    @Test
    void tokens_are_reserved_at_the_estimate_and_settled_at_what_was_used() {
        set(limit("org:" + tenant.org()).put("tokens_per_minute", 300));

        for (int call = 1; call <= 4; call++) {
            AlfredClient.Answer admitted = chat();
            admitted.expect(200);
            assertThat(admitted.header("x-ratelimit-limit-tokens")).isEqualTo("300");
            int remaining = Integer.parseInt(admitted.header("x-ratelimit-remaining-tokens"));
            assertThat(remaining).isBetween(300 - 24 * call - 100, 200);
        }
        assertSpent(4);
        AlfredClient.Answer refused = tenant.client().chat(chatBody("hi").replace("100", "301"));

        JsonNode error = refused.expect(429).path("error");
        assertThat(error.path("message").textValue())
                .contains("more than the org's 300 tokens per minute: lower the output limit");
        assertThat(refused.header("x-should-retry")).isEqualTo("false");
        assertThat(refused.headers().firstValue("Retry-After")).isEmpty();
        assertSpent(4);
    }

    @Test
    void a_limit_of_a_model_leaves_the_others_alone() {
        set(limit(key()).put("model", "openai/gpt-4o-m*").put("requests_per_minute", 1));

        chat().expect(200);
        JsonNode error = chat().expect(429).path("error");
        tenant.client().chat(chatBody("hi").replace("gpt-4o-mini", "gpt-4o")).expect(200);

        assertThat(error.path("message").textValue())
                .startsWith("the key's 1 requests per minute of openai/gpt-4o-m* are used up");
        assertThat(provider().seen()).hasSize(2);
    }

    @Test
    void changes_are_heeded_at_once_and_audited_and_refusals_are_audited_by_count() {
        JsonNode made = set(limit(key()).put("requests_per_minute", 1));
        assertThat(made.path("burst").isNull()).isTrue();
        chat().expect(200);
        for (int i = 0; i < 5; i++) {
            chat().expect(429);
        }
        JsonNode raised = set(limit(key()).put("requests_per_minute", 6_000));
        assertThat(raised.path("id")).isEqualTo(made.path("id"));
        Await.until("the higher limit fills", () -> chat().status() == 200);

        String id = made.path("id").textValue();
        AlfredClient.admin().delete("/api/limits/" + id).expect(200);
        assertThat(chat().headers().firstValue("x-ratelimit-limit-requests")).isEmpty();
        AlfredClient.admin().delete("/api/limits/" + id).expect(404);

        assertThat(audited("RATE_LIMIT_SET", id)).isEqualTo(2);
        assertThat(audited("RATE_LIMIT_REMOVED", id)).isEqualTo(1);
        Await.until("the refusals are audited", () -> refusals(id) >= 5);
    }

    private static int audited(String kind, String limit) {
        int count = 0;
        for (JsonNode row :
                AlfredClient.admin()
                        .get("/api/audit/entries?limit=1000&kind=" + kind)
                        .expect(200)
                        .path("items")) {
            count += row.path("data").path("limit").asText().equals(limit) ? 1 : 0;
        }
        return count;
    }

    private static long refusals(String limit) {
        long count = 0;
        for (JsonNode row :
                AlfredClient.admin()
                        .get("/api/audit/entries?limit=1000&kind=RATE_LIMITED")
                        .expect(200)
                        .path("items")) {
            if (row.path("data").path("limit").asText().equals(limit)) {
                count += row.path("data").path("refused").longValue();
            }
        }
        return count;
    }

    @Test
    void limits_are_set_by_finops_and_seen_by_those_whom_they_concern() {
        AlfredClient finops = tenant.operator("finops");
        JsonNode own =
                finops.put("/api/limits", limit("team:" + tenant.team()).put("concurrent", 9))
                        .expect(200);
        assertThat(own.path("subject").textValue()).isEqualTo("team:" + tenant.team());
        String path = "/api/limits/" + own.path("id").textValue();

        assertThat(finops.get("/api/limits").expect(200).path("items")).containsExactly(own);
        assertThat(
                        finops.get("/api/limits?subject=user:" + tenant.user())
                                .expect(200)
                                .path("items"))
                .isEmpty();
        tenant.operator("auditor").get(path).expect(200);
        tenant.operator("auditor").delete(path).expect(403);
        assertThat(tenant.operator("member").get("/api/limits").expect(200).path("items"))
                .isEmpty();
        tenant.operator("member").get(path).expect(404);
        Tenant other = Tenant.withCredits("1");
        other.operator("finops").get(path).expect(404);
        other.operator("finops").delete(path).expect(404);
        other.operator("finops")
                .put("/api/limits", Json.object().put("subject", key()).put("concurrent", 1))
                .expect(404);
    }

    @Test
    void a_limit_that_cannot_be_meant_is_refused_with_its_field() {
        assertRefused(limit("wallet:x").put("concurrent", 1), "subject");
        assertRefused(limit(key()), "requests_per_minute");
        assertRefused(limit(key()).put("burst", 1), "burst");
        assertRefused(limit(key()).put("requests_per_minute", 0), "requests_per_minute");
        assertRefused(limit(key()).put("requests_per_minute", 10_000_001), "requests_per_minute");
        assertRefused(limit(key()).put("concurrent", 1_000_001), "concurrent");
        assertRefused(limit(key()).put("tokens_per_minute", 10_000_000_001L), "tokens_per_minute");
        assertRefused(limit(key()).put("concurrent", 1).put("model", "gpt-4o"), "model");
        set(
                limit(key())
                        .put("requests_per_minute", 10_000_000)
                        .put("burst", 10_000_000)
                        .put("tokens_per_minute", 10_000_000_000L)
                        .put("concurrent", 1_000_000)
                        .put("model", "openai/gpt-4o"));
    }

    private static void assertRefused(ObjectNode limit, String param) {
        JsonNode problem = AlfredClient.admin().put("/api/limits", limit).expect(400);
        assertThat(problem.path("param").textValue()).isEqualTo(param);
    }
}
