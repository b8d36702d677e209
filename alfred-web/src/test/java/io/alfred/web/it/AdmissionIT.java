package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What bounds a call's output besides the call itself, and what becomes of one that is too dear.
 */
@Order(5)
class AdmissionIT extends ContainerTest {
    private static final String LIMIT = "X-Alfred-Max-Output-Tokens";
    private static final String LOWERED = "X-Alfred-Lowered";
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
    private static final String UNBOUNDED = "{\"model\":\"gpt-4o-mini\"," + MESSAGES + "}";

    @AfterEach
    void books_balance_and_the_log_verifies() {
        Books.balance();
        Books.logVerifies();
    }

    @Test
    void an_orgs_default_is_sent_along_and_held_for_and_told() {
        Tenant tenant = Tenant.withCredits("5");
        outputDefault(tenant, 64);
        provider().answer(TestProvider.json(Completion.text("ok", 8, 3)));

        AlfredClient.Answer answer = tenant.client().chat(UNBOUNDED);

        answer.expect(200);
        assertThat(provider().only().text())
                .isEqualTo(
                        UNBOUNDED.substring(0, UNBOUNDED.length() - 1)
                                + ",\"max_completion_tokens\":64}");
        assertThat(answer.header(LIMIT)).isEqualTo("64");
        assertThat(answer.headers().firstValue(LOWERED)).isEmpty();
        BigInteger bounded = held(answer);
        provider().answer(TestProvider.json(Completion.text("ok", 8, 3)));
        AlfredClient.Answer own = tenant.client().chat(bounded(64));
        assertThat(provider().only().text()).isEqualTo(bounded(64));
        assertThat(own.headers().firstValue(LIMIT)).isEmpty();
        assertThat(held(own)).isEqualTo(bounded);
    }

    @Test
    void a_lifted_default_leaves_the_body_as_it_is() {
        Tenant tenant = Tenant.withCredits("5");
        outputDefault(tenant, 64);
        JsonNode lifted =
                AlfredClient.admin()
                        .put(
                                "/api/orgs/" + tenant.org() + "/output-default",
                                Json.object().putNull("max_output_tokens"))
                        .expect(200);
        assertThat(lifted.path("default_max_output_tokens").isNumber()).isFalse();
        provider().answer(TestProvider.json(Completion.text("ok", 8, 3)));

        tenant.client().chat(UNBOUNDED).expect(200);

        assertThat(provider().only().text()).isEqualTo(UNBOUNDED);
    }

    @Test
    void an_orgs_default_is_a_number_of_tokens_set_by_who_may_and_logged() {
        Tenant tenant = Tenant.withCredits("5");
        String path = "/api/orgs/" + tenant.org() + "/output-default";
        for (long wrong : new long[] {0, -1, 1_000_000_001L}) {
            AlfredClient.admin()
                    .put(path, Json.object().put("max_output_tokens", wrong))
                    .expect(400);
        }
        tenant.operator("finops").put(path, Json.object().put("max_output_tokens", 1)).expect(403);
        JsonNode set =
                tenant.operator("admin")
                        .put(path, Json.object().put("max_output_tokens", 1_000_000_000L))
                        .expect(200);
        assertThat(set.path("default_max_output_tokens").longValue()).isEqualTo(1_000_000_000L);
        assertThat(audited("OUTPUT_DEFAULT_SET", set.path("id").asText()))
                .isEqualTo("{\"max_output_tokens\":1000000000}");
    }

    @Test
    void a_wallet_that_lowers_sends_the_limit_that_fits_and_tells_it() {
        Tenant tenant = Tenant.withoutLimit();
        BigInteger full = heldFor(tenant, bounded(1_000));
        BigInteger less = heldFor(tenant, bounded(400));
        tenant.limit(tenant.userWallet(), tenant.spent().add(less));
        JsonNode wallet = onShortage(tenant, "lower");
        assertThat(wallet.path("on_shortage").asText()).isEqualTo("lower");
        assertThat(audited("ON_SHORTAGE_SET", tenant.userWallet())).contains("\"lower\"");
        Completion.Usage usage = new Completion.Usage(8, 0, 400);
        provider().answer(TestProvider.json(Completion.text("ok", usage)));

        AlfredClient.Answer answer = tenant.client().chat(bounded(1_000));

        answer.expect(200);
        assertThat(answer.header(LIMIT)).isEqualTo("400");
        assertThat(answer.header(LOWERED)).isEqualTo("true");
        assertThat(provider().only().text()).isEqualTo(bounded(400));
        assertThat(held(answer)).isEqualTo(less).isLessThan(full);
        JsonNode past = past(tenant, answer);
        assertThat(past.path("max_output_tokens").longValue()).isEqualTo(400);
        assertThat(Json.nanos(past.path("cost"))).isEqualTo(Price.GPT_4O_MINI.of(usage));
        assertThat(past.path("usage").path("completion_tokens").longValue()).isEqualTo(400);
    }

    @Test
    void a_stream_is_lowered_too() {
        Tenant tenant = Tenant.withoutLimit();
        BigInteger less = heldFor(tenant, bounded(40));
        tenant.limit(tenant.userWallet(), tenant.spent().add(less));
        onShortage(tenant, "lower");
        Completion.Usage usage = new Completion.Usage(8, 0, 2);
        provider().answer(TestProvider.events(Completion.stream(List.of("a", "b"), usage)));

        AlfredClient.Answer stream = tenant.client().chat(streamBody("hi"));

        assertThat(stream.status()).isEqualTo(200);
        assertThat(stream.header(LIMIT)).isEqualTo("40");
        assertThat(Json.parse(provider().only().text()).path("max_tokens").longValue())
                .isEqualTo(40);
    }

