package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.InternalServerException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.OverloadedException;
import com.anthropic.errors.PaymentRequiredException;
import com.anthropic.errors.PermissionDeniedException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.SseException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.models.ErrorType;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.Base64PdfSource;
import com.anthropic.models.messages.CacheControlEphemeral;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.models.ModelInfo;
import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/** The official Anthropic SDK against Alfred, with a provider of Anthropic's protocol behind it. */
@Order(2)
class AnthropicSdkIT extends ContainerTest {
    private static final String PATH = "/v1/messages";

    private Tenant tenant;
    private AnthropicClient sdk;

    @BeforeEach
    void connect() {
        AlfredClient.admin()
                .put(
                        "/api/providers/anthropic",
                        Json.object()
                                .put("base_url", provider().baseUrl())
                                .put("api_key", TestProvider.KEY))
                .expect(200);
        tenant = Tenant.withCredits("5");
        sdk = sdk(tenant.secret());
    }

    @AfterEach
    void books_balance_and_the_log_verifies() {
        sdk.close();
        Books.balance();
        Books.logVerifies();
    }

    private static AnthropicClient sdk(String secret) {
        return AnthropicOkHttpClient.builder()
                .baseUrl(Installation.current().url().toString())
                .apiKey(secret)
                .build();
    }

    private static MessageCreateParams.Builder params(String model) {
        return MessageCreateParams.builder()
                .model(model)
                .maxTokens(100)
                .addUserMessage("Say hello.");
    }

    private static String body(String model, String more) {
        return "{\"model\":\""
                + model
                + "\",\"max_tokens\":50"
                + more
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    }

    @Test
    void a_message_costs_exactly_the_price_of_the_reported_usage() {
        Claude.Usage usage = new Claude.Usage(1_003, 401, 205, 100, 37);
        provider().answer(TestProvider.json(Claude.text("hello", usage)));

        Message answer = sdk.messages().create(params(Claude.MODEL).build());

        assertThat(answer.content().get(0).asText().text()).isEqualTo("hello");
        assertThat(answer.usage().cacheCreation().orElseThrow().ephemeral1hInputTokens())
                .isEqualTo(100);
        assertThat(usage.price())
                .isEqualTo(BigInteger.valueOf(1_003_000 + 40_100 + 131_250 + 200_000 + 185_000));
        for (String wallet :
                List.of(tenant.userWallet(), tenant.teamWallet(), tenant.orgWallet())) {
            assertThat(Tenant.spent(wallet)).isEqualTo(usage.price());
        }
    }

    @Test
    void a_streamed_message_arrives_and_is_charged_by_its_last_report() {
        Claude.Usage usage = new Claude.Usage(50, 7, 9, 0, 3);
        provider().answer(TestProvider.events(Claude.stream(List.of("one ", "two"), usage)));

        assertThat(streamed(Claude.MODEL)).isEqualTo("one two");
        assertThat(tenant.spent()).isEqualTo(usage.price());
    }

    private String streamed(String model) {
        StringBuilder text = new StringBuilder();
        try (StreamResponse<RawMessageStreamEvent> stream =
                sdk.messages().createStreaming(params(model).build())) {
            stream.stream()
                    .flatMap(event -> event.contentBlockDelta().stream())
                    .flatMap(delta -> delta.delta().text().stream())
                    .forEach(delta -> text.append(delta.text()));
        }
        return text.toString();
    }

