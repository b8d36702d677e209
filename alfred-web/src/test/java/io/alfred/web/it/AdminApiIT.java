package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What operators do under {@code /api}, and what nobody else may do there. */
@Order(5)
class AdminApiIT extends ContainerTest {
    private static final AlfredClient ADMIN = AlfredClient.admin();

    /** Books without an entry balance whatever the ledger does. */
    @BeforeAll
    static void write_an_entry() {
        Tenant.withCredits("1");
    }

    @AfterEach
    void books_balance() {
        Books.balance();
    }

    @Test
    void init_is_idempotent_and_shows_the_secret_once() {
        ObjectNode setup =
                Json.object()
                        .put("org", "init-org")
                        .put("team", "init-team")
                        .put("user", "init-user")
                        .put("credits", 7);

        JsonNode first = ADMIN.post("/api/init", setup).expect(200);
        JsonNode second = ADMIN.post("/api/init", setup.put("credits", 9)).expect(200);

        assertThat(first.path("key").path("secret").asText()).startsWith("sk-alf-").hasSize(59);
        assertThat(second.path("key").has("secret")).isFalse();
        for (String part : List.of("org", "team", "user")) {
            assertThat(second.path(part)).isEqualTo(first.path(part));
        }
        assertThat(second.path("key").path("id")).isEqualTo(first.path("key").path("id"));
        assertThat(second.path("wallets")).isEqualTo(first.path("wallets"));
        JsonNode orgWallet = first.path("wallets").path(0);
        assertThat(orgWallet.path("owner").asText()).isEqualTo("org:init-org");
        assertThat(orgWallet.path("allotted").decimalValue()).isEqualByComparingTo("7");
        assertThat(first.path("wallets").path(1).path("allotted").isNull()).isTrue();
        assertThat(first.path("wallets").path(2).path("allotted").isNull()).isTrue();
    }

    @Test
    void a_member_reads_its_own_and_changes_nothing() {
        Tenant tenant = Tenant.withCredits("1");
        AlfredClient member = tenant.operator("member");

        for (AlfredClient.Answer refused :
                List.of(
                        member.post("/api/wallets/" + tenant.userWallet() + "/grants", grant("1")),
                        member.put("/api/wallets/" + tenant.userWallet() + "/limit", limit("9")),
                        member.get("/api/users"),
                        member.get("/api/ledger/check"),
                        member.get("/api/audit/entries"),
                        member.put("/api/providers/openai", Json.object()),
                        member.post("/api/keys", Json.object().put("org", tenant.org())),
                        member.post("/api/keys/" + tenant.keyId() + "/revoke", "{}"))) {
            assertThat(refused.expect(403).path("code").asText()).isEqualTo("role_required");
        }
        JsonNode whoami = member.get("/api/whoami").expect(200);
        assertThat(whoami.path("role").asText()).isEqualTo("member");
        assertThat(whoami.path("org").asText()).isEqualTo(tenant.org());
    }

    @Test
    void finops_moves_money_and_an_auditor_only_looks() {
        Tenant tenant = Tenant.withCredits("1");
        String grants = "/api/wallets/" + tenant.orgWallet() + "/grants";

        JsonNode granted = tenant.operator("finops").post(grants, grant("0.5")).expect(200);
        assertThat(granted.path("allotted").decimalValue()).isEqualByComparingTo("1.5");
        tenant.operator("auditor").post(grants, grant("0.5")).expect(403);
        tenant.operator("auditor").get("/api/audit/entries").expect(200);
    }

    @Test
    void scopes_keep_v1_and_api_apart() {
        Tenant tenant = Tenant.withCredits("1");

        JsonNode v1 = ADMIN.chat(chatBody("hi")).expect(403).path("error");
        assertThat(v1.path("code").asText()).isEqualTo("role_required");
        tenant.operator("admin").chat(chatBody("hi")).expect(403);
        tenant.operator("admin").get("/v1/models").expect(403);

        AlfredClient.Answer api = tenant.client().get("/api/wallets");
        assertThat(api.expect(403).path("code").asText()).isEqualTo("role_required");
    }

