package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.errors.SseException;
import com.openai.models.ReasoningEffort;
import com.openai.models.ResponseFormatJsonObject;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What can go wrong between the OpenAI SDK and Claude, and who pays for it. */
@Order(2)
class ChatToAnthropicErrorsIT extends TranslatedTest {
    private static final String MODEL = "anthropic/" + Claude.MODEL;

    @BeforeEach
    void connect() {
        connect("anthropic");
    }

    private static ChatCompletionCreateParams.Builder params() {
        return ChatCompletionCreateParams.builder()
                .model(MODEL)
                .addUserMessage("Say hello.")
                .maxCompletionTokens(100);
    }

    private <T extends OpenAIServiceException> T failure(
            ChatCompletionCreateParams.Builder params, Class<T> type) {
        return catchThrowableOfType(type, () -> openAi.chat().completions().create(params.build()));
    }

    private static TestProvider.Reply error(int status, String type, String message) {
        return TestProvider.status(status, "application/json", Claude.error(type, message));
    }

    @Test
    void the_callers_mistake_is_told_in_the_providers_words() {
        provider()
                .answer(
                        error(
                                400,
                                "invalid_request_error",
                                "messages.0: the picture is too large"));

        BadRequestException e = failure(params(), BadRequestException.class);

        assertThat(e.getMessage()).contains("the picture is too large");
        assertThat(e.type()).contains("invalid_request_error");
        assertThat(e.getMessage()).doesNotContain("req_upstream");
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void the_providers_quarrel_with_our_account_is_not_the_callers() {
        for (TestProvider.Reply reply :
                List.of(
                        error(401, "authentication_error", "invalid x-api-key " + TestProvider.KEY),
                        error(403, "permission_error", "Your API key has no such permission"),
                        error(
                                400,
                                "invalid_request_error",
                                "Your credit balance is too low to access the API."))) {
            provider().answer(reply);
            InternalServerException e = failure(params(), InternalServerException.class);
            assertThat(e.statusCode()).isEqualTo(502);
            assertThat(e.code()).contains("upstream_failed");
            assertThat(e.getMessage())
                    .contains("alfred provider test anthropic")
                    .doesNotContain("balance")
                    .doesNotContain("x-api-key")
                    .doesNotContain(TestProvider.KEY);
        }
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void a_busy_provider_is_a_rate_limit_or_an_overload_and_free() {
        provider().answer(error(429, "rate_limit_error", "our account's limit"));
        RateLimitException limited = failure(params(), RateLimitException.class);
        assertThat(limited.code()).contains("rate_limited");
        assertThat(limited.getMessage()).doesNotContain("our account's limit");
        assertThat(provider().seen()).as("retried by the SDK").hasSizeGreaterThan(1);

        provider().answer(error(529, "overloaded_error", "Overloaded"));
        InternalServerException busy = failure(params(), InternalServerException.class);
        assertThat(busy.statusCode()).isEqualTo(503);
        assertThat(busy.code()).contains("overloaded");

        provider().answer(error(500, "api_error", "at node i-0abc"));
        InternalServerException failed = failure(params(), InternalServerException.class);
        assertThat(failed.statusCode()).isEqualTo(502);
        assertThat(failed.getMessage()).contains("status 500").doesNotContain("i-0abc");
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void an_answer_that_is_no_message_is_502_and_its_price_stays_held() {
        provider().answer(TestProvider.json("{\"choices\":[]}"));

        AlfredClient.Answer answer =
                tenant.client().chat(chatBody("hi").replace("gpt-4o-mini", MODEL));

        JsonNode error = answer.expect(502).path("error");
        assertThat(error.path("message").asText()).contains("not of its protocol");
        String tx = error.path("transaction_id").asText();
        Await.until("the hold is unknown", () -> Books.holdState(tx).equals("unknown"));
    }

    @Test
    void what_the_provider_cannot_be_told_is_400_names_the_field_and_sends_and_holds_nothing() {
        Map<String, ChatCompletionCreateParams.Builder> refused = new LinkedHashMap<>();
        refused.put("n", params().n(2));
        refused.put("seed", params().putAdditionalBodyProperty("seed", JsonValue.from(7)));
        refused.put("logprobs", params().logprobs(true));
        refused.put("frequency_penalty", params().frequencyPenalty(0.5));
        refused.put("presence_penalty", params().presencePenalty(-0.5));
        refused.put("temperature", params().temperature(1.5));
        refused.put("store", params().store(true));
        refused.put(
                "response_format",
                params().responseFormat(ResponseFormatJsonObject.builder().build()));
        provider().answer(TestProvider.json(Claude.text("never", Claude.Usage.of(1, 1))));

        refused.forEach(
                (field, params) -> {
                    BadRequestException e = failure(params, BadRequestException.class);
                    assertThat(e.param()).as(field).contains(field);
                    assertThat(e.code()).contains("invalid_request");
                    assertThat(e.getMessage()).contains(field);
                });
        assertNothingSentOrHeld();
    }

    @Test
    void a_field_that_nobody_knows_is_refused_and_not_dropped() {
        provider().answer(TestProvider.json(Claude.text("never", Claude.Usage.of(1, 1))));

        JsonNode error =
                tenant.client()
                        .chat(
                                chatBody("hi")
                                        .replace(
                                                "\"gpt-4o-mini\"", "\"" + MODEL + "\",\"x_new\":1"))
                        .expect(400)
                        .path("error");

        assertThat(error.path("param").asText()).isEqualTo("x_new");
        assertNothingSentOrHeld();
    }

    @Test
    void reasoning_that_leaves_no_room_for_an_answer_is_refused() {
        provider().answer(TestProvider.json(Claude.text("never", Claude.Usage.of(1, 1))));

        BadRequestException e =
                failure(params().reasoningEffort(ReasoningEffort.HIGH), BadRequestException.class);

        assertThat(e.param()).contains("reasoning_effort");
        assertNothingSentOrHeld();
    }

    private String streamed() {
        StringBuilder text = new StringBuilder();
        try (StreamResponse<ChatCompletionChunk> stream =
                openAi.chat().completions().createStreaming(params().build())) {
            stream.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .flatMap(choice -> choice.delta().content().stream())
                    .forEach(text::append);
        }
        return text.toString();
    }

    @Test
    void a_provider_that_dies_mid_stream_ends_in_an_error_event_and_is_charged() {
        TestProvider.Live live = new TestProvider.Live();
        provider().answer(live);
        live.send(Claude.start(new Claude.Usage(60, 5, 0, 0, 0)));
        live.send(Claude.blockStart());
        live.send(Claude.delta("half an"));
        live.breakOff();

        SseException e = catchThrowableOfType(SseException.class, this::streamed);

        assertThat(e.getMessage()).contains("the provider's answer ended too early");
        // one token per byte is the bound of what was written
        Claude.Usage charged = new Claude.Usage(60, 5, 0, 0, "half an".length());
        assertThat(tenant.spent()).isEqualTo(charged.price());
    }

    @Test
    void an_error_event_is_told_without_its_words_and_what_was_delivered_is_charged() {
        TestProvider.Live live = new TestProvider.Live();
        provider().answer(live);
        live.send(Claude.start(Claude.Usage.of(60, 0)));
        live.send(Claude.blockStart());
        live.send(Claude.delta("half an"));
        live.send("event: error\ndata: " + Claude.error("overloaded_error", "at node i-0abc"));
        live.breakOff();

        AlfredClient.Answer answer =
                tenant.client().chat(streamBody("hi").replace("gpt-4o-mini", MODEL));

        assertThat(answer.status()).isEqualTo(200);
        String last =
                answer.body()
                        .lines()
                        .filter(line -> !line.isEmpty())
                        .reduce((before, line) -> line)
                        .orElseThrow();
        JsonNode error = Json.parse(last.substring("data: ".length())).path("error");
        assertThat(error.path("code").asText()).isEqualTo("upstream_failed");
        assertThat(answer.body()).contains("half an").doesNotContain("i-0abc");
        assertThat(tenant.spent()).isEqualTo(Claude.Usage.of(60, "half an".length()).price());
    }

    @Test
    void an_error_event_before_any_word_is_free() {
        TestProvider.Live live = new TestProvider.Live();
        provider().answer(live);
        live.send(Claude.start(Claude.Usage.of(60, 0)));
        live.send("event: error\ndata: " + Claude.error("overloaded_error", "at node i-0abc"));
        live.breakOff();

        AlfredClient.Answer answer =
                tenant.client().chat(streamBody("hi").replace("gpt-4o-mini", MODEL));

        assertThat(answer.body()).doesNotContain("i-0abc").doesNotContain("[DONE]");
        assertReleased(answer.header("X-Alfred-Transaction"));
    }

    @Test
    void a_stream_that_fails_with_its_first_event_still_has_a_status() {
        provider()
                .answer(
                        TestProvider.events(
                                List.of(
                                        "event: error\ndata: "
                                                + Claude.error("overloaded_error", "busy"))));

        AlfredClient.Answer answer =
                tenant.client().chat(streamBody("hi").replace("gpt-4o-mini", MODEL));

        JsonNode error = answer.expect(503).path("error");
        assertThat(error.path("code").asText()).isEqualTo("overloaded");
        assertReleased(error.path("transaction_id").asText());
    }

    @Test
    void a_client_that_leaves_cancels_upstream_and_pays_for_what_was_produced() {
        TestProvider.Live live = new TestProvider.Live();
        provider().answer(live);
        live.send(Claude.start(Claude.Usage.of(60, 0)));
        live.send(Claude.blockStart());
        live.send(Claude.delta("produced"));
        try (StreamResponse<ChatCompletionChunk> stream =
                openAi.chat().completions().createStreaming(params().build())) {
            assertThat(
                            stream.stream()
                                    .flatMap(chunk -> chunk.choices().stream())
                                    .flatMap(choice -> choice.delta().content().stream())
                                    .anyMatch("produced"::equals))
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
    void a_report_before_the_first_word_is_no_count_of_the_output() {
        provider()
                .answer(
                        TestProvider.events(
                                List.of(
                                        Claude.start(new Claude.Usage(60, 0, 0, 0, 1)),
                                        Claude.blockStart(),
                                        Claude.delta("half an"),
                                        "event: message_delta\ndata: {\"type\":\"message_delta\","
                                                + "\"delta\":{\"stop_reason\":\"end_turn\"}}",
                                        "event: message_stop\ndata: {\"type\":\"message_stop\"}")));

        assertThat(streamed()).isEqualTo("half an");

        Claude.Usage charged = Claude.Usage.of(60, "half an".length());
        assertThat(tenant.spent()).isEqualTo(charged.price());
    }
}
