package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.HttpResponseFor;
import com.openai.errors.BadRequestException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionCreateParams.ServiceTier;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Calls of the official OpenAI SDK that ask for another service tier, or get one. */
@Order(2)
class ServiceTiersIT extends ContainerTest {
    private static final String MODEL = "openai/gpt-4o-mini";

    /** As published: 0.25, 0.125 and 1.00 USD per 1,000,000 tokens. */
    private static final Price FAST = new Price(250_000_000, 125_000_000, 1_000_000_000);

    private static final Completion.Usage USAGE = new Completion.Usage(1_003, 401, 37);

    private Tenant tenant;
    private OpenAiApp openAi;

    @BeforeEach
    void connect() {
        tenant = Tenant.withCredits("20");
        openAi = OpenAiApp.of(tenant);
    }

    @AfterEach
    void books_balance_and_the_log_verifies() {
        openAi.close();
        Books.balance();
        Books.logVerifies();
    }

    private static ChatCompletionCreateParams.Builder asking(ServiceTier tier) {
        return OpenAiApp.asking(MODEL).serviceTier(tier);
    }

    private static String named(String answer, String tier) {
        return tier.isEmpty()
                ? answer
                : ((ObjectNode) Json.parse(answer)).put("service_tier", tier).toString();
    }

    private static TestProvider.Reply answering(String tier) {
        return TestProvider.json(named(Completion.text("hello", USAGE), tier));
    }

    private static TestProvider.Reply streaming(String tier, Completion.Usage usage) {
        List<String> events = new ArrayList<>();
        for (String event : Completion.stream(List.of("hel", "lo"), usage)) {
            events.add(event.equals(Completion.DONE) ? event : named(event, tier));
        }
        return TestProvider.events(events);
    }

    /** The worst case of a question of so many tokens with an answer of 100, in nano-credits. */
    private static BigInteger held(Price price, long prompt) {
        return price.of(new Completion.Usage(prompt, 0, 100));
    }

    private JsonNode dryRun(String tier) {
        return tenant.client()
                .withHeader("X-Alfred-Dry-Run", "true")
                .chat(
                        chatBody("Say hello.")
                                .replaceFirst("\\{", "{\"service_tier\":\"" + tier + "\","))
                .expect(200)
                .path("estimate");
    }