    @Test
    void benchmarks_do_not_exist_on_an_ordinary_server() {
        ObjectNode sample = Json.object().put("case", "hot").put("callers", 1);
        JsonNode refused = ADMIN.post("/api/bench/ledger", sample).expect(404);
        assertThat(refused.path("code").asText()).isEqualTo("endpoint_not_supported");
    }

    @Test
    void without_a_valid_key_nothing_answers() {
        for (AlfredClient stranger :
                List.of(AlfredClient.anonymous(), AlfredClient.with("sk-alf-wrong"))) {
            AlfredClient.Answer api = stranger.get("/api/wallets");
            assertThat(api.expect(401).path("code").asText()).isEqualTo("invalid_api_key");
            assertThat(api.header("WWW-Authenticate")).isEqualTo("Bearer");
            JsonNode v1 = stranger.get("/v1/models").expect(401);
            assertThat(v1.path("error").path("code").asText()).isEqualTo("invalid_api_key");
        }
    }

    @Test
    void another_org_does_not_exist_for_an_admin_of_its_own() {
        Tenant mine = Tenant.withCredits("1");
        Tenant foreign = Tenant.withCredits("1");
        foreign.client().chat(sandboxBody()).expect(200);
        AlfredClient admin = mine.operator("admin");

        admin.get("/api/orgs/" + foreign.org()).expect(404);
        admin.get("/api/users/" + foreign.user()).expect(404);
        admin.get("/api/wallets/" + foreign.orgWallet()).expect(404);
        admin.get("/api/wallets/org:" + foreign.org()).expect(404);
        admin.post("/api/wallets/" + foreign.orgWallet() + "/grants", grant("1")).expect(404);
        admin.post("/api/keys/" + foreign.keyId() + "/revoke", "{}").expect(404);
        admin.get("/api/ledger/entries?wallet=" + foreign.userWallet()).expect(404);
        admin.get("/api/audit/export").expect(403);
        for (String list :
                List.of(
                        "/api/orgs",
                        "/api/teams",
                        "/api/users",
                        "/api/wallets",
                        "/api/keys",
                        "/api/ledger/entries",
                        "/api/ledger/holds",
                        "/api/audit/entries")) {
            AlfredClient.Answer answer = admin.get(list + "?limit=1000");
            answer.expect(200);
            assertThat(answer.body())
                    .as(list)
                    .doesNotContain(
                            foreign.org(),
                            foreign.team(),
                            foreign.user(),
                            foreign.keyId(),
                            foreign.orgWallet(),
                            foreign.userWallet());
        }
        assertThat(admin.get("/api/wallets").expect(200).path("items")).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"amount\":1,\"reson\":\"x\"} | reson",
                "{\"amount\":\"1\",\"reason\":\"x\"} | amount",
                "{\"amount\":1,\"amount\":2} | amount",
                "{\"amount\":true} | amount",
                "{\"amount\":1,\"reason\":5} | reason",
                "{\"amount\":-1} | amount",
                "{\"amount\":0} | amount",
                "{\"amount\":0.0000000001} | ``",
                "{\"amount\":1e99} | ``",
                "{} | amount",
                "[] | ``",
                "null | ``",
                "{\"amount\":1} x | ``",
                "not json | ``"
            })
    void a_body_that_is_not_exactly_right_is_refused_with_its_field(String body, String param) {
        Tenant tenant = Tenant.withCredits("1");

        AlfredClient.Answer answer =
                ADMIN.post("/api/wallets/" + tenant.orgWallet() + "/grants", body);

        JsonNode problem = answer.expect(400);
        assertThat(problem.path("code").asText()).isEqualTo("invalid_request");
        if (!param.isEmpty()) {
            assertThat(problem.path("param").asText()).isEqualTo(param);
        }
        assertThat(Json.nanos(Tenant.wallet(tenant.orgWallet()).path("allotted")))
                .isEqualTo(BigInteger.valueOf(1_000_000_000L));
    }

    @Test
    void a_problem_says_what_is_wrong_and_what_to_do() {
        AlfredClient.Answer answer = ADMIN.get("/api/wallets/user:nobody");

        JsonNode problem = answer.expect(404);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(problem.path("type").asText()).isEqualTo("/docs/errors#not_found");
        assertThat(problem.path("title").asText()).isNotEmpty();
        assertThat(problem.path("status").intValue()).isEqualTo(404);
        assertThat(problem.path("detail").asText()).contains("user:nobody");
        assertThat(problem.path("fix").asText()).isNotEmpty();
        assertThat(problem.path("request_id").asText()).isEqualTo(answer.header("X-Request-Id"));
    }

    @Test
    void limits_and_grants_are_entries_with_who_and_why() {
        Tenant tenant = Tenant.withoutLimit();
        String wallet = "/api/wallets/" + tenant.teamWallet();

        ADMIN.put(wallet + "/limit", limit("10").put("reason", "quarter")).expect(200);
        ADMIN.post(wallet + "/grants", grant("2.5").put("reason", "launch")).expect(200);
        AlfredClient.Answer lowered = ADMIN.put(wallet + "/limit", limit("0.000000001"));
        ADMIN.put(wallet + "/limit", Json.object().putNull("allotted")).expect(200);

        assertThat(lowered.body()).as("plain notation").contains("\"allotted\":0.000000001,");
        JsonNode entries =
                ADMIN.get("/api/ledger/entries?wallet=" + tenant.teamWallet())
                        .expect(200)
                        .path("items");
        List<String> told = new ArrayList<>();
        for (JsonNode entry : entries) {
            told.add(
                    entry.path("kind").asText()
                            + " "
                            + entry.path("allotted_delta").decimalValue().toPlainString()
                            + " "
                            + entry.path("reason").asText(""));
        }
        assertThat(told).hasSize(4);
        assertThat(told.get(3)).isEqualTo("LIMIT 10 quarter");
        assertThat(told.get(2)).isEqualTo("GRANT 2.5 launch");
        assertThat(told.get(1)).startsWith("LIMIT -12.499999999");
        JsonNode now = Tenant.wallet(tenant.teamWallet());
        assertThat(now.path("allotted").isNull()).isTrue();
        assertThat(ADMIN.get("/api/audit/entries?kind=GRANT&limit=1").expect(200).path("items"))
                .hasSize(1);
        ADMIN.post(wallet + "/grants", grant("1")).expect(409);
    }

    @Test
    void a_revoked_key_stops_at_once() {
        Tenant tenant = Tenant.withCredits("1");
        tenant.client().chat(sandboxBody()).expect(200);

        JsonNode revoked = ADMIN.post("/api/keys/" + tenant.keyId() + "/revoke", "").expect(200);

        assertThat(revoked.path("state").asText()).isEqualTo("revoked");
        assertThat(revoked.has("secret")).isFalse();
        tenant.client().chat(sandboxBody()).expect(401);
        ADMIN.post("/api/keys/" + tenant.keyId() + "/revoke", "").expect(200);
    }

    @Test
    void a_key_is_shown_once_and_listed_without_its_secret() {
        Tenant tenant = Tenant.withCredits("1");
        ObjectNode order = Json.object().put("user", tenant.user()).put("name", "ci");
        JsonNode made = ADMIN.post("/api/keys", order).expect(201);
        String secret = made.path("secret").textValue();

        AlfredClient.with(secret).chat(sandboxBody()).expect(200);
        String listed = ADMIN.get("/api/keys?user=" + tenant.user()).body();
        assertThat(listed).contains(made.path("prefix").textValue()).doesNotContain(secret);
    }

    @Test
    void a_providers_key_never_comes_back() {
        String providerKey = "sk-canary-0123456789abcdefghij";
        List<AlfredClient.Answer> answers = new ArrayList<>();
        answers.add(
                ADMIN.put(
                        "/api/providers/canary",
                        Json.object()
                                .put("base_url", provider().baseUrl())
                                .put("api_key", providerKey)));
        answers.add(ADMIN.get("/api/providers"));
        answers.add(ADMIN.get("/api/providers/canary"));
        answers.add(ADMIN.post("/api/providers/canary/test", ""));
        answers.add(ADMIN.get("/api/models?limit=1000"));
        answers.add(ADMIN.get("/api/audit/entries?limit=1000"));
        answers.add(
                ADMIN.put(
                        "/api/providers/canary",
                        Json.object().put("base_url", "not a url").put("api_key", providerKey)));

        assertThat(answers.get(0).expect(200).path("has_key").booleanValue()).isTrue();
        assertThat(answers.get(3).expect(200).path("ok").booleanValue()).isTrue();
        answers.get(6).expect(400);
        assertThat(answers).allSatisfy(a -> assertThat(a.body()).doesNotContain(providerKey));
        assertThat(ADMIN.get("/api/audit/export").body()).doesNotContain(providerKey);
        assertThat(Installation.current().serverLog()).doesNotContain(providerKey);
    }

    @Test
    void each_request_is_one_line_without_keys_and_content() {
        Tenant tenant = Tenant.withCredits("1");
        String prompt = "canary-prompt-7f3a";
        provider().answer(TestProvider.json(Completion.text("canary-answer-91c2", 10, 2)));
        List<AlfredClient.Answer> answers =
                List.of(
                        tenant.client().chat(chatBody(prompt)),
                        tenant.client()
                                .chat(streamBody(prompt).replace("gpt-4o-mini", "sandbox/echo")),
                        tenant.client().chat("{\"model\":\"" + prompt + "\"}"),
                        tenant.client().chat("{\"canary-prompt-7f3a"),
                        AlfredClient.with("sk-alf-" + prompt).get("/v1/models"),
                        ADMIN.get("/api/wallets?org=" + prompt),
                        ADMIN.post("/api/init", "{\"" + prompt + "\":1}"));
        Set<String> ids = new TreeSet<>();
        answers.forEach(answer -> ids.add(answer.header("X-Request-Id")));
        assertThat(ids).hasSize(answers.size());

        Await.until("all requests are logged", () -> lines(ids).size() >= ids.size());

        List<JsonNode> lines = lines(ids);
        assertThat(lines).hasSize(ids.size());
        for (AlfredClient.Answer answer : answers) {
            assertThat(lines)
                    .filteredOn(
                            line ->
                                    line.path("request_id")
                                            .asText()
                                            .equals(answer.header("X-Request-Id")))
                    .singleElement()
                    .satisfies(
                            line ->
                                    assertThat(line.path("status").intValue())
                                            .isEqualTo(answer.status()));
        }
        JsonNode paid =
                lines.stream()
                        .filter(line -> line.path("model").asText().equals("openai/gpt-4o-mini"))
                        .findFirst()
                        .orElseThrow();
        assertThat(paid.path("prompt_tokens").longValue()).isEqualTo(10);
        assertThat(Json.nanos(paid.path("cost")))
                .isEqualTo(Price.GPT_4O_MINI.of(new Completion.Usage(10, 0, 2)));
        String everything =
                String.join("\n", Installation.current().requestLog())
                        + Installation.current().serverLog();
        assertThat(everything)
                .doesNotContain(
                        prompt,
                        "canary-answer",
                        tenant.secret(),
                        Installation.current().adminToken(),
                        TestProvider.KEY);
    }

    private static List<JsonNode> lines(Set<String> requestIds) {
        return Installation.current().requestLog().stream()
                .map(Json::parse)
                .filter(line -> requestIds.contains(line.path("request_id").asText()))
                .toList();
    }

    @Test
    void lists_are_cut_and_continued_without_loss() {
        Tenant tenant = Tenant.withCredits("1");
        AlfredClient admin = tenant.operator("admin");
        for (int i = 0; i < 5; i++) {
            admin.post("/api/users", Json.object().put("name", "u" + i)).expect(201);
        }

        Set<String> names = new TreeSet<>();
        String after = "";
        int pages = 0;
        do {
            JsonNode page = admin.get("/api/users?limit=2" + after).expect(200);
            page.path("items").forEach(user -> names.add(user.path("name").asText()));
            after = page.path("next").isNull() ? "" : "&after=" + page.path("next").asText();
            pages++;
        } while (!after.isEmpty());

        assertThat(names).containsExactlyInAnyOrder(tenant.user(), "u0", "u1", "u2", "u3", "u4");
        assertThat(pages).isEqualTo(3);
        admin.get("/api/users?limit=1001").expect(400);
        admin.get("/api/users?limit=0").expect(400);
    }

    private static ObjectNode grant(String amount) {
        return Json.object().put("amount", new BigDecimal(amount));
    }

    private static ObjectNode limit(String allotted) {
        return Json.object().put("allotted", new BigDecimal(allotted));
    }

    private static String sandboxBody() {
        return "{\"model\":\"sandbox/echo\",\"max_tokens\":20,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    }
}
