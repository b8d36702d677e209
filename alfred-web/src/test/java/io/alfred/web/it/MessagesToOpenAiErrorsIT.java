package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.InternalServerException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.SseException;
import com.anthropic.models.ErrorType;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.List;

/** What can go wrong between the Anthropic SDK and OpenAI, and who pays for it. */
@Order(2)
class MessagesToOpenAiErrorsIT extends TranslatedTest {
    private static final String PATH = "/v1/messages";
    private static final String MODEL = "openai/gpt-4o-mini";

    private static MessageCreateParams.Builder params() {
        return MessageCreateParams.builder()
                .model(MODEL)
                .maxTokens(100)
                .addUserMessage("Say hello.");
    }

    private static String body(String more) {
        return "{\"model\":\""
                + MODEL
                + "\",\"max_tokens\":50"
                + more
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    }

    private <T extends AnthropicServiceException> T failure(
            MessageCreateParams.Builder params, Class<T> type) {
        return catchThrowableOfType(type, () -> anthropic.messages().create(params.build()));
    }

    private static TestProvider.Reply error(int status, String type, String code, String message) {
        return TestProvider.status(status, "application/json", errorBody(type, code, message));
    }

    private static String errorBody(String type, String code, String message) {
        var body = Json.object();
        body.putObject("error")
                .put("message", message)
                .put("type", type)
                .putNull("param")
                .put("code", code);
        return body.toString();
    }

