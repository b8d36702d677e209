package io.alfred.web.it;

import static io.alfred.web.it.SdkResponses.calls;
import static io.alfred.web.it.SdkResponses.events;
import static io.alfred.web.it.SdkResponses.placeFormat;
import static io.alfred.web.it.SdkResponses.result;
import static io.alfred.web.it.SdkResponses.shown;
import static io.alfred.web.it.SdkResponses.text;
import static io.alfred.web.it.SdkResponses.user;
import static io.alfred.web.it.SdkResponses.weather;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnprocessableEntityException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.Reasoning;
import com.openai.models.ReasoningEffort;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** Responses of the official OpenAI SDK that a provider answers which has chats only. */
@Order(2)
class ResponsesToChatIT extends TranslatedTest {
    private static final String PATH = "/v1/responses";
    private static final Completion.Usage USAGE = new Completion.Usage(60, 20, 12);

    @BeforeEach
    void connect() {
        for (String name : List.of("deepseek", "mistral", "xai")) {
            connect(name);
        }
    }

    private static ResponseCreateParams.Builder params() {
        return params(Compatible.MISTRAL);
    }

    private static ResponseCreateParams.Builder params(String model) {
        return ResponseCreateParams.builder().model(model).input("Say hello.").maxOutputTokens(100);
    }

    private Response ask(ResponseCreateParams.Builder params) {
        return openAi.responses().create(params.build());
    }

    private Response streamed(ResponseCreateParams.Builder params) {
        ResponseAccumulator accumulator = ResponseAccumulator.create();
        try (StreamResponse<ResponseStreamEvent> stream =
                openAi.responses().createStreaming(params.build())) {
            stream.stream().forEach(accumulator::accumulate);
        }
        return accumulator.response();
    }

    private static ChatAnswer said() {
        return ChatAnswer.of("mistral-small-2603").reporting(USAGE.json());
    }

    @Test
    void a_response_costs_exactly_the_usage_of_the_chat() {
        provider().answer(TestProvider.json(said().text("hello").whole()));

        Response response = ask(params().instructions("Be brief.").temperature(0.5));

        assertThat(text(response)).isEqualTo("hello");
        assertThat(response.id()).startsWith("resp_");
        assertThat(response.status()).contains(ResponseStatus.COMPLETED);
        assertThat(response.usage().orElseThrow().inputTokens()).isEqualTo(60);
        assertThat(response.usage().orElseThrow().inputTokensDetails().cachedTokens())
                .isEqualTo(20);
        assertThat(response.usage().orElseThrow().outputTokens()).isEqualTo(12);
        TestProvider.Seen seen = provider().only();
        assertThat(seen.path()).isEqualTo("/v1/chat/completions");
        assertThat(seen.header("Authorization")).isEqualTo("Bearer " + TestProvider.KEY);
        JsonNode sent = sent();
        assertThat(sent.path("model").asText()).isEqualTo("mistral-small-2603");
        assertThat(sent.path("max_tokens").longValue()).isEqualTo(100);
        assertThat(sent.has("max_output_tokens")).isFalse();
        assertThat(sent.path("temperature").asText()).isEqualTo("0.5");
        assertThat(sent.at("/messages/0"))
                .isEqualTo(Json.object().put("role", "system").put("content", "Be brief."));
        assertThat(sent.at("/messages/1"))
                .isEqualTo(Json.object().put("role", "user").put("content", "Say hello."));
        assertThat(tenant.spent()).isEqualTo(Compatible.MISTRAL_PRICE.of(USAGE));
    }

    @Test
    void a_provider_with_responses_of_its_own_is_asked_for_them() {
        provider().answer(TestProvider.json(ResponseJson.text("hello", USAGE)));

        assertThat(text(ask(params(Compatible.XAI)))).isEqualTo("hello");

        assertThat(provider().only().path()).isEqualTo(PATH);
        assertThat(sent().path("max_output_tokens").longValue()).isEqualTo(100);
        assertThat(tenant.spent()).isEqualTo(Compatible.XAI_PRICE.of(USAGE));
    }

