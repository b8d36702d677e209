package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What ties the calls of one agent run together. */
@Order(5)
class CorrelationIT extends ContainerTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT_SPAN = "00f067aa0ba902b7";
    private static final String TRACEPARENT = "00-" + TRACE + "-" + PARENT_SPAN + "-01";

    private Tenant tenant;

    @BeforeEach
    void connect() {
        tenant = Tenant.withCredits("5");
        provider().answer(TestProvider.json(Completion.text("ok", 8, 1)));
    }

    @AfterEach
    void books_balance_and_the_log_verifies() {
        Books.balance();
        Books.logVerifies();
    }

    @Test
    void a_trace_goes_on_with_a_span_of_alfreds_and_the_clients_state() {
        String tx =
                call(
                        tenant.client()
                                .withHeader("traceparent", TRACEPARENT)
                                .withHeader("tracestate", "vendor=1,other=2"));

        TestProvider.Seen seen = provider().only();
        assertThat(seen.header("traceparent"))
                .isEqualTo("00-" + TRACE + "-" + tx.replace("-", "").substring(16) + "-01");
        assertThat(seen.header("tracestate")).isEqualTo("vendor=1,other=2");
        JsonNode past = tenant.client().get("/v1/requests/" + tx).expect(200);
        assertThat(past.path("trace_id").asText()).isEqualTo(TRACE);
        assertThat(past.path("parent_request").isTextual()).isFalse();
    }

    @Test
    void a_client_without_a_valid_trace_sends_none_upstream() {
        call(tenant.client());
        call(tenant.client().withHeader("traceparent", "00-" + TRACE + "-0000000000000000-01"));
        String tx =
                call(
                        tenant.client()
                                .withHeader("traceparent", "nonsense")
                                .withHeader("tracestate", "vendor=1"));

        assertThat(provider().seen()).hasSize(3);
        for (TestProvider.Seen seen : provider().seen()) {
            assertThat(seen.header("traceparent") + seen.header("tracestate")).isEmpty();
        }
        assertThat(
                        tenant.client()
                                .get("/v1/requests/" + tx)
                                .expect(200)
                                .path("trace_id")
                                .isTextual())
                .isFalse();
    }

    @Test
    void the_calls_of_a_trace_are_listed_and_summed_for_their_own_key() {
        AlfredClient run = tenant.client().withHeader("traceparent", TRACEPARENT);
        List<String> made = new ArrayList<>();
        BigInteger sum = BigInteger.ZERO;
        for (int i = 1; i <= 3; i++) {
            Completion.Usage usage = new Completion.Usage(8 + i, 0, i);
            provider().answer(TestProvider.json(Completion.text("ok", usage)));
            made.add(0, call(run));
            sum = sum.add(Price.GPT_4O_MINI.of(usage));
        }
        call(tenant.client());
        Tenant other = Tenant.withCredits("5");
        call(other.client().withHeader("traceparent", TRACEPARENT));

        JsonNode listed = tenant.client().get("/v1/requests?trace_id=" + TRACE).expect(200);

        assertThat(ids(listed)).containsExactlyElementsOf(made);
        assertThat(listed.path("calls").longValue()).isEqualTo(3);
        assertThat(Json.nanos(listed.path("cost"))).isEqualTo(sum);
        assertThat(Json.nanos(listed.path("held"))).isZero();
        assertThat(listed.path("whole").booleanValue()).isTrue();
        assertThat(listed.path("next").isTextual()).isFalse();
        JsonNode first = tenant.client().get("/v1/requests?limit=2&trace_id=" + TRACE).expect(200);
        assertThat(Json.nanos(first.path("cost"))).isEqualTo(sum);
        JsonNode second =
                tenant.client()
                        .get(
                                "/v1/requests?limit=2&trace_id="
                                        + TRACE
                                        + "&after="
                                        + first.path("next").asText())
                        .expect(200);
        assertThat(ids(second)).containsExactly(made.get(2));
    }

    @Test
    void the_calls_below_a_call_are_listed_and_summed() {
        String root = call(tenant.client());
        String child = call(tenant.client().withHeader("X-Alfred-Parent-Request", root));
        String grandchild = call(tenant.client().withHeader("X-Alfred-Parent-Request", child));

        JsonNode listed = tenant.client().get("/v1/requests?parent=" + root).expect(200);

        assertThat(ids(listed)).containsExactly(grandchild, child);
        assertThat(Json.nanos(listed.path("cost")))
                .isEqualTo(
                        Price.GPT_4O_MINI
                                .of(new Completion.Usage(8, 0, 1))
                                .multiply(BigInteger.TWO));
        assertThat(listed.path("data").path(1).path("parent_request").asText()).isEqualTo(root);
        for (TestProvider.Seen seen : provider().seen()) {
            assertThat(seen.header("X-Alfred-Parent-Request")).isEmpty();
        }
        assertThat(ids(other().get("/v1/requests?parent=" + root).expect(200))).isEmpty();
    }

    private static AlfredClient other() {
        return Tenant.withCredits("1").client();
    }

    @Test
    void a_malformed_parent_is_refused_before_anything_is_sent_or_held() {
        JsonNode error =
                tenant.client()
                        .withHeader("X-Alfred-Parent-Request", "chatcmpl-1")
                        .chat(chatBody("hi"))
                        .expect(400)
                        .path("error");
        assertThat(error.path("param").asText()).isEqualTo("X-Alfred-Parent-Request");
        assertThat(provider().seen()).isEmpty();
    }

    @Test
    void a_run_is_asked_for_by_one_valid_name() {
        for (String query :
                new String[] {
                    "",
                    "?trace_id=0",
                    "?trace_id=" + "0".repeat(32),
                    "?parent=1",
                    "?trace_id=" + TRACE + "&parent=" + UUID.randomUUID(),
                    "?trace_id=" + TRACE + "&limit=0",
                    "?trace_id=" + TRACE + "&after=x"
                }) {
            tenant.client().get("/v1/requests" + query).expect(400);
        }
        AlfredClient.anonymous().get("/v1/requests?trace_id=" + TRACE).expect(401);
    }

    @Test
    void a_past_call_tells_where_it_went_what_it_used_and_why_it_was_free() {
        Completion.Usage usage = new Completion.Usage(20, 5, 4);
        provider().answer(TestProvider.json(Completion.text("ok", usage)));
        JsonNode served = tenant.client().get("/v1/requests/" + call(tenant.client())).expect(200);
        assertThat(served.path("provider").asText()).isEqualTo("openai");
        assertThat(served.path("state").asText()).isEqualTo("settled");
        assertThat(served.path("usage").path("prompt_tokens").longValue()).isEqualTo(20);
        assertThat(served.path("usage").path("completion_tokens").longValue()).isEqualTo(4);
        assertThat(served.path("usage").path("estimated").booleanValue()).isFalse();
        assertThat(served.path("resolved_at").isTextual()).isTrue();

        provider()
                .answer(
                        TestProvider.status(
                                400,
                                "application/json",
                                "{\"error\":{\"message\":\"no\",\"type\":\"t\"}}"));
        String tx = tenant.client().chat(chatBody("hi")).header("X-Alfred-Transaction");
        Books.resolution(tx);
        JsonNode refused = tenant.client().get("/v1/requests/" + tx).expect(200);
        assertThat(refused.path("state").asText()).isEqualTo("released");
        assertThat(refused.path("reason").asText()).isEqualTo("the provider refused the request");
        assertThat(Json.nanos(refused.path("cost"))).isZero();
    }

    @Test
    void the_request_log_tells_the_run_in_ids_only() {
        String root = call(tenant.client());
        String tx =
                call(
                        tenant.client()
                                .withHeader("traceparent", TRACEPARENT)
                                .withHeader("tracestate", "secret=1")
                                .withHeader("X-Alfred-Parent-Request", root));
        Await.until("the line of " + tx + " is written", () -> line(tx) != null);
        assertThat(line(tx))
                .contains("\"trace\":\"" + TRACE + "\"", "\"parent\":\"" + root + "\"")
                .doesNotContain("secret");
    }

    private static String line(String tx) {
        return Installation.current().requestLog().stream()
                .filter(line -> line.contains("\"tx\":\"" + tx + "\""))
                .findFirst()
                .orElse(null);
    }

    /** Makes a call, and waits until it is settled. */
    private static String call(AlfredClient client) {
        AlfredClient.Answer answer = client.chat(chatBody("hi"));
        answer.expect(200);
        String tx = answer.header("X-Alfred-Transaction");
        Books.resolution(tx);
        return tx;
    }

    private static List<String> ids(JsonNode listed) {
        List<String> ids = new ArrayList<>();
        listed.path("data").forEach(call -> ids.add(call.path("id").asText()));
        return ids;
    }
}