    private BigInteger holdOfTheOnlyCall() {
        return CallEntries.of(tenant).entries().stream()
                .filter(entry -> entry.path("kind").asText().equals("HOLD"))
                .map(entry -> Json.nanos(entry.path("amount")))
                .reduce(
                        (one, other) -> {
                            throw new AssertionError("two holds");
                        })
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"priority", "fast"})
    void a_priority_call_is_held_and_charged_at_the_prices_of_priority(String word) {
        provider().answer(answering("priority"));

        ChatCompletion answer = openAi.whole(asking(ServiceTier.of(word)));

        assertThat(answer.serviceTier()).contains(ChatCompletion.ServiceTier.PRIORITY);
        assertThat(provider().only().text()).contains("\"service_tier\":\"" + word + "\"");
        assertThat(tenant.spent())
                .isEqualTo(FAST.of(USAGE))
                .isEqualTo(BigInteger.valueOf(602 * 250 + 401 * 125 + 37 * 1_000));
        JsonNode estimate = dryRun(word);
        long prompt = estimate.path("prompt_tokens").longValue();
        assertThat(holdOfTheOnlyCall()).isEqualTo(held(FAST, prompt));
        assertThat(Json.nanos(estimate.path("worst_case"))).isEqualTo(held(FAST, prompt));
        assertThat(estimate.path("service_tier").asText()).isEqualTo("priority");
        JsonNode charge = CallEntries.charge(tenant);
        assertThat(charge.path("provisional").booleanValue()).isFalse();
        assertThat(charge.path("price_version").asText()).isEqualTo("openai-2026-11-29");
    }

    @ParameterizedTest
    @CsvSource({
        "priority, '', 237625",
        "priority, auto, 237625",
        "priority, default, 142575",
        "priority, Default, 142575",
        "default, default, 142575",
        "auto, default, 142575",
        "auto, priority, 237625",
        "flex, flex, 142575",
        "flex, '', 142575",
    })
    void the_answer_says_what_a_call_costs(String asked, String told, long nanos) {
        provider().answer(answering(told));
        openAi.whole(asking(ServiceTier.of(asked)));
        assertThat(tenant.spent()).isEqualTo(BigInteger.valueOf(nanos));
        assertThat(CallEntries.charge(tenant).path("provisional").booleanValue()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"flex, 2500, 200000", "default, 5000, 400000", "'', 5000, 400000"})
    void a_flex_call_is_held_at_standard_and_charged_as_it_was_served(
            String told, long cachedMicros, long outputMicros) {
        provider().answer(answering(told));
        openAi.whole(OpenAiApp.asking("openai/gpt-5-nano").serviceTier(ServiceTier.FLEX));
        Price price = new Price(cachedMicros * 10_000, cachedMicros * 1_000, outputMicros * 1_000);
        assertThat(tenant.spent()).isEqualTo(price.of(USAGE));
        assertThat(holdOfTheOnlyCall()).isGreaterThanOrEqualTo(BigInteger.valueOf(100 * 400));
    }

    @ParameterizedTest
    @CsvSource({"priority, 237625", "default, 142575", "'', 237625"})
    void a_stream_costs_what_its_chunks_say(String told, long nanos) {
        provider().answer(streaming(told, USAGE));

        ChatCompletion answer = openAi.streamed(asking(ServiceTier.PRIORITY));

        assertThat(OpenAiApp.text(answer)).isEqualTo("hello");
        assertThat(tenant.spent()).isEqualTo(BigInteger.valueOf(nanos));
        assertThat(CallEntries.charge(tenant).path("provisional").booleanValue()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"priority, '', true", "priority, default, false", "auto, priority, true"})
    void what_came_of_a_stream_that_broke_off_is_charged_in_its_tier(
            String asked, String told, boolean fast) {
        provider().answer(TestProvider.events(List.of(named(Completion.chunk("hello"), told))));

        AlfredClient.Answer answer =
                tenant.client()
                        .chat(
                                streamBody("Say hello.")
                                        .replaceFirst(
                                                "\\{", "{\"service_tier\":\"" + asked + "\","));

        assertThat(answer.body()).contains("ended too early");
        BigInteger spent = tenant.spent();
        JsonNode usage =
                tenant.client()
                        .get("/v1/requests/" + answer.header("X-Alfred-Transaction"))
                        .expect(200)
                        .path("usage");
        Completion.Usage counted =
                new Completion.Usage(
                        usage.path("prompt_tokens").longValue(),
                        0,
                        usage.path("completion_tokens").longValue());
        assertThat(counted.completion()).isPositive();
        assertThat(spent).isEqualTo((fast ? FAST : Price.GPT_4O_MINI).of(counted));
        assertThat(CallEntries.charge(tenant).path("provisional").booleanValue()).isTrue();
    }

    @Test
    void a_dearer_tier_that_nobody_has_priced_is_charged_as_the_dearest_until_the_bill_comes() {
        provider().answer(answering("ultrafast"));
        openAi.whole(OpenAiApp.asking(MODEL));
        assertThat(tenant.spent()).isEqualTo(FAST.of(USAGE));
        JsonNode charge = CallEntries.charge(tenant);
        assertThat(charge.path("provisional").booleanValue()).isTrue();
        JsonNode logged =
                AlfredClient.admin()
                        .get("/api/audit/entries?tx=" + charge.path("tx_id").asText())
                        .expect(200);
        assertThat(logged.toString()).contains("\"service_tier\":\"ultrafast\"");
    }

    @ParameterizedTest
    @CsvSource({"priority, default, ''", "default, priority, priority", "auto, fast, priority"})
    void a_whole_answer_without_a_believable_report_is_charged_in_the_tier_it_names(
            String asked, String told, String shown) {
        ObjectNode answer = (ObjectNode) Json.parse(Completion.text("hello", USAGE));
        answer.putObject("usage").put("prompt_tokens", -1);
        provider().answer(TestProvider.json(named(answer.toString(), told)));

        AlfredClient.Answer called =
                tenant.client()
                        .chat(
                                chatBody("Say hello.")
                                        .replaceFirst(
                                                "\\{", "{\"service_tier\":\"" + asked + "\","));

        BigInteger spent = tenant.spent();
        JsonNode usage = past(called).path("usage");
        Completion.Usage counted =
                new Completion.Usage(
                        usage.path("prompt_tokens").longValue(),
                        0,
                        usage.path("completion_tokens").longValue());
        assertThat(spent).isEqualTo((shown.isEmpty() ? Price.GPT_4O_MINI : FAST).of(counted));
        assertThat(usage.path("estimated").booleanValue()).isTrue();
        assertThat(usage.path("service_tier").asText("")).isEqualTo(shown);
    }

    private JsonNode past(AlfredClient.Answer call) {
        return tenant.client()
                .get("/v1/requests/" + call.header("X-Alfred-Transaction"))
                .expect(200);
    }

    @ParameterizedTest
    @CsvSource({"priority, priority", "fast, priority", "flex, flex", "ultrafast, ultrafast"})
    void the_tier_of_a_past_call_is_told_unless_it_is_the_standard_one(String told, String shown) {
        provider().answer(answering(told));
        AlfredClient.Answer called = tenant.client().chat(chatBody("Say hello."));
        tenant.spent();
        assertThat(past(called).path("usage").path("service_tier").asText()).isEqualTo(shown);
        assertThat(CallEntries.charge(tenant).path("service_tier").asText()).isEqualTo(shown);

        provider().answer(answering("default"));
        AlfredClient.Answer standard = tenant.client().chat(chatBody("Say hello."));
        tenant.spent();
        assertThat(past(standard).path("usage").path("service_tier").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ultrafast", "scale", "on_demand", "x_new"})
    void a_tier_without_a_price_is_refused_and_nothing_is_held(String tier) {
        provider().answer(answering("default"));
        BadRequestException e =
                openAi.failure(BadRequestException.class, asking(ServiceTier.of(tier)));
        assertThat(e.param()).contains("service_tier");
        assertThat(e.getMessage()).contains("alfred model show openai/gpt-4o-mini");
        assertThat(provider().seen()).isEmpty();
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void a_price_of_an_operator_has_no_tiers() {
        AlfredClient.admin()
                .put(
                        "/api/models/openai/of-our-own",
                        Json.object()
                                .put("input", BigDecimal.ONE)
                                .put("output", 2)
                                .put("context_tokens", 8_000)
                                .put("max_output_tokens", 1_000))
                .expect(200);
        BadRequestException e =
                openAi.failure(
                        BadRequestException.class,
                        OpenAiApp.asking("openai/of-our-own").serviceTier(ServiceTier.PRIORITY));
        assertThat(e.param()).contains("service_tier");

        provider().answer(answering("priority"));
        openAi.whole(OpenAiApp.asking("openai/of-our-own"));
        assertThat(tenant.spent())
                .isEqualTo(new Price(1_000_000_000, 1_000_000_000, 2_000_000_000).of(USAGE));
        assertThat(CallEntries.charge(tenant).path("provisional").booleanValue()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"priority, 2500", "default, 1250"})
    void a_response_of_a_codex_model_costs_what_it_says(String told, long input) {
        ResponseAnswer.Usage usage = new ResponseAnswer.Usage(1_003, 401, 37, 5);
        provider()
                .answer(
                        TestProvider.json(
                                named(
                                        ResponseAnswer.of("gpt-5.1-codex", usage)
                                                .text("hello")
                                                .whole(),
                                        told)));
        OpenAIClient sdk =
                OpenAIOkHttpClient.builder()
                        .baseUrl(Installation.current().url() + "/v1")
                        .apiKey(tenant.secret())
                        .build();
        try (HttpResponseFor<Response> raw =
                sdk.responses()
                        .withRawResponse()
                        .create(
                                ResponseCreateParams.builder()
                                        .model("openai/gpt-5.1-codex")
                                        .input("Say hello.")
                                        .maxOutputTokens(100)
                                        .serviceTier(ResponseCreateParams.ServiceTier.PRIORITY)
                                        .build())) {
            assertThat(SdkResponses.text(raw.parse())).isEqualTo("hello");
        }
        sdk.close();
        Price price = new Price(input * 1_000_000, input * 100_000, input * 8_000_000);
        assertThat(tenant.spent()).isEqualTo(price.of(usage.billed()));
    }

    @Test
    void what_alfred_writes_to_openai_names_the_standard_tier() {
        provider().answer(answering("default"));
        tenant.client()
                .post(
                        "/v1/messages",
                        "{\"model\":\"openai/gpt-4o-mini\",\"max_tokens\":100,"
                                + "\"service_tier\":\"auto\","
                                + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")
                .expect(200);
        assertThat(provider().only().text()).contains("\"service_tier\":\"default\"");
        assertThat(tenant.spent()).isEqualTo(Price.GPT_4O_MINI.of(USAGE));
    }

    /** As the operator has set {@code alfred.providers.fast-by-default}. */
    @Test
    void where_a_project_is_fast_by_default_so_much_is_held_and_the_body_stays_as_it_was() {
        String name = Installation.FAST_BY_DEFAULT;
        AlfredClient.admin().put("/api/catalog/" + name, fast(name)).expect(200);
        AlfredClient.admin()
                .put(
                        "/api/providers/" + name,
                        Json.object()
                                .put("base_url", provider().baseUrl())
                                .put("api_key", TestProvider.KEY)
                                .put("state", "active"))
                .expect(200);
        provider().answer(answering(""));
        String body = chatBody("hi").replace("gpt-4o-mini", name + "/small");
        String sent = body.replace(name + "/small", "small");

        tenant.client().chat(body).expect(200);

        assertThat(provider().only().text()).isEqualTo(sent);
        Price dear = new Price(3_000_000_000L, 3_000_000_000L, 4_000_000_000L);
        assertThat(tenant.spent()).isEqualTo(dear.of(USAGE));
        assertThat(holdOfTheOnlyCall()).isGreaterThanOrEqualTo(BigInteger.valueOf(100 * 4_000));
        JsonNode shown =
                AlfredClient.admin()
                        .get("/api/models?provider=" + name)
                        .expect(200)
                        .at("/items/0/service_tiers/priority");
        assertThat(Json.nanos(shown.path("output"))).isEqualTo(BigInteger.valueOf(4_000_000_000L));
        AlfredClient.admin()
                .put("/api/providers/" + name, Json.object().put("state", "disabled"))
                .expect(200);
    }

    private static ObjectNode fast(String provider) {
        ObjectNode file =
                Json.object()
                        .put("provider", provider)
                        .put("base_url", provider().baseUrl())
                        .put("price_version", provider + "-1");
        ObjectNode usd =
                file.putArray("models")
                        .addObject()
                        .put("model", "small")
                        .put("kind", "chat")
                        .put("vocabulary", "utf8_bytes")
                        .put("context_tokens", 8_000)
                        .put("max_output_tokens", 1_000)
                        .putObject("usd_per_1m_tokens")
                        .put("input", "1.00")
                        .put("output", "2.00");
        usd.putObject("service_tiers")
                .putObject("priority")
                .put("input", "3.00")
                .put("output", "4.00");
        return file;
    }

    @Test
    void a_file_whose_tier_leaves_out_a_price_is_refused_with_the_fields_path() {
        ObjectNode file = fast("of-nobody");
        ((ObjectNode) file.at("/models/0/usd_per_1m_tokens")).put("reasoning", "5.00");
        JsonNode refused = AlfredClient.admin().put("/api/catalog/of-nobody", file).expect(400);
        assertThat(refused.path("detail").asText())
                .contains("usd_per_1m_tokens.service_tiers.priority.reasoning is missing");
    }
}
