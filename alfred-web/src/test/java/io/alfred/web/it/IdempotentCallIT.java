package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A call under {@code /v1} that carries an {@code Idempotency-Key} is charged at most once. */
@Order(6)
class IdempotentCallIT extends ContainerTest {
    private static final int CALLERS = 50;
    private static final String KEY = "order-4711";
    private static final Completion.Usage USAGE = new Completion.Usage(10, 0, 2);
    private static final BigInteger COST = Price.GPT_4O_MINI.of(USAGE);

    private final Tenant tenant = Tenant.withCredits("1");
    private final AlfredClient client = tenant.client().withIdempotencyKey(KEY);

    @AfterEach
    void books_balance() {
        provider().answer(TestProvider.json(Completion.text("hello", USAGE)));
        Books.balance();
    }

    @Test
    void a_repeat_is_told_the_transaction_and_its_cost_and_reaches_no_provider() {
        provider().answer(TestProvider.json(Completion.text("hello", USAGE)));
        AlfredClient.Answer first = client.chat(chatBody("hi"));
        first.expect(200);
        String tx = first.header("X-Alfred-Transaction");
        Books.resolution(tx);

        for (int i = 0; i < 3; i++) {
            AlfredClient.Answer repeat = client.chat(chatBody("hi"));
            JsonNode error = refusal(repeat, "already_completed");
            assertThat(error.path("transaction_id").asText()).isEqualTo(tx);
            assertThat(Json.nanos(error.path("cost"))).isEqualTo(COST);
            assertThat(error.path("message").asText()).contains("GET /v1/requests/" + tx);
            assertThat(repeat.header("X-Alfred-Transaction")).isEqualTo(tx);
            assertThat(repeat.header("X-Alfred-Cost")).isEqualTo(first.header("X-Alfred-Cost"));
        }
        provider().only();
        assertThat(tenant.spent()).isEqualTo(COST);
    }

