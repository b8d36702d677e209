package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A change under {@code /api} that carries an {@code Idempotency-Key} takes place once. */
@Order(7)
class IdempotentChangeIT extends ContainerTest {
    private static final int CALLERS = 50;
    private static final String REPLAYED = "Idempotency-Replayed";

    private final Tenant tenant = Tenant.withCredits("1");
    private final Operator operator = Operator.of(tenant, "admin");
    private final String grants = "/api/wallets/" + tenant.orgWallet() + "/grants";

    /** An API key of the tenant's org, and a client that sends it with an Idempotency-Key. */
    private record Operator(String keyId, AlfredClient plain) {
        static Operator of(Tenant tenant, String role) {
            AlfredClient client = tenant.operator(role);
            return new Operator(
                    client
                            .get("/api/keys?org=" + tenant.org())
                            .expect(200)
                            .path("items")
                            .findParents("name")
                            .stream()
                            .filter(key -> key.path("name").asText().startsWith(role + " of"))
                            .map(key -> key.path("id").asText())
                            .findFirst()
                            .orElseThrow(),
                    client);
        }

        AlfredClient keyed(String key) {
            return plain.withIdempotencyKey(key);
        }
    }

    @AfterEach
    void books_balance() {
        Books.balance();
    }

    @Test
    void a_repeat_gets_the_first_answer_byte_for_byte_and_changes_nothing() {
        AlfredClient.Answer first = operator.keyed("k").post(grants, grant("0.5"));
        first.expect(200);
        operator.plain().post(grants, grant("2")).expect(200);

        for (int i = 0; i < 3; i++) {
            AlfredClient.Answer repeat = operator.keyed("k").post(grants, grant("0.5"));
            assertThat(repeat.status()).isEqualTo(200);
            assertThat(repeat.body()).isEqualTo(first.body());
            assertThat(repeat.header("Content-Type")).isEqualTo(first.header("Content-Type"));
            assertThat(repeat.header(REPLAYED)).isEqualTo("true");
            assertThat(repeat.header("Cache-Control")).isEqualTo("no-store");
            assertThat(repeat.header("X-Request-Id")).isNotEqualTo(first.header("X-Request-Id"));
        }
        assertThat(first.headers().firstValue(REPLAYED)).isEmpty();
        assertAllotted("3.5");
    }

    @Test
    void what_was_made_is_answered_with_its_first_status() {
        ObjectNode order = Json.object().put("org", tenant.org()).put("name", "idem-team");
        JsonNode first = operator.keyed("k").post("/api/teams", order).expect(201);

        JsonNode repeat = operator.keyed("k").post("/api/teams", order).expect(201);

        assertThat(repeat).isEqualTo(first);
        operator.keyed("other").post("/api/teams", order).expect(409);
    }

    @Test
    void another_request_under_the_same_key_is_a_conflict() {
        operator.keyed("k").post(grants, grant("0.5")).expect(200);

        String wallet = "/api/wallets/" + tenant.teamWallet();
        for (AlfredClient.Answer other :
                List.of(
                        operator.keyed("k").post(grants, grant("0.6")),
                        operator.keyed("k").post(grants + "?org=x", grant("0.5")),
                        operator.keyed("k").post(wallet + "/grants", grant("0.5")),
                        operator.keyed("k").put(wallet + "/limit", grant("0.5")))) {
            refusal(other, "idempotency_conflict");
        }
        assertAllotted("1.5");
    }