    @Test
    void tools_system_blocks_images_and_caching_reach_the_provider() {
        Claude.Usage usage = new Claude.Usage(400, 0, 90, 90, 20);
        provider().answer(TestProvider.json(Claude.toolUse("weather", "city", "Rome", usage)));
        CacheControlEphemeral hour =
                CacheControlEphemeral.builder().ttl(CacheControlEphemeral.Ttl.TTL_1H).build();

        Message answer =
                sdk.messages()
                        .create(
                                MessageCreateParams.builder()
                                        .model(Claude.MODEL)
                                        .maxTokens(100)
                                        .systemOfTextBlockParams(
                                                List.of(
                                                        TextBlockParam.builder()
                                                                .text("Be brief.")
                                                                .cacheControl(hour)
                                                                .build()))
                                        .addUserMessageOfContentBlockParams(
                                                List.of(
                                                        ContentBlockParam.ofText("What is this?"),
                                                        ContentBlockParam.ofImage(
                                                                Base64ImageSource.builder()
                                                                        .mediaType(
                                                                                Base64ImageSource
                                                                                        .MediaType
                                                                                        .IMAGE_PNG)
                                                                        .data("iVBORw0KGgo=")
                                                                        .build())))
                                        .addTool(
                                                Tool.builder()
                                                        .name("weather")
                                                        .inputSchema(
                                                                Tool.InputSchema.builder()
                                                                        .properties(
                                                                                Tool.InputSchema
                                                                                        .Properties
                                                                                        .builder()
                                                                                        .build())
                                                                        .build())
                                                        .build())
                                        .toolToolChoice("weather")
                                        .build());

        assertThat(answer.stopReason()).contains(StopReason.TOOL_USE);
        assertThat(answer.content().get(0).toolUse().orElseThrow().name()).isEqualTo("weather");
        JsonNode sent = Json.parse(provider().only().text());
        assertThat(sent.at("/system/0/cache_control/ttl").asText()).isEqualTo("1h");
        assertThat(sent.at("/messages/0/content/1/source/data").asText()).isEqualTo("iVBORw0KGgo=");
        assertThat(sent.at("/tools/0/name").asText()).isEqualTo("weather");
        assertThat(tenant.spent()).isEqualTo(usage.price());
    }

    @Test
    void a_pdf_reaches_the_provider_and_costs_the_reported_usage() {
        Claude.Usage usage = Claude.Usage.of(1_612, 12);
        provider().answer(TestProvider.json(Claude.text("a report", usage)));

        sdk.messages()
                .create(
                        MessageCreateParams.builder()
                                .model(Claude.MODEL)
                                .maxTokens(100)
                                .addUserMessageOfContentBlockParams(
                                        List.of(
                                                ContentBlockParam.ofText("What is this?"),
                                                ContentBlockParam.ofDocument(
                                                        Base64PdfSource.of(Attachments.PDF))))
                                .build());

        JsonNode sent = Json.parse(provider().only().text());
        assertThat(sent.at("/messages/0/content/1/source/media_type").asText())
                .isEqualTo("application/pdf");
        assertThat(sent.at("/messages/0/content/1/source/data").asText())
                .isEqualTo(Attachments.PDF);
        assertThat(tenant.spent()).isEqualTo(usage.price());
    }

    @Test
    void the_provider_sees_the_body_byte_for_byte_its_own_key_and_the_clients_versions() {
        provider().answer(TestProvider.json(Claude.text("ok", Claude.Usage.of(10, 1))));

        sdk.messages()
                .create(
                        params(Claude.MODEL)
                                .putAdditionalHeader("anthropic-beta", "files-api-2025-04-14")
                                .build());

        TestProvider.Seen seen = provider().only();
        assertThat(seen.path()).isEqualTo(PATH);
        assertThat(seen.header("x-api-key")).isEqualTo(TestProvider.KEY);
        assertThat(seen.header("anthropic-version")).as("the SDK's own").matches("20[0-9-]{8}");
        assertThat(seen.header("anthropic-beta")).isEqualTo("files-api-2025-04-14");
        assertThat(seen.headers().toString())
                .doesNotContain(tenant.secret())
                .doesNotContainIgnoringCase("authorization");

        String body = body(Claude.MODEL, ",\t\"x_unknown\" :{\"deep\":[1e400,0.10]}");
        provider().answer(TestProvider.json(Claude.text("ok", Claude.Usage.of(10, 1))));
        AlfredClient.Answer answer = tenant.client().post(PATH, body);
        answer.expect(200);
        assertThat(provider().only().text()).isEqualTo(body);
        assertThat(provider().only().header("anthropic-version")).isEqualTo("2023-06-01");
        assertThat(answer.header("request-id")).isEqualTo(answer.header("X-Request-Id"));
        assertThat(new BigDecimal(answer.header("X-Alfred-Cost")).movePointRight(9).toBigInteger())
                .isEqualTo(Claude.Usage.of(10, 1).price());
    }