    @Test
    void a_wallet_that_refuses_says_what_would_fit_under_the_callers_own_name_for_it() {
        Tenant tenant = Tenant.withoutLimit();
        BigInteger less = heldFor(tenant, bounded(400));
        tenant.limit(tenant.userWallet(), tenant.spent().add(less));
        provider().answer(TestProvider.json(Completion.text("ok", 8, 3)));

        JsonNode error = tenant.client().chat(bounded(1_000)).expect(402).path("error");

        assertThat(error.path("code").asText()).isEqualTo("wallet_exhausted");
        assertThat(error.path("message").asText()).contains("lower max_tokens to 400,");
        assertThat(provider().seen()).isEmpty();
        tenant.client().chat(bounded(400)).expect(200);
    }

    @Test
    void what_cannot_be_lowered_to_one_token_is_refused() {
        Tenant tenant = Tenant.withoutLimit();
        BigInteger one = heldFor(tenant, bounded(1));
        onShortage(tenant, "lower");
        tenant.limit(tenant.userWallet(), tenant.spent().add(one).subtract(BigInteger.ONE));
        tenant.client().chat(bounded(1_000)).expect(402);
        tenant.limit(tenant.userWallet(), tenant.spent().add(one));
        provider().answer(TestProvider.json(Completion.text("ok", 8, 1)));
        assertThat(tenant.client().chat(bounded(1_000)).header(LIMIT)).isEqualTo("1");
    }

    @Test
    void parallel_calls_share_what_is_left_and_never_hold_more_than_there_is() {
        Tenant tenant = Tenant.withoutLimit();
        BigInteger each = heldFor(tenant, bounded(1_000));
        BigInteger before = tenant.spent();
        // Enough for two whole calls and most of a third.
        BigInteger room = each.multiply(BigInteger.valueOf(29)).divide(BigInteger.TEN);
        tenant.limit(tenant.userWallet(), before.add(room));
        onShortage(tenant, "lower");
        int calls = 20;
        CountDownLatch decided = new CountDownLatch(calls);
        TestProvider.Reply answer =
                TestProvider.after(decided, TestProvider.json(Completion.text("ok", 8, 1)));
        provider()
                .answer(
                        exchange -> {
                            decided.countDown();
                            answer.answer(exchange);
                        });
        List<AlfredClient.Answer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<AlfredClient.Answer>> running = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                running.add(
                        threads.submit(
                                () -> {
                                    AlfredClient.Answer one = tenant.client().chat(bounded(1_000));
                                    if (one.status() != 200) {
                                        decided.countDown();
                                    }
                                    return one;
                                }));
            }
            running.forEach(call -> answers.add(Await.result(call)));
        }
        List<AlfredClient.Answer> made = answers.stream().filter(a -> a.status() == 200).toList();
        assertThat(made).hasSize(3);
        assertThat(made.stream().filter(a -> a.headers().firstValue(LOWERED).isPresent()))
                .hasSize(1);
        BigInteger held =
                made.stream().map(AdmissionIT::held).reduce(BigInteger.ZERO, BigInteger::add);
        assertThat(held).isLessThanOrEqualTo(room);
    }

    private static String bounded(int tokens) {
        return "{\"model\":\"gpt-4o-mini\",\"max_tokens\":" + tokens + "," + MESSAGES + "}";
    }

    private static void outputDefault(Tenant tenant, int tokens) {
        AlfredClient.admin()
                .put(
                        "/api/orgs/" + tenant.org() + "/output-default",
                        Json.object().put("max_output_tokens", tokens))
                .expect(200);
    }

    private static JsonNode onShortage(Tenant tenant, String choice) {
        return AlfredClient.admin()
                .put(
                        "/api/wallets/" + tenant.userWallet() + "/on-shortage",
                        Json.object().put("choice", choice))
                .expect(200);
    }

    /** What such a call holds. */
    private static BigInteger heldFor(Tenant tenant, String body) {
        provider().answer(TestProvider.json(Completion.text("ok", 8, 1)));
        return held(tenant.client().chat(body));
    }

    private static BigInteger held(AlfredClient.Answer answer) {
        String tx = answer.header("X-Alfred-Transaction");
        Books.resolution(tx);
        JsonNode holds = AlfredClient.admin().get("/api/ledger/holds?tx=" + tx).expect(200);
        return Json.nanos(holds.path("items").path(0).path("amount"));
    }

    private static JsonNode past(Tenant tenant, AlfredClient.Answer answer) {
        return tenant.client()
                .get("/v1/requests/" + answer.header("X-Alfred-Transaction"))
                .expect(200);
    }

    /** The data of the newest such row about this subject. */
    private static String audited(String kind, String subject) {
        JsonNode rows = AlfredClient.admin().get("/api/audit/entries?kind=" + kind).expect(200);
        for (JsonNode row : rows.path("items")) {
            if (row.path("subject").asText().equals(subject)) {
                return row.path("data").toString();
            }
        }
        throw new AssertionError("no " + kind + " about " + subject);
    }
}