    @Test
    void of_fifty_equal_changes_at_once_one_takes_place() {
        CountDownLatch go = new CountDownLatch(1);
        List<AlfredClient.Answer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<AlfredClient.Answer>> calls = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                calls.add(
                        threads.submit(
                                () -> {
                                    Await.until("all are there", go);
                                    return operator.keyed("race").post(grants, grant("0.25"));
                                }));
            }
            go.countDown();
            calls.forEach(call -> answers.add(Await.result(call)));
        }

        List<AlfredClient.Answer> made =
                answers.stream().filter(answer -> answer.status() == 200).toList();
        assertThat(made).filteredOn(a -> a.headers().firstValue(REPLAYED).isEmpty()).hasSize(1);
        assertThat(made).extracting(AlfredClient.Answer::body).containsOnly(made.get(0).body());
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 200)
                .allSatisfy(answer -> refusal(answer, "request_in_progress"));
        assertAllotted("1.25");
    }

    @Test
    void a_new_keys_secret_is_replayed_to_who_made_it_and_lies_nowhere_in_the_clear() {
        ObjectNode order = Json.object().put("user", tenant.user()).put("name", "ci");
        AlfredClient.Answer first = operator.keyed("k").post("/api/keys", order);
        String secret = first.expect(201).path("secret").textValue();

        AlfredClient.Answer repeat = operator.keyed("k").post("/api/keys", order);

        assertThat(repeat.expect(201).path("secret").textValue()).isEqualTo(secret);
        String rows = Keys.text("caller_key_id = '" + operator.keyId() + "'");
        assertThat(rows)
                .contains("completed")
                .doesNotContain(secret, secret.substring(secret.length() - 20), "secret");
        AlfredClient stranger = Operator.of(tenant, "owner").keyed("k");
        JsonNode own = stranger.post("/api/keys", order).expect(201);
        assertThat(own.path("secret").textValue()).isNotEqualTo(secret);
    }

    @Test
    void a_crash_between_a_change_and_its_answer_does_not_change_twice() {
        JsonNode first = operator.keyed("k").post(grants, grant("0.5")).expect(200);
        String wallet = "/api/wallets/" + tenant.teamWallet() + "/limit";
        ObjectNode limit = Json.object().put("allotted", 7).put("reason", "r");
        operator.keyed("l").put(wallet, limit).expect(200);
        loseAnswers("node_epoch = node_epoch");
        refusal(operator.keyed("k").post(grants, grant("0.5")), "request_in_progress");

        loseAnswers("node_epoch = 0");
        AlfredClient.Answer again = operator.keyed("k").post(grants, grant("0.5"));
        operator.keyed("l").put(wallet, limit).expect(200);

        assertThat(again.expect(200)).isEqualTo(first);
        assertThat(again.headers().firstValue(REPLAYED)).isEmpty();
        assertAllotted("1.5");
        assertThat(entries(tenant.orgWallet(), "GRANT")).isEqualTo(1);
        assertThat(entries(tenant.teamWallet(), "LIMIT")).isEqualTo(1);
        operator.keyed("k").post(grants, grant("0.5")).header(REPLAYED);
    }

    @Test
    void the_ledger_recognises_every_operation_that_an_attempt_after_a_crash_repeats() {
        String org = "/api/wallets/" + tenant.orgWallet();
        String team = "/api/wallets/" + tenant.teamWallet();
        ObjectNode adjustment = Json.object().put("change", -0.25).put("reason", "wrong");
        ObjectNode transfer =
                Json.object().put("to", tenant.teamWallet()).put("amount", 0.5).put("reason", "r");
        ObjectNode models = Json.object().put("models", "openai/gpt-4*").put("allotted", 0.1);
        ObjectNode project =
                Json.object()
                        .put("owner", "project:idem")
                        .put("org", tenant.org())
                        .put("allotted", 0.2);
        Runnable all =
                () -> {
                    operator.keyed("1").post(org + "/grants", grant("2")).expect(200);
                    operator.keyed("2").post(org + "/adjustments", adjustment).expect(200);
                    operator.keyed("3").put(team + "/limit", limit("1")).expect(200);
                    operator.keyed("4").post(org + "/transfers", transfer);
                    operator.keyed("5").put(org + "/model-limits", models).expect(200);
                    operator.keyed("6").post("/api/wallets", project);
                };
        all.run();
        int entries = entries(tenant.orgWallet(), "");
        assertThat(entries).isGreaterThan(7);

        loseAnswers("node_epoch = 0");
        all.run();

        assertThat(entries(tenant.orgWallet(), "")).isEqualTo(entries);
        assertAllotted("2.25");
        assertThat(Tenant.wallet(tenant.teamWallet()).path("allotted").decimalValue())
                .isEqualByComparingTo("1.5");
        assertThat(
                        operator.plain()
                                .get("/api/wallets")
                                .expect(200)
                                .path("items")
                                .findValuesAsText("owner"))
                .containsOnlyOnce("project:idem");
    }

    @Test
    void after_a_failure_of_the_server_only_the_same_request_runs_again() {
        operator.keyed("k").post(grants, grant("0.5")).expect(200);
        Keys.update(operator.keyId(), "state = 'free', status = NULL, answer = NULL");

        refusal(operator.keyed("k").post(grants, grant("0.6")), "idempotency_conflict");
        operator.keyed("k").post(grants, grant("0.5")).expect(200);
        assertAllotted("1.5");
    }

    @Test
    void an_answer_that_was_not_kept_is_told_as_such() {
        operator.keyed("k").post(grants, grant("0.5")).expect(200);
        Keys.update(operator.keyId(), "answer = NULL");

        JsonNode problem =
                refusal(operator.keyed("k").post(grants, grant("0.5")), "already_completed");

        assertThat(problem.path("detail").asText()).contains("status 200");
        assertAllotted("1.5");
    }

    @Test
    void a_refusal_is_an_outcome_and_a_malformed_request_is_none() {
        String missing = "/api/wallets/user:idem-later/grants";
        AlfredClient.Answer refused = operator.keyed("k").post(missing, grant("1"));
        refused.expect(404);
        operator.keyed("m").post(grants, "{\"amount\":\"1\"}").expect(400);
        operator.plain()
                .post(
                        "/api/users",
                        Json.object().put("org", tenant.org()).put("name", "idem-later"))
                .expect(201);
        operator.plain()
                .post(
                        "/api/wallets",
                        Json.object().put("owner", "user:idem-later").put("allotted", 1))
                .expect(201);

        AlfredClient.Answer repeat = operator.keyed("k").post(missing, grant("1"));

        assertThat(repeat.status()).isEqualTo(404);
        assertThat(repeat.body()).isEqualTo(refused.body());
        assertThat(repeat.header("x-should-retry")).isEqualTo("false");
        assertThat(repeat.header(REPLAYED)).isEqualTo("true");
        operator.keyed("m").post(grants, grant("1")).expect(200);
        assertAllotted("2");
    }

    @Test
    void reading_takes_no_notice_of_a_key() {
        String wallet = "/api/wallets/" + tenant.orgWallet();
        JsonNode before = operator.keyed("k").get(wallet).expect(200);
        operator.plain().post(grants, grant("1")).expect(200);

        assertThat(operator.keyed("k").get(wallet).expect(200)).isNotEqualTo(before);
        operator.keyed("k").post(grants, grant("1")).expect(200);
        assertAllotted("3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\tb"})
    void a_key_that_is_none_is_refused_before_anything_happens(String key) {
        JsonNode problem = operator.keyed(key).post(grants, grant("1")).expect(400);
        assertThat(problem.path("code").asText()).isEqualTo("invalid_request");
        assertThat(problem.path("param").asText()).isEqualTo("Idempotency-Key");
        assertAllotted("1");
    }

    @Test
    void a_key_has_at_most_255_characters() {
        operator.keyed("k".repeat(255)).post(grants, grant("1")).expect(200);
        operator.keyed("k".repeat(256)).post(grants, grant("1")).expect(400);
        assertAllotted("2");
    }

    @Test
    void without_a_valid_api_key_a_kept_answer_is_not_told() {
        operator.keyed("k").post(grants, grant("1")).expect(200);

        AlfredClient.anonymous().withIdempotencyKey("k").post(grants, grant("1")).expect(401);
        Operator.of(tenant, "auditor").keyed("k").post(grants, grant("1")).expect(403);
    }

    @Test
    void large_files_with_a_key_come_into_memory_one_at_a_time()
            throws IOException, InterruptedException, ExecutionException {
        String bills = "/api/ledger/reconciliations";
        String large = "no,bill\n".repeat(300_000);
        AlfredClient admin = AlfredClient.admin();
        AlfredClient second = admin.withIdempotencyKey("second");
        PipedOutputStream slow = new PipedOutputStream();
        PipedInputStream body = new PipedInputStream(slow);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<AlfredClient.Answer> first =
                    threads.submit(() -> admin.withIdempotencyKey("slow").postCsv(bills, body));
            try {
                slow.write(large.getBytes(StandardCharsets.UTF_8));
                Await.until(
                        "the slow file is in", () -> second.postCsv(bills, large).status() == 503);
                assertThat(second.postCsv(bills, large).expect(503).path("code").asText())
                        .isEqualTo("overloaded");
                admin.withIdempotencyKey("small").postCsv(bills, "no,bill\n1,2\n").expect(400);
            } finally {
                slow.close();
            }
            first.get().expect(400);
        }
        second.postCsv(bills, large).expect(400);
    }

    /** As if the process had died after the change and before its answer was kept. */
    private void loseAnswers(String node) {
        Keys.update(
                operator.keyId(), "state = 'in_progress', status = NULL, answer = NULL, " + node);
    }

    private void assertAllotted(String credits) {
        assertThat(Tenant.wallet(tenant.orgWallet()).path("allotted").decimalValue())
                .isEqualByComparingTo(credits);
    }

    private static int entries(String wallet, String kind) {
        int found = 0;
        for (JsonNode entry :
                AlfredClient.admin()
                        .get("/api/ledger/entries?wallet=" + wallet)
                        .expect(200)
                        .path("items")) {
            found += entry.path("kind").asText().startsWith(kind) ? 1 : 0;
        }
        return found;
    }

    private static JsonNode refusal(AlfredClient.Answer answer, String code) {
        JsonNode problem = answer.expect(409);
        assertThat(problem.path("code").asText()).isEqualTo(code);
        assertThat(answer.header("x-should-retry")).isEqualTo("false");
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        return problem;
    }

    private static ObjectNode limit(String allotted) {
        return Json.object().put("allotted", new java.math.BigDecimal(allotted)).put("reason", "r");
    }

    private static ObjectNode grant(String amount) {
        return Json.object().put("amount", new java.math.BigDecimal(amount)).put("reason", "test");
    }
}