    @Test
    void several_tool_calls_at_once_and_their_results_keep_their_ids() {
        provider()
                .answer(
                        TestProvider.json(
                                said().text("I will look.")
                                        .call("D681PevKs", "weather", "{\"city\":\"Rome\"}")
                                        .call("D681PevKt", "weather", "{\"city\":\"Oslo\"}")
                                        .whole()));

        Response asking = ask(params().addTool(weather()));

        assertThat(sent().at("/tools/0/type").asText()).isEqualTo("function");
        assertThat(sent().at("/tools/0/function/name").asText()).isEqualTo("weather");
        assertThat(text(asking)).isEqualTo("I will look.");
        assertThat(calls(asking))
                .extracting(ResponseFunctionToolCall::callId)
                .containsExactly("D681PevKs", "D681PevKt");
        assertThat(Json.parse(calls(asking).get(1).arguments()))
                .isEqualTo(Json.object().put("city", "Oslo"));

        provider().answer(TestProvider.json(said().text("sun and snow").whole()));
        ask(
                params().addTool(weather())
                        .inputOfResponse(
                                List.of(
                                        user("Say hello."),
                                        ResponseInputItem.ofFunctionCall(calls(asking).get(0)),
                                        ResponseInputItem.ofFunctionCall(calls(asking).get(1)),
                                        result("D681PevKs", "sun"),
                                        result("D681PevKt", "snow"))));

        JsonNode messages = sent().path("messages");
        assertThat(messages).hasSize(4);
        assertThat(messages.at("/1/role").asText()).isEqualTo("assistant");
        assertThat(messages.at("/1/tool_calls/0/id").asText()).isEqualTo("D681PevKs");
        assertThat(messages.at("/1/tool_calls/1/id").asText()).isEqualTo("D681PevKt");
        assertThat(messages.at("/2"))
                .isEqualTo(
                        Json.object()
                                .put("role", "tool")
                                .put("tool_call_id", "D681PevKs")
                                .put("content", "sun"));
        assertThat(messages.at("/3/content").asText()).isEqualTo("snow");
        BigInteger once = Compatible.MISTRAL_PRICE.of(USAGE);
        assertThat(tenant.spent()).isEqualTo(once.add(once));
    }

    @Test
    void a_picture_in_a_data_url_is_sent_as_one() {
        provider().answer(TestProvider.json(said().text("a dot").whole()));

        ask(params().inputOfResponse(List.of(shown())));

        JsonNode content = sent().at("/messages/0/content");
        assertThat(content.at("/0/text").asText()).isEqualTo("What is this?");
        assertThat(content.at("/1/type").asText()).isEqualTo("image_url");
        assertThat(content.at("/1/image_url/url").asText()).isEqualTo(PIXEL_URL);
    }

    @Test
    void an_answers_schema_is_sent_as_the_response_format() {
        provider().answer(TestProvider.json(said().text("{\"city\":\"Rome\"}").whole()));

        ask(params().text(placeFormat()));

        JsonNode format = sent().path("response_format");
        assertThat(format.path("type").asText()).isEqualTo("json_schema");
        assertThat(format.at("/json_schema/name").asText()).isEqualTo("place");
        assertThat(format.at("/json_schema/schema/properties/city/type").asText())
                .isEqualTo("string");
    }

    @Test
    void reasoning_is_asked_for_shown_and_sent_back_with_the_call_it_led_to() {
        provider()
                .answer(
                        TestProvider.json(
                                ChatAnswer.of("deepseek-v4-flash")
                                        .reasoning("reasoning_content", "I need to look.")
                                        .call("call_00_x", "weather", "{\"city\":\"Rome\"}")
                                        .reporting(Compatible.deepSeekUsage(60, 20, 12))
                                        .whole()));
        ResponseCreateParams.Builder thinking =
                params(Compatible.DEEPSEEK)
                        .addTool(weather())
                        .reasoning(
                                Reasoning.builder()
                                        .effort(ReasoningEffort.HIGH)
                                        .summary(Reasoning.Summary.AUTO)
                                        .build());

        Response asking = ask(thinking);

        assertThat(sent().at("/thinking/type").asText()).isEqualTo("enabled");
        assertThat(sent().path("reasoning_effort").asText()).isEqualTo("high");
        assertThat(asking.output().get(0).asReasoning().summary().get(0).text())
                .isEqualTo("I need to look.");
        assertThat(tenant.spent()).isEqualTo(Compatible.DEEPSEEK_PRICE.of(USAGE));

        provider()
                .answer(
                        TestProvider.json(
                                ChatAnswer.of("deepseek-v4-flash")
                                        .text("sun")
                                        .reporting(Compatible.deepSeekUsage(80, 0, 1))
                                        .whole()));
        ask(
                thinking.inputOfResponse(
                        List.of(
                                user("Say hello."),
                                ResponseInputItem.ofReasoning(asking.output().get(0).asReasoning()),
                                ResponseInputItem.ofFunctionCall(calls(asking).get(0)),
                                result("call_00_x", "sun"))));
        JsonNode said = sent().at("/messages/1");
        assertThat(said.path("reasoning_content").asText()).isEqualTo("I need to look.");
        assertThat(said.at("/tool_calls/0/id").asText()).isEqualTo("call_00_x");
    }