    @Test
    void counting_tokens_is_free_and_blocked_with_the_wallet() {
        provider().answer(TestProvider.json("{\"input_tokens\":2095}"));

        assertThat(sdk.messages().countTokens(count(Claude.MODEL)).inputTokens()).isEqualTo(2_095);
        assertThat(provider().only().path()).isEqualTo("/v1/messages/count_tokens");
        AlfredClient.Answer raw =
                tenant.client().post("/v1/messages/count_tokens", body(Claude.MODEL, ""));
        JsonNode entry = Books.resolution(raw.header("X-Alfred-Transaction"));
        assertThat(entry.path("kind").asText()).isEqualTo("SETTLE");
        assertThat(Json.nanos(entry.path("amount"))).isZero();
        assertThat(entry.path("estimated").booleanValue()).isFalse();
        assertThat(tenant.spent()).isZero();

        tenant.limit(tenant.teamWallet(), BigInteger.ZERO);
        provider().answer(TestProvider.json("{\"input_tokens\":2095}"));
        PaymentRequiredException e =
                catchThrowableOfType(
                        PaymentRequiredException.class,
                        () -> sdk.messages().countTokens(count(Claude.MODEL)));
        assertThat(e.errorCode()).contains("wallet_exhausted");
        assertThat(provider().seen()).isEmpty();
    }

    private static MessageCountTokensParams count(String model) {
        return MessageCountTokensParams.builder().model(model).addUserMessage("Say hi.").build();
    }

    @Test
    void the_sandbox_answers_in_this_protocol_too() {
        provider().answer(TestProvider.status(500, "text/plain", "not me"));

        Message whole = sdk.messages().create(params("sandbox/echo").build());

        assertThat(whole.content().get(0).asText().text()).isEqualTo("echo: Say hello.");
        assertThat(whole.stopReason()).contains(StopReason.END_TURN);
        BigInteger once =
                Price.SANDBOX.of(
                        new Completion.Usage(
                                whole.usage().inputTokens(), 0, whole.usage().outputTokens()));
        assertThat(tenant.spent()).isEqualTo(once).isPositive();
        assertThat(streamed("sandbox/echo")).isEqualTo("echo: Say hello.");
        assertThat(tenant.spent()).isEqualTo(once.add(once));
        assertThat(sdk.messages().countTokens(count("sandbox/echo")).inputTokens()).isPositive();
        assertThat(tenant.spent()).isEqualTo(once.add(once));
        assertThat(sdk.messages().create(params("sandbox/echo").maxTokens(2).build()).stopReason())
                .contains(StopReason.MAX_TOKENS);
        assertThat(provider().seen()).isEmpty();
    }

    @Test
    void the_list_names_the_models_that_messages_would_reach() {
        List<String> ids = sdk.models().list().data().stream().map(ModelInfo::id).toList();

        assertThat(ids)
                .contains("anthropic/" + Claude.MODEL, "sandbox/echo", "openai/gpt-4o")
                .doesNotContain("openai/text-embedding-3-small");
        assertThat(sdk.models().retrieve(Claude.MODEL).displayName()).isEqualTo(Claude.MODEL);
        NotFoundException e =
                catchThrowableOfType(
                        NotFoundException.class, () -> sdk.models().retrieve("claude-nothing"));
        assertThat(e.type()).contains(ErrorType.NOT_FOUND_ERROR);
    }

    @Test
    void a_wrong_key_is_the_sdks_unauthorized_exception() {
        sdk.close();
        sdk = sdk("sk-alf-00000000-" + "0".repeat(43));

        UnauthorizedException e = failure(Claude.MODEL, UnauthorizedException.class);

        assertThat(e.type()).contains(ErrorType.AUTHENTICATION_ERROR);
        assertThat(e.errorCode()).contains("invalid_api_key");
        assertThat(e.requestId()).isPresent();
    }

