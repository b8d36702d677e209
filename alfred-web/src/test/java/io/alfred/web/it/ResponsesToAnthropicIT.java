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
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.Reasoning;
import com.openai.models.ReasoningEffort;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseReasoningItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.ToolChoiceOptions;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** Responses of the official OpenAI SDK that Claude answers. */
@Order(2)
class ResponsesToAnthropicIT extends TranslatedTest {
    private static final String PATH = "/v1/responses";
    private static final String MODEL = "anthropic/" + Claude.MODEL;
    private static final Claude.Usage USAGE = Claude.Usage.of(60, 12);

    @BeforeEach
    void connect() {
        connect("anthropic");
    }

    private static ResponseCreateParams.Builder params() {
        return ResponseCreateParams.builder().model(MODEL).input("Say hello.").maxOutputTokens(100);
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

    private AlfredClient.Answer raw(String more) {
        return tenant.client()
                .post(
                        PATH,
                        "{\"model\":\""
                                + MODEL
                                + "\",\"max_output_tokens\":50"
                                + more
                                + ",\"input\":\"hi\"}");
    }

    @Test
    void a_response_costs_exactly_the_reported_usage_caches_included() {
        Claude.Usage usage = new Claude.Usage(1_003, 401, 205, 100, 37);
        provider().answer(TestProvider.json(Claude.text("hello", usage)));

        Response response = ask(params().instructions("Be brief."));

        assertThat(text(response)).isEqualTo("hello");
        assertThat(response.id()).startsWith("resp_");
        assertThat(response.status()).contains(ResponseStatus.COMPLETED);
        assertThat(response.usage().orElseThrow().inputTokens()).isEqualTo(1_609);
        assertThat(response.usage().orElseThrow().inputTokensDetails().cachedTokens())
                .isEqualTo(401);
        assertThat(response.usage().orElseThrow().outputTokens()).isEqualTo(37);
        assertThat(provider().only().path()).isEqualTo("/v1/messages");
        assertThat(provider().only().header("x-api-key")).isEqualTo(TestProvider.KEY);
        JsonNode sent = sent();
        assertThat(sent.path("max_tokens").longValue()).isEqualTo(100);
        assertThat(sent.at("/system/0/text").asText()).isEqualTo("Be brief.");
        assertThat(sent.at("/messages/0/content/0/text").asText()).isEqualTo("Say hello.");
        assertThat(tenant.spent()).isEqualTo(usage.price());
    }

    @Test
    void several_tool_calls_at_once_and_their_results_keep_their_ids() {
        provider()
                .answer(
                        TestProvider.json(
                                ClaudeAnswer.costing(USAGE)
                                        .text("I will look.")
                                        .call("toolu_01A", "weather", "{\"city\":\"Rome\"}")
                                        .call("toolu_01B", "weather", "{\"city\":\"Oslo\"}")
                                        .whole()));

        Response asking = ask(params().addTool(weather()).toolChoice(ToolChoiceOptions.REQUIRED));

        assertThat(sent().at("/tools/0/input_schema/properties/city/type").asText())
                .isEqualTo("string");
        assertThat(sent().at("/tool_choice/type").asText()).isEqualTo("any");
        assertThat(text(asking)).isEqualTo("I will look.");
        assertThat(calls(asking))
                .extracting(ResponseFunctionToolCall::callId)
                .containsExactly("toolu_01A", "toolu_01B");

        provider().answer(TestProvider.json(Claude.text("sun and snow", USAGE)));
        ask(
                params().addTool(weather())
                        .inputOfResponse(
                                List.of(
                                        user("Say hello."),
                                        ResponseInputItem.ofFunctionCall(calls(asking).get(0)),
                                        ResponseInputItem.ofFunctionCall(calls(asking).get(1)),
                                        result("toolu_01A", "sun"),
                                        result("toolu_01B", "snow"))));

        JsonNode messages = sent().path("messages");
        assertThat(messages).hasSize(3);
        assertThat(messages.at("/1/content/0/id").asText()).isEqualTo("toolu_01A");
        assertThat(messages.at("/1/content/1/input/city").asText()).isEqualTo("Oslo");
        assertThat(messages.at("/2/content/0/tool_use_id").asText()).isEqualTo("toolu_01A");
        assertThat(messages.at("/2/content/1/content/0/text").asText()).isEqualTo("snow");
        assertThat(tenant.spent()).isEqualTo(USAGE.price().add(USAGE.price()));
    }

    @Test
    void a_picture_and_a_schema_reach_the_provider_in_its_words() {
        provider().answer(TestProvider.json(Claude.text("{\"city\":\"Rome\"}", USAGE)));

        ask(params().inputOfResponse(List.of(shown())).text(placeFormat()));

        JsonNode sent = sent();
        assertThat(sent.at("/messages/0/content/1/source"))
                .isEqualTo(
                        Json.object()
                                .put("type", "base64")
                                .put("media_type", "image/png")
                                .put("data", PIXEL));
        assertThat(sent.at("/output_config/format/type").asText()).isEqualTo("json_schema");
        assertThat(sent.at("/output_config/format/schema/properties/city/type").asText())
                .isEqualTo("string");
    }

    @Test
    void reasoning_is_asked_for_shown_and_comes_back_unchanged() {
        provider()
                .answer(
                        TestProvider.json(
                                ClaudeAnswer.costing(USAGE)
                                        .thinking("I need to look.", "c2lnbmVk")
                                        .call("toolu_01A", "weather", "{\"city\":\"Rome\"}")
                                        .whole()));
        ResponseCreateParams.Builder thinking =
                params().addTool(weather())
                        .maxOutputTokens(10_000)
                        .reasoning(
                                Reasoning.builder()
                                        .effort(ReasoningEffort.LOW)
                                        .summary(Reasoning.Summary.AUTO)
                                        .build());

        Response asking = ask(thinking);

        assertThat(sent().at("/thinking/budget_tokens").longValue()).isEqualTo(2_000);
        ResponseReasoningItem reasoned = asking.output().get(0).asReasoning();
        assertThat(reasoned.summary().get(0).text()).isEqualTo("I need to look.");
        assertThat(reasoned.encryptedContent()).contains("c2lnbmVk");

        provider().answer(TestProvider.json(Claude.text("sun", USAGE)));
        ask(
                thinking.inputOfResponse(
                        List.of(
                                user("Say hello."),
                                ResponseInputItem.ofReasoning(reasoned),
                                ResponseInputItem.ofFunctionCall(calls(asking).get(0)),
                                result("toolu_01A", "sun"))));
        assertThat(sent().at("/messages/1/content/0"))
                .isEqualTo(
                        Json.object()
                                .put("type", "thinking")
                                .put("thinking", "I need to look.")
                                .put("signature", "c2lnbmVk"));
        assertThat(sent().at("/messages/1/content/1/id").asText()).isEqualTo("toolu_01A");
    }

    @Test
    void an_answer_that_was_cut_is_incomplete_and_says_why() {
        Map.of("max_tokens", "max_output_tokens", "refusal", "content_filter")
                .forEach(
                        (reason, word) -> {
                            provider()
                                    .answer(
                                            TestProvider.json(
                                                    ClaudeAnswer.costing(USAGE)
                                                            .text("hel")
                                                            .stopping(reason)
                                                            .whole()));
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
        Claude.Usage usage = new Claude.Usage(50, 7, 9, 0, 3);
        provider()
                .answer(
                        TestProvider.events(
                                ClaudeAnswer.costing(usage)
                                        .thinking("Let me see.", "c2lnbmVk")
                                        .text("one two")
                                        .call("toolu_01A", "weather", "{\"city\":\"Rome\"}")
                                        .stream()));

        Response response = streamed(params().addTool(weather()));

        assertThat(response.output()).hasSize(3);
        assertThat(response.output().get(0).asReasoning().summary().get(0).text())
                .isEqualTo("Let me see.");
        assertThat(response.output().get(0).asReasoning().encryptedContent()).contains("c2lnbmVk");
        assertThat(text(response)).isEqualTo("one two");
        assertThat(calls(response).get(0).callId()).isEqualTo("toolu_01A");
        assertThat(calls(response).get(0).arguments()).isEqualTo("{\"city\":\"Rome\"}");
        assertThat(response.status()).contains(ResponseStatus.COMPLETED);
        assertThat(response.usage().orElseThrow().inputTokens()).isEqualTo(66);
        assertThat(tenant.spent()).isEqualTo(usage.price());
    }

    @Test
    void what_the_provider_cannot_be_told_is_400_names_the_field_and_sends_and_holds_nothing() {
        provider().answer(TestProvider.json(Claude.text("never", USAGE)));

        Map.of(
                        "previous_response_id", ",\"previous_response_id\":\"resp_1\"",
                        "store", ",\"store\":true",
                        "temperature", ",\"temperature\":1.5",
                        "top_logprobs", ",\"top_logprobs\":3",
                        "x_new", ",\"x_new\":1")
                .forEach(
                        (field, more) -> {
                            JsonNode error = raw(more).expect(400).path("error");
                            assertThat(error.path("param").asText()).isEqualTo(field);
                            assertThat(error.path("message").asText()).contains(field);
                        });
        assertNothingSentOrHeld();
    }

    @Test
    void errors_are_told_apart_and_cost_nothing() {
        provider()
                .answer(
                        TestProvider.status(
                                400,
                                "application/json",
                                Claude.error("invalid_request_error", "the picture is too large")));
        assertThat(
                        catchThrowableOfType(BadRequestException.class, () -> ask(params()))
                                .getMessage())
                .contains("the picture is too large");

        provider()
                .answer(
                        TestProvider.status(
                                403,
                                "application/json",
                                Claude.error("permission_error", "no such right")));
        InternalServerException account =
                catchThrowableOfType(InternalServerException.class, () -> ask(params()));
        assertThat(account.statusCode()).isEqualTo(502);
        assertThat(account.getMessage()).doesNotContain("no such right");
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void a_provider_that_dies_mid_stream_ends_in_a_numbered_error_event_and_is_charged() {
        TestProvider.Live live = new TestProvider.Live();
        provider().answer(live);
        live.send(Claude.start(new Claude.Usage(60, 5, 0, 0, 0)));
        live.send(Claude.blockStart());
        live.send(Claude.delta("half an"));
        live.breakOff();

        AlfredClient.Answer answer = raw(",\"stream\":true");

        List<JsonNode> events = events(answer);
        assertThat(events.getLast().path("type").asText()).isEqualTo("error");
        assertThat(events.getLast().path("code").asText()).isEqualTo("upstream_failed");
        assertThat(events.getLast().path("sequence_number").intValue())
                .as("the number that comes next")
                .isEqualTo(events.size() - 1);
        // one token per byte is the bound of what was written
        BigInteger charged = new Claude.Usage(60, 5, 0, 0, "half an".length()).price();
        assertThat(tenant.spent()).isEqualTo(charged);
    }

    @Test
    void an_error_event_fails_the_response_and_what_was_said_is_charged() {
        provider()
                .answer(
                        TestProvider.events(
                                List.of(
                                        Claude.start(Claude.Usage.of(60, 0)),
                                        Claude.blockStart(),
                                        Claude.delta("half an"),
                                        "event: error\ndata: "
                                                + Claude.error(
                                                        "overloaded_error", "at node i-0abc"))));

        AlfredClient.Answer answer = raw(",\"stream\":true");

        JsonNode last = events(answer).getLast();
        assertThat(last.path("type").asText()).isEqualTo("response.failed");
        assertThat(last.at("/response/error/code").asText()).isEqualTo("server_error");
        assertThat(answer.body()).doesNotContain("i-0abc").doesNotContain("response.completed");
        assertThat(tenant.spent()).isEqualTo(Claude.Usage.of(60, "half an".length()).price());
    }
}