    @Test
    void of_fifty_equal_calls_at_once_one_is_made_and_charged() {
        CountDownLatch go = new CountDownLatch(1);
        provider()
                .answer(TestProvider.after(go, TestProvider.json(Completion.text("hello", USAGE))));
        List<AlfredClient.Answer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<AlfredClient.Answer>> calls = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                calls.add(threads.submit(() -> client.chat(chatBody("race"))));
            }
            Await.until(
                    "all but one are answered",
                    () -> calls.stream().filter(Future::isDone).count() == CALLERS - 1);
            go.countDown();
            calls.forEach(call -> answers.add(Await.result(call)));
        }

        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 200)
                .hasSize(CALLERS - 1)
                .allSatisfy(answer -> refusal(answer, "request_in_progress"));
        provider().only();
        assertThat(tenant.spent()).isEqualTo(COST);
    }

    @Test
    void a_stream_is_in_progress_until_it_ended_and_completed_afterwards() throws IOException {
        TestProvider.Live live = new TestProvider.Live();
        provider().answer(live);
        live.send(Completion.chunk("one"));
        HttpResponse<InputStream> stream = client.chatStream(streamBody("hi"));
        String tx = stream.headers().firstValue("X-Alfred-Transaction").orElseThrow();

        AlfredClient.Answer during = client.chat(streamBody("hi"));
        JsonNode error = refusal(during, "request_in_progress");
        assertThat(error.path("transaction_id").asText()).isEqualTo(tx);

        live.send(Completion.finish());
        live.send(Completion.usageChunk(USAGE));
        live.send(Completion.DONE);
        live.breakOff();
        try (InputStream body = stream.body()) {
            assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8)).contains("one");
        }
        Books.resolution(tx);
        JsonNode completed = refusal(client.chat(streamBody("hi")), "already_completed");
        assertThat(Json.nanos(completed.path("cost"))).isEqualTo(COST);
        provider().only();
        assertThat(tenant.spent()).isEqualTo(COST);
    }

    @Test
    void another_request_under_the_same_key_is_a_conflict() {
        client.chat(chatBody("hi")).expect(200);

        refusal(client.chat(chatBody("ho")), "idempotency_conflict");
        refusal(client.chat(streamBody("hi")), "idempotency_conflict");
        refusal(client.post("/v1/chat/completions?x=1", chatBody("hi")), "idempotency_conflict");
    }

    @Test
    void another_caller_may_use_the_same_key() {
        Tenant other = Tenant.withCredits("1");
        client.chat(chatBody("hi")).expect(200);

        other.client().withIdempotencyKey(KEY).chat(chatBody("hi")).expect(200);
        assertThat(tenant.spent()).isEqualTo(COST);
        assertThat(other.spent()).isEqualTo(COST);
    }

    @Test
    void a_call_that_was_refused_leaves_its_key_free() {
        Tenant poor = Tenant.withCredits("0");
        AlfredClient keyed = poor.client().withIdempotencyKey(KEY);
        keyed.chat(chatBody("hi")).expect(402);
        keyed.chat(chatBody("hi")).expect(402);
        keyed.chat("{\"model\":\"nobody/nothing\"}").expect(404);
        keyed.chat("not json").expect(400);

        AlfredClient.admin()
                .post(
                        "/api/wallets/" + poor.orgWallet() + "/grants",
                        Json.object().put("amount", 1))
                .expect(200);
        keyed.chat(chatBody("hi")).expect(200);
        assertThat(poor.spent()).isEqualTo(COST);
    }

    @Test
    void a_call_that_the_provider_refused_may_be_repeated_at_once() {
        provider()
                .answer(
                        TestProvider.status(
                                400,
                                "application/json",
                                "{\"error\":{\"message\":\"no\",\"type\":\"invalid_request_error\","
                                        + "\"param\":null,\"code\":\"bad\"}}"));
        AlfredClient.Answer failed = client.chat(chatBody("hi"));
        failed.expect(400);
        provider().answer(TestProvider.json(Completion.text("hello", USAGE)));

        AlfredClient.Answer repeat = client.chat(chatBody("hi"));

        repeat.expect(200);
        assertThat(repeat.header("X-Alfred-Transaction"))
                .isNotEqualTo(failed.header("X-Alfred-Transaction"));
        assertThat(tenant.spent()).isEqualTo(COST);
    }

    @Test
    void a_call_whose_outcome_is_unknown_is_not_made_again() {
        CountDownLatch go = new CountDownLatch(1);
        provider()
                .answer(TestProvider.after(go, TestProvider.json(Completion.text("hello", USAGE))));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<AlfredClient.Answer> call = threads.submit(() -> client.chat(chatBody("hi")));
            String tx = openHold();
            Keys.execute("UPDATE hold SET state = 'unknown' WHERE tx_id = '" + tx + "'");

            JsonNode error = refusal(client.chat(chatBody("hi")), "request_in_progress");

            Keys.execute("UPDATE hold SET state = 'open' WHERE tx_id = '" + tx + "'");
            go.countDown();
            Await.result(call).expect(200);
            assertThat(error.path("transaction_id").asText()).isEqualTo(tx);
            assertThat(error.path("message").asText()).contains("not known");
        }
        provider().only();
        assertThat(tenant.spent()).isEqualTo(COST);
    }

    @Test
    void a_key_whose_process_died_before_the_hold_is_free() {
        client.chat(chatBody("hi")).expect(200);
        // as if that call had not come to its hold
        Keys.update(tenant, "claim_id = gen_random_uuid()");
        refusal(client.chat(chatBody("hi")), "request_in_progress");

        Keys.update(tenant, "node_epoch = 0");

        client.chat(chatBody("hi")).expect(200);
        assertThat(tenant.spent()).isEqualTo(COST.add(COST));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\tb"})
    void a_key_that_is_none_is_refused_before_anything_happens(String key) {
        AlfredClient.Answer answer = tenant.client().withIdempotencyKey(key).chat(chatBody("hi"));
        JsonNode error = answer.expect(400).path("error");
        assertThat(error.path("param").asText()).isEqualTo("Idempotency-Key");
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void a_key_has_at_most_255_characters_and_is_written_nowhere() {
        String longest = "canary-key-" + "k".repeat(255 - 11);
        tenant.client().withIdempotencyKey(longest).chat(chatBody("hi")).expect(200);
        tenant.client().withIdempotencyKey(longest + "k").chat(chatBody("hi")).expect(400);

        assertThat(Installation.current().serverLog()).doesNotContain("canary-key-");
        assertThat(String.join("\n", Installation.current().requestLog()))
                .doesNotContain("canary-key-");
        assertThat(Keys.rowsAsText(tenant)).isNotEmpty().doesNotContain("canary-key-");
    }

    /** The transaction of the call that is at the provider, and so has its hold. */
    private String openHold() {
        Await.until("the provider has the call", () -> provider().seen().size() == 1);
        return Keys.claimId(tenant);
    }

    private static JsonNode refusal(AlfredClient.Answer answer, String code) {
        JsonNode error = answer.expect(409).path("error");
        assertThat(error.path("code").asText()).isEqualTo(code);
        assertThat(error.path("type").asText()).isEqualTo("conflict_error");
        assertThat(answer.header("x-should-retry")).isEqualTo("false");
        return error;
    }
}