    @Test
    void an_exhausted_wallet_is_402_names_the_wallet_and_is_not_retried() {
        tenant.limit(tenant.teamWallet(), BigInteger.ONE);
        provider().answer(TestProvider.json(Claude.text("never", Claude.Usage.of(1, 1))));

        PaymentRequiredException e = failure(Claude.MODEL, PaymentRequiredException.class);

        assertThat(e.type()).contains(ErrorType.BILLING_ERROR);
        assertThat(e.getMessage()).contains("team:" + tenant.team());
        assertThat(provider().seen()).isEmpty();
        String requestId = e.requestId().orElseThrow();
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
        NotFoundException e = failure("claude-haiku-4-6", NotFoundException.class);

        assertThat(e.errorCode()).contains("model_not_found");
        assertThat(e.getMessage()).contains(Claude.MODEL);
    }

    @Test
    void what_has_no_price_is_400_and_the_field_is_named() {
        AlfredClient.Answer tool =
                tenant.client()
                        .post(
                                PATH,
                                body(
                                        Claude.MODEL,
                                        ",\"tools\":[{\"type\":\"web_search_20250305\","
                                                + "\"name\":\"web_search\"}]"));
        assertThat(tool.expect(400).at("/error/param").asText()).isEqualTo("tools[0].type");
        assertThat(tool.json().at("/error/type").asText()).isEqualTo("invalid_request_error");

        AlfredClient.Answer unbounded =
                tenant.client()
                        .post(PATH, body(Claude.MODEL, "").replace("\"max_tokens\":50,", ""));
        assertThat(unbounded.expect(400).at("/error/param").asText()).isEqualTo("max_tokens");
    }

