package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.UUID;

/** An application with the official OpenAI SDK, which knows nothing of Alfred but URL and key. */
@Order(2)
class OpenAiSdkIT extends ContainerTest {
    private Tenant tenant;
    private OpenAIClient sdk;

    @BeforeEach
    void connect() {
        tenant = Tenant.withCredits("5");
        sdk = sdk(tenant.secret());
    }

    @AfterEach
    void books_balance_and_the_log_verifies() {
        sdk.close();
        Books.balance();
        Books.logVerifies();
    }

    private static OpenAIClient sdk(String secret) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(Installation.current().url() + "/v1")
                .apiKey(secret)
                .build();
    }

    private static ChatCompletionCreateParams.Builder params(String model) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage("Say hello.")
                .maxCompletionTokens(100);
    }

    @Test
    void a_chat_costs_exactly_the_price_of_the_reported_usage() {
        Completion.Usage usage = new Completion.Usage(1_003, 401, 37);
        provider().answer(TestProvider.json(Completion.text("hello", usage)));

        ChatCompletion answer = sdk.chat().completions().create(params("gpt-4o-mini").build());

        assertThat(answer.choices().get(0).message().content()).contains("hello");
        assertThat(answer.usage().orElseThrow().promptTokens()).isEqualTo(1_003);
        BigInteger price = Price.GPT_4O_MINI.of(usage);
        assertThat(price).isEqualTo(BigInteger.valueOf(142_575));
        for (String wallet :
                List.of(tenant.userWallet(), tenant.teamWallet(), tenant.orgWallet())) {
            assertThat(Tenant.spent(wallet)).isEqualTo(price);
        }
        assertThat(Json.nanos(Tenant.wallet(tenant.orgWallet()).path("free")))
                .isEqualTo(BigInteger.valueOf(5_000_000_000L).subtract(price));
    }

    @Test
    void a_fraction_of_a_nano_credit_is_rounded_up_once() {
        AlfredClient.admin()
                .put(
                        "/api/models/openai/odd-priced",
                        Json.object()
                                .put("input", new BigDecimal("0.123456789"))
                                .put("cached_read", new BigDecimal("0.000000001"))
                                .put("output", new BigDecimal("0.987654321"))
                                .put("context_tokens", 128_000)
                                .put("max_output_tokens", 4_096))
                .expect(200);
        Completion.Usage usage = new Completion.Usage(7, 3, 5);
        provider().answer(TestProvider.json(Completion.text("odd", usage)));

        sdk.chat().completions().create(params("openai/odd-priced").build());

        assertThat(tenant.spent())
                .isEqualTo(new Price(123_456_789, 1, 987_654_321).of(usage))
                .isEqualTo(BigInteger.valueOf(5_433));
    }

    @Test
    void every_answer_names_request_model_transaction_and_cost() {
        Completion.Usage usage = new Completion.Usage(20, 0, 4);
        provider().answer(TestProvider.json(Completion.text("hi", usage)));

        try (HttpResponseFor<ChatCompletion> raw =
                sdk.chat().completions().withRawResponse().create(params("gpt-4o-mini").build())) {
            assertThat(raw.statusCode()).isEqualTo(200);
            assertThat(raw.headers().values("X-Alfred-Model"))
                    .containsExactly("openai/gpt-4o-mini");
            assertThat(raw.headers().values("X-Request-Id"))
                    .singleElement()
                    .satisfies(UUID::fromString);
            String tx = raw.headers().values("X-Alfred-Transaction").get(0);
            assertThat(Json.nanos(Books.resolution(tx).path("amount")))
                    .isEqualTo(Price.GPT_4O_MINI.of(usage));
            assertThat(raw.headers().values("X-Alfred-Cost"))
                    .singleElement()
                    .satisfies(
                            cost ->
                                    assertThat(
                                                    new BigDecimal(cost)
                                                            .movePointRight(9)
                                                            .toBigInteger())
                                            .isEqualTo(Price.GPT_4O_MINI.of(usage)));
        }
    }

    @Test
    void a_streamed_chat_arrives_and_is_charged() {
        Completion.Usage usage = new Completion.Usage(50, 10, 3);
        provider().answer(TestProvider.events(Completion.stream(List.of("one ", "two"), usage)));

        StringBuilder text = new StringBuilder();
        try (StreamResponse<ChatCompletionChunk> stream =
                sdk.chat().completions().createStreaming(params("gpt-4o-mini").build())) {
            stream.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .flatMap(choice -> choice.delta().content().stream())
                    .forEach(text::append);
        }

        assertThat(text).hasToString("one two");
        assertThat(tenant.spent()).isEqualTo(Price.GPT_4O_MINI.of(usage));
    }

    @Test
    void the_sandbox_answers_without_a_provider() {
        provider().answer(TestProvider.status(500, "text/plain", "not me"));

        ChatCompletion whole = sdk.chat().completions().create(params("sandbox/echo").build());

        assertThat(whole.choices().get(0).message().content()).contains("echo: Say hello.");
        Completion.Usage usage =
                new Completion.Usage(
                        whole.usage().orElseThrow().promptTokens(),
                        0,
                        whole.usage().orElseThrow().completionTokens());
        BigInteger once = Price.SANDBOX.of(usage);
        assertThat(tenant.spent()).isEqualTo(once).isPositive();

        StringBuilder text = new StringBuilder();
        try (StreamResponse<ChatCompletionChunk> stream =
                sdk.chat().completions().createStreaming(params("sandbox/echo").build())) {
            stream.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .flatMap(choice -> choice.delta().content().stream())
                    .forEach(text::append);
        }
        assertThat(text).hasToString("echo: Say hello.");
        assertThat(tenant.spent()).isEqualTo(once.add(once));
        assertThat(provider().seen()).isEmpty();
    }

    @Test
    void the_list_names_the_models_that_a_call_would_reach() {
        List<String> ids = sdk.models().list().data().stream().map(model -> model.id()).toList();

        assertThat(ids).contains("openai/gpt-4o-mini", "openai/gpt-4o", "sandbox/echo");
        assertThat(sdk.models().retrieve("openai/gpt-4o-mini").ownedBy()).isEqualTo("openai");
    }

    @Test
    void a_wrong_key_is_the_sdks_unauthorized_exception() {
        sdk.close();
        sdk = sdk("sk-alf-00000000-0000000000000000000000000000000000000000000");

        UnauthorizedException e = failure("gpt-4o-mini", UnauthorizedException.class);

        assertThat(e.statusCode()).isEqualTo(401);
        assertThat(e.code()).contains("invalid_api_key");
        assertThat(e.type()).contains("authentication_error");
    }

    @Test
    void an_exhausted_wallet_is_402_names_the_wallet_and_is_not_retried() {
        tenant.limit(tenant.teamWallet(), BigInteger.ONE);
        provider().answer(TestProvider.json(Completion.text("never", 1, 1)));

        OpenAIServiceException e = failure("gpt-4o-mini", OpenAIServiceException.class);

        assertThat(e.statusCode()).isEqualTo(402);
        assertThat(e.code()).contains("wallet_exhausted");
        assertThat(e.type()).contains("insufficient_quota");
        assertThat(e.getMessage()).contains("team:" + tenant.team());
        assertThat(e.headers().values("x-should-retry")).containsExactly("false");
        assertThat(provider().seen()).isEmpty();
        String requestId = e.headers().values("X-Request-Id").get(0);
        Await.until(
                "the refusal is logged",
                () ->
                        Installation.current().requestLog().stream()
                                .anyMatch(line -> line.contains(requestId)));
        assertThat(
                        Installation.current().requestLog().stream()
                                .filter(line -> line.contains(tenant.keyId())))
                .as("one request, no retry")
                .hasSize(1);
    }

    @Test
    void an_unknown_model_is_404_and_names_what_is_near() {
        NotFoundException e = failure("gpt-4o-mimi", NotFoundException.class);

        assertThat(e.code()).contains("model_not_found");
        assertThat(e.getMessage()).contains("gpt-4o-mini");
    }

    @Test
    void invalid_messages_are_400_and_name_the_field() {
        AlfredClient.Answer answer =
                tenant.client().chat("{\"model\":\"gpt-4o-mini\",\"messages\":\"hello\"}");
        assertThat(answer.expect(400).path("error").path("param").asText()).isEqualTo("messages");
        assertThat(answer.json().path("error").path("code").asText()).isEqualTo("invalid_request");

        BadRequestException e =
                catchThrowableOfType(
                        BadRequestException.class,
                        () ->
                                sdk.chat()
                                        .completions()
                                        .create(params("gpt-4o-mini").n(100_000).build()));
        assertThat(e.param()).contains("n");
    }

    @Test
    void a_failing_provider_is_502_charges_nothing_and_hides_its_words() {
        provider()
                .answer(
                        TestProvider.status(
                                500, "text/html", "<html>stack trace at secret-host</html>"));

        InternalServerException e = failure("gpt-4o-mini", InternalServerException.class);

        assertThat(e.statusCode()).isEqualTo(502);
        assertThat(e.code()).contains("upstream_failed");
        assertThat(e.getMessage()).contains("status 500").doesNotContain("secret-host");
        assertThat(provider().seen()).as("not retried").hasSize(1);
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void the_providers_own_400_is_carried_over_field_by_field() {
        provider()
                .answer(
                        TestProvider.status(
                                400,
                                "application/json",
                                "{\"error\":{\"message\":\"temperature is too hot\","
                                        + "\"type\":\"invalid_request_error\","
                                        + "\"param\":\"temperature\","
                                        + "\"code\":\"decimal_above_max_value\"}}"));

        BadRequestException e = failure("gpt-4o-mini", BadRequestException.class);

        assertThat(e.getMessage()).contains("temperature is too hot");
        assertThat(e.type()).contains("invalid_request_error");
        assertThat(e.param()).contains("temperature");
        assertThat(e.code()).contains("decimal_above_max_value");
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void the_providers_quarrel_with_our_account_is_not_the_callers() {
        provider()
                .answer(
                        TestProvider.status(
                                401,
                                "application/json",
                                "{\"error\":{\"message\":\"Incorrect API key "
                                        + TestProvider.KEY
                                        + "\",\"type\":\"invalid_request_error\","
                                        + "\"param\":null,\"code\":\"invalid_api_key\"}}"));

        InternalServerException e = failure("gpt-4o-mini", InternalServerException.class);

        assertThat(e.statusCode()).isEqualTo(502);
        assertThat(e.getMessage()).doesNotContain(TestProvider.KEY);
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void the_provider_sees_the_body_byte_for_byte_and_its_own_key_only() {
        String body =
                " {\n"
                    + "\t\"model\" :\"gpt-4o-mini\", \"max_tokens\":\t50,\r\n"
                    + "\"x_unknown\":{\"deep\":[1e400,12345678901234567890123,0.10,-0.0]},\"seed\":"
                    + " 9007199254740993,"
                    + " \"temperature\":1.0E-2,\"messages\":[{\"content\":\"gr\\u00fc\\u00df ü"
                    + " 😀\",\"role\":\"user\"}]} ";
        provider().answer(TestProvider.json(Completion.text("ok", 10, 1)));

        tenant.client().chat(body).expect(200);

        TestProvider.Seen seen = provider().only();
        assertThat(seen.text()).isEqualTo(body);
        assertThat(seen.path()).isEqualTo("/v1/chat/completions");
        assertThat(seen.header("Authorization")).isEqualTo("Bearer " + TestProvider.KEY);
        assertThat(seen.headers().toString()).doesNotContain(tenant.secret());
    }

    @Test
    void unknown_fields_of_an_answer_travel_back_untouched() {
        String answer =
                "{ \"id\":\"x\", \"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                        + "\"content\":\"ok\"},\"finish_reason\":\"stop\",\"x_new\":1.00}],"
                        + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,"
                        + "\"total_tokens\":2}, \"x_big\":12345678901234567890 }";
        provider().answer(TestProvider.json(answer));

        assertThat(tenant.client().chat(chatBody("hi")).body()).isEqualTo(answer);
    }

    @Test
    void a_qualified_model_is_named_to_the_provider_as_it_knows_it() {
        provider().answer(TestProvider.json(Completion.text("ok", 10, 1)));

        sdk.chat().completions().create(params("openai/gpt-4o-mini").build());

        assertThat(Json.parse(provider().only().text()).path("model").asText())
                .isEqualTo("gpt-4o-mini");
    }

    @Test
    void the_cost_of_a_stream_is_told_by_its_transaction_id() {
        Completion.Usage usage = new Completion.Usage(40, 0, 9);
        provider().answer(TestProvider.events(Completion.stream(List.of("a"), usage)));

        AlfredClient.Answer stream = tenant.client().chat(streamBody("hi"));

        assertThat(stream.header("Content-Type")).startsWith("text/event-stream");
        assertThat(stream.headers().firstValue("X-Alfred-Cost")).isEmpty();
        String tx = stream.header("X-Alfred-Transaction");
        Books.resolution(tx);
        var told = tenant.client().get("/v1/requests/" + tx).expect(200);
        assertThat(told.path("state").asText()).isEqualTo("settled");
        assertThat(told.path("model").asText()).isEqualTo("openai/gpt-4o-mini");
        assertThat(Json.nanos(told.path("cost"))).isEqualTo(Price.GPT_4O_MINI.of(usage));

        Tenant other = Tenant.withCredits("1");
        other.client().get("/v1/requests/" + tx).expect(404);
    }

    private <T extends OpenAIServiceException> T failure(String model, Class<T> type) {
        return catchThrowableOfType(
                type, () -> sdk.chat().completions().create(params(model).build()));
    }
}