    @Test
    void the_callers_mistake_is_told_in_the_providers_words() {
        provider()
                .answer(error(400, "invalid_request_error", "bad_image", "the picture is no PNG"));

        BadRequestException e = failure(params(), BadRequestException.class);

        assertThat(e.type()).contains(ErrorType.INVALID_REQUEST_ERROR);
        assertThat(e.getMessage()).contains("the picture is no PNG");
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void the_providers_quarrel_with_our_account_is_not_the_callers() {
        for (TestProvider.Reply reply :
                List.of(
                        error(
                                401,
                                "invalid_request_error",
                                "invalid_api_key",
                                "Incorrect API key provided: " + TestProvider.KEY),
                        error(
                                429,
                                "insufficient_quota",
                                "insufficient_quota",
                                "You exceeded your current quota."))) {
            provider().answer(reply);
            InternalServerException e = failure(params(), InternalServerException.class);
            assertThat(e.statusCode()).isEqualTo(502);
            assertThat(e.errorCode()).contains("upstream_failed");
            assertThat(e.getMessage())
                    .doesNotContain("quota")
                    .doesNotContain("Incorrect")
                    .doesNotContain(TestProvider.KEY);
        }
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void a_busy_or_failing_provider_costs_nothing_and_keeps_its_words() {
        provider().answer(error(429, "requests", "rate_limit_exceeded", "our account's limit"));
        RateLimitException limited = failure(params(), RateLimitException.class);
        assertThat(limited.type()).contains(ErrorType.RATE_LIMIT_ERROR);
        assertThat(limited.getMessage()).doesNotContain("our account's limit");

        provider().answer(TestProvider.status(500, "text/html", "<html>at secret-host</html>"));
        InternalServerException failed = failure(params(), InternalServerException.class);
        assertThat(failed.statusCode()).isEqualTo(502);
        assertThat(failed.type()).contains(ErrorType.API_ERROR);
        assertThat(failed.getMessage()).contains("status 500").doesNotContain("secret-host");
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void an_answer_that_is_no_completion_is_502_and_its_price_stays_held() {
        provider().answer(TestProvider.json("{\"object\":\"list\",\"data\":[]}"));

        JsonNode error = tenant.client().post(PATH, body("")).expect(502).path("error");

        assertThat(error.path("type").asText()).isEqualTo("api_error");
        assertThat(error.path("message").asText()).contains("not of its protocol");
        String tx = error.path("transaction_id").asText();
        Await.until("the hold is unknown", () -> Books.holdState(tx).equals("unknown"));
    }

    @Test
    void what_the_provider_cannot_be_told_is_400_names_the_field_and_sends_and_holds_nothing() {
        provider().answer(TestProvider.json(Completion.text("never", 1, 1)));

        refused("top_k", ",\"top_k\":5");
        refused("x_new", ",\"x_new\":1");
        refused("temperature", ",\"temperature\":1.5");
        refused("tools[0].type", ",\"tools\":[{\"type\":\"bash_20250124\",\"name\":\"bash\"}]");
        refused("tool_choice", ",\"tool_choice\":{\"type\":\"tool\",\"name\":\"nothing\"}");
        assertThat(
                        failure(
                                        params().putAdditionalBodyProperty(
                                                        "top_k", JsonValue.from(5)),
                                        BadRequestException.class)
                                .type())
                .contains(ErrorType.INVALID_REQUEST_ERROR);
        assertNothingSentOrHeld();
    }

    private void refused(String field, String more) {
        JsonNode error = tenant.client().post(PATH, body(more)).expect(400).path("error");
        assertThat(error.path("param").asText()).isEqualTo(field);
        assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.path("message").asText()).contains(field);
    }

    @Test
    void an_answer_begun_is_refused_where_the_provider_would_not_go_on_with_it() {
        provider().answer(TestProvider.json(Completion.text("never", 1, 1)));

        BadRequestException e =
                failure(params().addAssistantMessage("Hel"), BadRequestException.class);

        assertThat(e.getMessage()).contains("does not go on with an answer begun");
        assertNothingSentOrHeld();
    }

    @Test
    void a_count_is_refused_for_what_a_message_would_be_refused_for() {
        provider().answer(TestProvider.json("{\"input_tokens\":1}"));

        JsonNode error =
                tenant.client()
                        .post(
                                PATH + "/count_tokens",
                                "{\"model\":\""
                                        + MODEL
                                        + "\",\"messages\":"
                                        + "[{\"role\":\"user\",\"content\":7}]}")
                        .expect(400)
                        .path("error");

        assertThat(error.path("param").asText()).isEqualTo("messages[0].content");
        assertNothingSentOrHeld();
    }

    private String streamed() {
        StringBuilder text = new StringBuilder();
        try (StreamResponse<RawMessageStreamEvent> stream =
                anthropic.messages().createStreaming(params().build())) {
            stream.stream()
                    .flatMap(event -> event.contentBlockDelta().stream())
                    .flatMap(delta -> delta.delta().text().stream())
                    .forEach(delta -> text.append(delta.text()));
        }
        return text.toString();
    }

    @Test
    void a_provider_that_dies_mid_stream_ends_in_an_error_event_and_is_charged_by_count() {
        TestProvider.Live live = new TestProvider.Live();
        provider().answer(live);
        live.send(Completion.chunk("half an"));
        live.breakOff();

        AlfredClient.Answer answer = tenant.client().post(PATH, body(",\"stream\":true"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .contains("half an")
                .contains("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":")
                .doesNotContain("message_stop");
        assertCounted(answer.header("X-Alfred-Transaction"), Price.GPT_4O_MINI, 2);
    }

    @Test
    void a_stream_that_just_ends_is_an_error_for_the_sdk_too() {
        provider().answer(TestProvider.events(List.of(Completion.chunk("half an"))));

        SseException e = catchThrowableOfType(SseException.class, this::streamed);

        assertThat(e.getMessage()).contains("upstream_failed");
        assertThat(tenant.spent()).isPositive();
    }

    @Test
    void an_error_in_the_middle_of_a_stream_is_told_without_its_words_and_charged() {
        provider()
                .answer(
                        TestProvider.events(
                                List.of(
                                        Completion.chunk("half an"),
                                        errorBody("server_error", "boom", "at node i-0abc"))));

        AlfredClient.Answer answer = tenant.client().post(PATH, body(",\"stream\":true"));

        assertThat(answer.body())
                .contains("half an")
                .contains("event: error")
                .doesNotContain("i-0abc")
                .doesNotContain("message_stop");
        assertCounted(answer.header("X-Alfred-Transaction"), Price.GPT_4O_MINI, 2);
    }

    @Test
    void a_stream_that_fails_with_its_first_event_still_has_a_status_and_is_free() {
        provider()
                .answer(
                        TestProvider.events(
                                List.of(errorBody("server_error", "boom", "at node i-0abc"))));

        AlfredClient.Answer answer = tenant.client().post(PATH, body(",\"stream\":true"));

        JsonNode error = answer.expect(502).path("error");
        assertThat(error.path("type").asText()).isEqualTo("api_error");
        assertReleased(error.path("transaction_id").asText());
    }

    @Test
    void a_stream_without_usage_is_charged_by_count_and_marked_estimated() {
        provider().answer(TestProvider.events(Completion.stream(List.of("hello", " world"))));

        AlfredClient.Answer answer = tenant.client().post(PATH, body(",\"stream\":true"));

        assertThat(answer.body()).contains("message_stop");
        assertCounted(answer.header("X-Alfred-Transaction"), Price.GPT_4O_MINI, 2);
    }

    @Test
    void a_client_that_leaves_cancels_upstream_and_pays_for_what_was_produced() {
        TestProvider.Live live = new TestProvider.Live();
        provider().answer(live);
        live.send(Completion.chunk("some words that were produced"));
        try (StreamResponse<RawMessageStreamEvent> stream =
                anthropic.messages().createStreaming(params().build())) {
            assertThat(stream.stream().anyMatch(event -> event.contentBlockDelta().isPresent()))
                    .isTrue();
        }
        Await.until(
                "upstream is cancelled",
                () -> {
                    live.send(Completion.chunk(" and more"));
                    return live.isCancelled();
                });
        // five tokens of output, whatever the prompt was
        BigInteger least = Price.GPT_4O_MINI.of(new Completion.Usage(0, 0, 5));
        assertThat(tenant.spent()).isGreaterThan(least);
    }
}