    @Test
    void the_providers_own_400_is_carried_over() {
        provider()
                .answer(
                        TestProvider.status(
                                400,
                                "application/json",
                                Claude.error("invalid_request_error", "temperature is too hot")));

        BadRequestException e = failure(Claude.MODEL, BadRequestException.class);

        assertThat(e.type()).contains(ErrorType.INVALID_REQUEST_ERROR);
        assertThat(e.getMessage()).contains("temperature is too hot");
        assertThat(e.requestId().orElseThrow()).isNotEqualTo("req_upstream");
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void the_providers_quarrel_with_our_account_is_not_the_callers() {
        for (TestProvider.Reply reply :
                List.of(
                        TestProvider.status(
                                401,
                                "application/json",
                                Claude.error("authentication_error", "invalid x-api-key")),
                        TestProvider.status(
                                400,
                                "application/json",
                                Claude.error(
                                        "invalid_request_error",
                                        "Your credit balance is too low to access the API.")))) {
            provider().answer(reply);
            InternalServerException e = failure(Claude.MODEL, InternalServerException.class);
            assertThat(e.statusCode()).isEqualTo(502);
            assertThat(e.errorCode()).contains("upstream_failed");
            assertThat(e.getMessage()).doesNotContain("balance").doesNotContain("x-api-key");
        }
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void a_busy_provider_is_the_sdks_rate_limit_or_overloaded_exception_after_its_retries() {
        provider()
                .answer(
                        TestProvider.status(
                                429,
                                "application/json",
                                Claude.error("rate_limit_error", "our account's limit")));
        RateLimitException limited = failure(Claude.MODEL, RateLimitException.class);
        assertThat(limited.type()).contains(ErrorType.RATE_LIMIT_ERROR);
        assertThat(limited.getMessage()).doesNotContain("our account's limit");
        assertThat(provider().seen()).as("retried by the SDK").hasSizeGreaterThan(1);

        provider()
                .answer(
                        TestProvider.status(
                                529,
                                "application/json",
                                Claude.error("overloaded_error", "Overloaded")));
        OverloadedException busy = failure(Claude.MODEL, OverloadedException.class);
        assertThat(busy.statusCode()).isEqualTo(529);
        assertThat(busy.type()).contains(ErrorType.OVERLOADED_ERROR);
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void a_frozen_wallet_is_the_sdks_permission_exception() {
        AlfredClient.admin()
                .post(
                        "/api/wallets/" + tenant.userWallet() + "/freeze",
                        Json.object().put("reason", "test"))
                .expect(200);

        PermissionDeniedException e = failure(Claude.MODEL, PermissionDeniedException.class);

        assertThat(e.type()).contains(ErrorType.PERMISSION_ERROR);
        assertThat(e.errorCode()).contains("wallet_frozen");
    }

    @Test
    void a_provider_that_dies_mid_stream_ends_in_an_error_event_and_is_charged() {
        TestProvider.Live live = new TestProvider.Live();
        provider().answer(live);
        live.send(Claude.start(new Claude.Usage(60, 5, 0, 0, 0)));
        live.send(Claude.blockStart());
        live.send(Claude.delta("half an"));
        live.breakOff();

        SseException e = catchThrowableOfType(SseException.class, () -> streamed(Claude.MODEL));

        assertThat(e.getMessage()).contains("upstream_failed");
        // one token per byte is the bound of what was written
        Claude.Usage charged = new Claude.Usage(60, 5, 0, 0, "half an".length());
        assertThat(tenant.spent()).isEqualTo(charged.price());
    }

    @Test
    void an_error_event_of_the_provider_is_told_without_its_words() {
        TestProvider.Live live = new TestProvider.Live();
        provider().answer(live);
        live.send(Claude.start(Claude.Usage.of(60, 0)));
        live.send("event: error\ndata: " + Claude.error("overloaded_error", "at node i-0abc"));
        live.breakOff();

        AlfredClient.Answer answer =
                tenant.client().post(PATH, body(Claude.MODEL, ",\"stream\":true"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .contains("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":")
                .contains("overloaded_error")
                .doesNotContain("i-0abc");
        JsonNode entry = Books.resolution(answer.header("X-Alfred-Transaction"));
        assertThat(entry.path("kind").asText()).as("nothing was written").isEqualTo("RELEASE");
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void a_client_that_leaves_cancels_upstream_and_pays_for_what_was_produced() {
        TestProvider.Live live = new TestProvider.Live();
        provider().answer(live);
        live.send(Claude.start(Claude.Usage.of(60, 0)));
        live.send(Claude.blockStart());
        live.send(Claude.delta("produced"));
        try (StreamResponse<RawMessageStreamEvent> stream =
                sdk.messages().createStreaming(params(Claude.MODEL).build())) {
            assertThat(stream.stream().anyMatch(event -> event.contentBlockDelta().isPresent()))
                    .isTrue();
        }
        Await.until(
                "upstream is cancelled",
                () -> {
                    live.send(Claude.delta(" and more"));
                    return live.isCancelled();
                });
        BigInteger least = Claude.Usage.of(60, "produced".length()).price();
        assertThat(tenant.spent()).isGreaterThanOrEqualTo(least);
    }

    @Test
    void what_is_not_served_says_so_in_this_protocol() {
        AlfredClient client = tenant.client();
        JsonNode unknown = client.post(PATH + "/batches", "{}").expect(404);
        assertThat(unknown.path("type").asText()).isEqualTo("error");
        assertThat(unknown.at("/error/type").asText()).isEqualTo("not_found_error");
        assertThat(unknown.at("/error/code").asText()).isEqualTo("endpoint_not_supported");
        assertThat(unknown.path("request_id").asText()).isNotEmpty();
        assertThat(client.get(PATH).expect(405).at("/error/type").asText())
                .isEqualTo("invalid_request_error");
        AlfredClient.Answer csv = client.postCsv(PATH, "a,b");
        assertThat(csv.expect(415).path("type").asText()).isEqualTo("error");
        assertThat(csv.header("request-id")).isEqualTo(csv.header("X-Request-Id"));
        assertThat(client.post(PATH, "{").expect(400).at("/error/code").asText())
                .isEqualTo("invalid_request");
    }

    private <T extends AnthropicServiceException> T failure(String model, Class<T> type) {
        return catchThrowableOfType(type, () -> sdk.messages().create(params(model).build()));
    }
}