    @Test
    void an_answer_that_was_cut_is_incomplete_and_says_why() {
        Map.of("length", "max_output_tokens", "content_filter", "content_filter")
                .forEach(
                        (reason, word) -> {
                            provider()
                                    .answer(
                                            TestProvider.json(
                                                    said().text("hel").finishing(reason).whole()));
                            Response cut = ask(params());
                            assertThat(cut.status()).contains(ResponseStatus.INCOMPLETE);
                            assertThat(
                                            cut.incompleteDetails()
                                                    .orElseThrow()
                                                    .reason()
                                                    .orElseThrow()
                                                    .asString())
                                    .isEqualTo(word);
                        });
    }

    @Test
    void a_streamed_response_adds_up_to_the_whole() {
        provider().answer(TestProvider.events(said().text("one two").streamTellingUsageAtItsEnd()));

        Response response = streamed(params());

        assertThat(text(response)).isEqualTo("one two");
        assertThat(response.status()).contains(ResponseStatus.COMPLETED);
        assertThat(response.usage().orElseThrow().outputTokens()).isEqualTo(12);
        assertThat(sent().path("stream").booleanValue()).isTrue();
        assertThat(sent().has("stream_options")).as("Mistral refuses it").isFalse();
        assertThat(tenant.spent()).isEqualTo(Compatible.MISTRAL_PRICE.of(USAGE));
    }

    @Test
    void streamed_reasoning_and_tool_calls_are_items_of_their_own() {
        provider()
                .answer(
                        TestProvider.events(
                                ChatAnswer.of("deepseek-v4-flash")
                                        .reasoning("reasoning_content", "I need to look.")
                                        .call("call_00_x", "weather", "{\"city\":\"Rome\"}")
                                        .call("call_01_y", "weather", "{\"city\":\"Oslo\"}")
                                        .reporting(Compatible.deepSeekUsage(60, 20, 12))
                                        .streamTellingUsageAtItsEnd()));

        Response response = streamed(params(Compatible.DEEPSEEK).addTool(weather()));

        assertThat(response.output()).hasSize(3);
        assertThat(response.output().get(0).asReasoning().summary().get(0).text())
                .isEqualTo("I need to look.");
        assertThat(calls(response))
                .extracting(ResponseFunctionToolCall::callId)
                .containsExactly("call_00_x", "call_01_y");
        assertThat(calls(response).get(1).arguments()).isEqualTo("{\"city\":\"Oslo\"}");
        assertThat(tenant.spent()).isEqualTo(Compatible.DEEPSEEK_PRICE.of(USAGE));
    }

    @Test
    void the_events_of_a_stream_are_numbered_without_a_gap_and_end_once() {
        provider().answer(TestProvider.events(said().text("one two").streamTellingUsageAtItsEnd()));

        List<JsonNode> events = events(raw(Compatible.MISTRAL, ",\"stream\":true"));

        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).path("sequence_number").longValue()).isEqualTo(i);
        }
        assertThat(events.get(0).path("type").asText()).isEqualTo("response.created");
        assertThat(events)
                .filteredOn(event -> event.path("type").asText().equals("response.completed"))
                .hasSize(1)
                .containsExactly(events.getLast());
    }

    private AlfredClient.Answer raw(String model, String more) {
        return tenant.client()
                .post(
                        PATH,
                        "{\"model\":\""
                                + model
                                + "\",\"max_output_tokens\":50"
                                + more
                                + ",\"input\":\"hi\"}");
    }

    private <T extends OpenAIServiceException> T failure(Class<T> type) {
        return catchThrowableOfType(type, () -> ask(params()));
    }

    @Test
    void the_callers_mistake_is_told_in_the_providers_words_with_its_field() {
        provider()
                .answer(
                        TestProvider.status(
                                422,
                                "application/json",
                                "{\"object\":\"error\",\"message\":{\"detail\":[{\"type\":"
                                        + "\"value_error\",\"loc\":[\"body\",\"top_p\"],"
                                        + "\"msg\":\"top_p is too low\"}]},"
                                        + "\"type\":\"invalid_request_error\",\"param\":null,"
                                        + "\"code\":null}"));

        UnprocessableEntityException e = failure(UnprocessableEntityException.class);

        assertThat(e.getMessage()).contains("top_p is too low");
        assertThat(e.param()).contains("top_p");
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void our_account_and_a_busy_provider_are_not_the_callers_mistakes_and_free() {
        provider()
                .answer(
                        TestProvider.status(
                                401, "application/json", "{\"detail\":\"Unauthorized key\"}"));
        InternalServerException account = failure(InternalServerException.class);
        assertThat(account.statusCode()).isEqualTo(502);
        assertThat(account.getMessage())
                .contains("alfred provider test mistral")
                .doesNotContain("Unauthorized key");

        provider()
                .answer(
                        TestProvider.status(
                                429,
                                "application/json",
                                "{\"object\":\"error\",\"message\":\"Service tier exceeded\","
                                        + "\"type\":\"service_tier_capacity_exceeded\","
                                        + "\"param\":null,\"code\":\"3505\"}"));
        assertThat(failure(RateLimitException.class).getMessage())
                .doesNotContain("Service tier exceeded");

        provider().answer(TestProvider.status(503, "text/plain", "at node i-0abc"));
        assertThat(failure(InternalServerException.class).getMessage())
                .contains("status 503")
                .doesNotContain("i-0abc");
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void what_the_provider_cannot_be_told_is_400_names_the_field_and_sends_and_holds_nothing() {
        provider().answer(TestProvider.json(said().text("never").whole()));

        Map.of(
                        "previous_response_id", ",\"previous_response_id\":\"resp_1\"",
                        "conversation", ",\"conversation\":\"conv_1\"",
                        "truncation", ",\"truncation\":\"auto\"",
                        "store", ",\"store\":true",
                        "background", ",\"background\":true",
                        "tools[0].type", ",\"tools\":[{\"type\":\"web_search\"}]",
                        "x_new", ",\"x_new\":1")
                .forEach(
                        (field, more) -> {
                            JsonNode error =
                                    raw(Compatible.MISTRAL, more).expect(400).path("error");
                            assertThat(error.path("param").asText()).isEqualTo(field);
                            assertThat(error.path("message").asText()).contains(field);
                        });
        BadRequestException e =
                catchThrowableOfType(
                        BadRequestException.class,
                        () -> ask(params(Compatible.DEEPSEEK).text(placeFormat())));
        assertThat(e.getMessage()).contains("DeepSeek");
        assertNothingSentOrHeld();
    }

    @Test
    void a_provider_that_dies_mid_stream_ends_in_an_error_event_and_is_charged() {
        TestProvider.Live live = new TestProvider.Live();
        provider().answer(live);
        live.send(Completion.chunk("half an"));
        live.breakOff();

        AlfredClient.Answer answer = raw(Compatible.MISTRAL, ",\"stream\":true");

        assertThat(answer.status()).isEqualTo(200);
        JsonNode last = events(answer).getLast();
        assertThat(last.path("type").asText()).isEqualTo("error");
        assertThat(last.path("code").asText()).isEqualTo("upstream_failed");
        assertThat(answer.body()).contains("half an").doesNotContain("response.completed");
        // one token per byte is the bound of what was written
        assertCounted(
                answer.header("X-Alfred-Transaction"),
                Compatible.MISTRAL_PRICE,
                "half an".length());
    }

    @Test
    void an_error_in_the_middle_of_a_stream_fails_the_response_and_what_was_said_is_charged() {
        provider()
                .answer(
                        TestProvider.events(
                                List.of(
                                        Completion.chunk("half an"),
                                        "{\"error\":{\"message\":\"at node i-0abc\","
                                                + "\"type\":\"server_error\",\"code\":\"500\"}}")));

        AlfredClient.Answer answer = raw(Compatible.MISTRAL, ",\"stream\":true");

        JsonNode last = events(answer).getLast();
        assertThat(last.path("type").asText()).isEqualTo("response.failed");
        assertThat(last.at("/response/status").asText()).isEqualTo("failed");
        assertThat(last.at("/response/error/code").asText()).isEqualTo("server_error");
        assertThat(answer.body()).doesNotContain("i-0abc");
        assertCounted(
                answer.header("X-Alfred-Transaction"),
                Compatible.MISTRAL_PRICE,
                "half an".length());
    }
}
