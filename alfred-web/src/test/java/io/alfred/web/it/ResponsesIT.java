package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseErrorEvent;
import com.openai.models.responses.ResponseFormatTextJsonSchemaConfig;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.ResponseTextConfig;
import com.openai.models.responses.WebSearchTool;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** The responses endpoint, called with the official OpenAI SDK. */
@Order(2)
class ResponsesIT extends ContainerTest {
    private static final Completion.Usage USAGE = new Completion.Usage(1_003, 401, 37);

    @SuppressWarnings("InlineFormatString")
    private static final String BODY =
            "{\"model\":\"gpt-4o-mini\",\"max_output_tokens\":100,\"input\":\"hi\"%s}";

    private Tenant tenant;
    private OpenAIClient sdk;

    @BeforeEach
    void connect() {
        tenant = Tenant.withCredits("5");
        sdk =
                OpenAIOkHttpClient.builder()
                        .baseUrl(Installation.current().url() + "/v1")
                        .apiKey(tenant.secret())
                        .build();
    }

    @AfterEach
    void books_balance_and_the_log_verifies() {
        sdk.close();
        Books.balance();
        Books.logVerifies();
    }

    private static ResponseCreateParams.Builder params() {
        return ResponseCreateParams.builder()
                .model("gpt-4o-mini")
                .input("Say hello.")
                .maxOutputTokens(100);
    }

    private AlfredClient.Answer post(String more) {
        return tenant.client().post("/v1/responses", BODY.formatted(more));
    }

    private List<ResponseStreamEvent> stream() {
        try (StreamResponse<ResponseStreamEvent> stream =
                sdk.responses().createStreaming(params().build())) {
            return stream.stream().toList();
        }
    }

    private static String text(Response response) {
        return response.output().get(0).asMessage().content().get(0).asOutputText().text();
    }

    private static String text(List<ResponseStreamEvent> events) {
        StringBuilder text = new StringBuilder();
        events.forEach(event -> event.outputTextDelta().ifPresent(d -> text.append(d.delta())));
        return text.toString();
    }

    @Test
    void a_response_costs_exactly_the_price_of_the_reported_usage() {
        provider().answer(TestProvider.json(ResponseJson.text("hello", USAGE)));

        Response response = sdk.responses().create(params().build());

        assertThat(text(response)).isEqualTo("hello");
        assertThat(response.usage().orElseThrow().inputTokens()).isEqualTo(1_003);
        assertThat(provider().only().path()).isEqualTo("/v1/responses");
        assertThat(tenant.spent())
                .isEqualTo(Price.GPT_4O_MINI.of(USAGE))
                .isEqualTo(BigInteger.valueOf(142_575));
    }

    @Test
    void request_and_answer_travel_byte_for_byte() {
        String request =
                " {\"model\" :\"gpt-4o-mini\", \"max_output_tokens\":\t50,\r\n\"x_unknown\":"
                        + "{\"deep\":[1e400,12345678901234567890123,0.10,-0.0]},\"store\":false,"
                        + "\"metadata\":{\"b\":\"2\",\"a\":\"1\"},\"user\":\"u\","
                        + "\"reasoning\":{\"effort\":\"low\"},\"truncation\":\"auto\","
                        + "\"include\":[\"message.output_text.logprobs\"],"
                        + "\"input\":\"gr\\u00fc\\u00df ü 😀\"} ";
        String answer =
                "{ \"x_big\":12345678901234567890, \"id\":\"resp_1\",\"status\":\"completed\","
                        + "\"output\":[{\"type\":\"x_new\",\"n\":1.00}],"
                        + "\"usage\":{\"input_tokens\":1,\"output_tokens\":1} }";
        provider().answer(TestProvider.json(answer));

        AlfredClient.Answer got = tenant.client().post("/v1/responses", request);

        assertThat(got.body()).isEqualTo(answer);
        assertThat(provider().only().text()).isEqualTo(request);
        assertThat(tenant.spent()).isEqualTo(Price.GPT_4O_MINI.of(new Completion.Usage(1, 0, 1)));
    }

    @Test
    void a_streamed_response_arrives_event_by_event_and_is_charged() {
        provider().answer(TestProvider.events(ResponseJson.stream(List.of("one ", "two"), USAGE)));

        List<ResponseStreamEvent> events = stream();

        assertThat(text(events)).isEqualTo("one two");
        Response whole = events.get(events.size() - 1).asCompleted().response();
        assertThat(whole.usage().orElseThrow().outputTokens()).isEqualTo(37);
        assertThat(provider().only().text()).doesNotContain("stream_options");
        assertThat(tenant.spent()).isEqualTo(Price.GPT_4O_MINI.of(USAGE));
    }

    @Test
    void a_stream_passes_byte_for_byte() {
        List<String> events = ResponseJson.stream(List.of("a"), USAGE);
        provider().answer(TestProvider.events(events));

        AlfredClient.Answer answer = post(",\"stream\":true");

        assertThat(answer.header("Content-Type")).startsWith("text/event-stream");
        assertThat(answer.body()).isEqualTo(String.join("\n\n", events) + "\n\n");
        JsonNode entry = Books.resolution(answer.header("X-Alfred-Transaction"));
        assertThat(entry.path("estimated").booleanValue()).isFalse();
        assertThat(Json.nanos(entry.path("amount"))).isEqualTo(Price.GPT_4O_MINI.of(USAGE));
    }

    @Test
    void tools_of_the_client_are_called_and_answered() {
        provider()
                .answer(
                        TestProvider.json(
                                ResponseJson.response(
                                                "completed",
                                                USAGE,
                                                ResponseJson.functionCall(
                                                        "weather", "{\"city\":\"Rome\"}"))
                                        .toString()));
        FunctionTool tool =
                FunctionTool.builder()
                        .name("weather")
                        .strict(true)
                        .parameters(
                                FunctionTool.Parameters.builder()
                                        .putAdditionalProperty("type", JsonValue.from("object"))
                                        .build())
                        .build();

        Response first = sdk.responses().create(params().addTool(tool).build());

        ResponseFunctionToolCall call = first.output().get(0).asFunctionCall();
        assertThat(call.arguments()).isEqualTo("{\"city\":\"Rome\"}");

        provider().answer(TestProvider.json(ResponseJson.text("sunny", USAGE)));
        ResponseInputItem output =
                ResponseInputItem.ofFunctionCallOutput(
                        ResponseInputItem.FunctionCallOutput.builder()
                                .callId(call.callId())
                                .output("sunny")
                                .build());
        Response second =
                sdk.responses()
                        .create(
                                params().addTool(tool)
                                        .inputOfResponse(
                                                List.of(
                                                        ResponseInputItem.ofFunctionCall(call),
                                                        output))
                                        .build());

        assertThat(text(second)).isEqualTo("sunny");
        BigInteger once = Price.GPT_4O_MINI.of(USAGE);
        assertThat(tenant.spent()).isEqualTo(once.add(once));
    }

    @Test
    void a_json_schema_reaches_the_provider() {
        provider().answer(TestProvider.json(ResponseJson.text("{\"n\":1}", USAGE)));
        ResponseFormatTextJsonSchemaConfig schema =
                ResponseFormatTextJsonSchemaConfig.builder()
                        .name("answer")
                        .schema(
                                ResponseFormatTextJsonSchemaConfig.Schema.builder()
                                        .putAllAdditionalProperties(
                                                Map.of("type", JsonValue.from("object")))
                                        .build())
                        .build();

        Response response =
                sdk.responses()
                        .create(
                                params().text(ResponseTextConfig.builder().format(schema).build())
                                        .build());

        assertThat(text(response)).isEqualTo("{\"n\":1}");
        assertThat(Json.parse(provider().only().text()).at("/text/format/schema/type").asText())
                .isEqualTo("object");
        assertThat(tenant.spent()).isEqualTo(Price.GPT_4O_MINI.of(USAGE));
    }

    @Test
    void a_response_cut_at_its_limit_is_whole_and_charged() {
        ObjectNode cut = ResponseJson.response("incomplete", USAGE, ResponseJson.message("one"));
        cut.putObject("incomplete_details").put("reason", "max_output_tokens");
        provider().answer(TestProvider.json(cut.toString()));
        assertThat(sdk.responses().create(params().build()).status())
                .contains(ResponseStatus.INCOMPLETE);

        provider()
                .answer(
                        TestProvider.events(
                                List.of(
                                        ResponseJson.created(),
                                        ResponseJson.delta(1, "one"),
                                        ResponseJson.state(2, cut))));
        List<ResponseStreamEvent> events = stream();

        assertThat(events.get(2).isIncomplete()).isTrue();
        assertThat(events).hasSize(3);
        BigInteger once = Price.GPT_4O_MINI.of(USAGE);
        assertThat(tenant.spent()).isEqualTo(once.add(once));
    }

    private static ObjectNode failed(Completion.Usage usage) {
        ObjectNode failed = ResponseJson.response("failed", usage);
        failed.putObject("error")
                .put("code", "server_error")
                .put("message", "stack trace at secret-host");
        return failed;
    }

    @Test
    void a_response_that_fails_on_the_way_is_told_as_failed_and_charged_as_reported() {
        provider()
                .answer(
                        TestProvider.events(
                                List.of(
                                        ResponseJson.created(),
                                        ResponseJson.delta(1, "half"),
                                        ResponseJson.state(2, failed(USAGE)))));

        List<ResponseStreamEvent> events = stream();

        assertThat(events).hasSize(3);
        assertThat(events.get(2).asFailed().response().error().orElseThrow().message())
                .isEqualTo("the provider failed while it was answering");
        assertThat(tenant.spent()).isEqualTo(Price.GPT_4O_MINI.of(USAGE));
    }

    @Test
    void a_response_that_fails_before_any_token_costs_nothing() {
        provider()
                .answer(
                        TestProvider.events(
                                List.of(
                                        ResponseJson.created(),
                                        ResponseJson.state(1, failed(null)))));
        assertThat(stream().get(1).isFailed()).isTrue();

        provider().answer(TestProvider.json(failed(null).toString()));
        InternalServerException e =
                catchThrowableOfType(
                        InternalServerException.class,
                        () -> sdk.responses().create(params().build()));

        assertThat(e.statusCode()).isEqualTo(502);
        assertThat(e.code()).contains("upstream_failed");
        assertThat(e.getMessage()).doesNotContain("secret-host");
        assertThat(tenant.spent()).isZero();
    }

    // the event has no other place for fields of its own
    @SuppressWarnings("deprecation")
    @Test
    void a_provider_that_dies_mid_stream_ends_in_an_error_event_and_is_charged() {
        TestProvider.Live live = new TestProvider.Live();
        provider().answer(live);
        live.send(ResponseJson.created());
        live.send(ResponseJson.delta(1, "half an"));
        live.breakOff();

        List<ResponseStreamEvent> events = stream();

        assertThat(text(events)).isEqualTo("half an");
        assertThat(events).hasSize(3);
        ResponseErrorEvent error = events.get(2).asError();
        assertThat(error.code()).contains("upstream_failed");
        assertThat(error.message()).isNotEmpty();
        assertThat(error.sequenceNumber()).isEqualTo(2);
        String tx = error._additionalProperties().get("transaction_id").convert(String.class);
        assertEstimated(Books.resolution(tx), 2);
    }

    @Test
    void a_stream_without_usage_is_charged_by_count_and_marked_estimated() {
        provider()
                .answer(TestProvider.events(ResponseJson.stream(List.of("hello", " world"), null)));

        AlfredClient.Answer answer = post(",\"stream\":true");

        assertEstimated(Books.resolution(answer.header("X-Alfred-Transaction")), 2);
    }

    /** The entry's amount follows from its token counts, which Alfred made itself. */
    private void assertEstimated(JsonNode entry, long completion) {
        assertThat(entry.path("kind").asText()).isEqualTo("SETTLE");
        assertThat(entry.path("estimated").booleanValue()).isTrue();
        assertThat(entry.path("completion_tokens").longValue()).isEqualTo(completion);
        assertThat(entry.path("prompt_tokens").longValue()).isPositive();
        Completion.Usage counted =
                new Completion.Usage(entry.path("prompt_tokens").longValue(), 0, completion);
        assertThat(Json.nanos(entry.path("amount"))).isEqualTo(Price.GPT_4O_MINI.of(counted));
        assertThat(tenant.spent()).isEqualTo(Price.GPT_4O_MINI.of(counted));
    }

    @Test
    void explicit_zero_usage_costs_nothing() {
        provider()
                .answer(
                        TestProvider.json(
                                ResponseJson.text("free", new Completion.Usage(0, 0, 0))));

        AlfredClient.Answer answer = post("");

        JsonNode entry = Books.resolution(answer.header("X-Alfred-Transaction"));
        assertThat(entry.path("estimated").booleanValue()).isFalse();
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void the_providers_own_400_is_carried_over_and_costs_nothing() {
        provider()
                .answer(
                        TestProvider.status(
                                400,
                                "application/json",
                                "{\"error\":{\"message\":\"Unsupported value\",\"type\":"
                                    + "\"invalid_request_error\",\"param\":\"reasoning.effort\","
                                    + "\"code\":\"unsupported_value\"}}"));

        BadRequestException e =
                catchThrowableOfType(
                        BadRequestException.class, () -> sdk.responses().create(params().build()));

        assertThat(e.getMessage()).contains("Unsupported value");
        assertThat(e.param()).contains("reasoning.effort");
        assertThat(e.code()).contains("unsupported_value");
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void tools_that_the_provider_runs_and_background_answers_are_refused_with_the_fix() {
        provider().answer(TestProvider.json(ResponseJson.text("never", USAGE)));

        BadRequestException tool =
                catchThrowableOfType(
                        BadRequestException.class,
                        () ->
                                sdk.responses()
                                        .create(
                                                params().addTool(
                                                                WebSearchTool.builder()
                                                                        .type(
                                                                                WebSearchTool.Type
                                                                                        .WEB_SEARCH)
                                                                        .build())
                                                        .build()));
        BadRequestException background =
                catchThrowableOfType(
                        BadRequestException.class,
                        () -> sdk.responses().create(params().background(true).build()));

        assertThat(tool.param()).contains("tools[0].type");
        assertThat(background.param()).contains("background");
        assertThat(background.getMessage()).contains("leave it out");
        assertThat(provider().seen()).isEmpty();
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void an_earlier_response_is_held_for_as_the_whole_context() {
        provider().answer(TestProvider.json(ResponseJson.text("go on", USAGE)));

        AlfredClient.Answer answer = post(",\"previous_response_id\":\"resp_0\"");

        String tx = answer.header("X-Alfred-Transaction");
        assertThat(Json.nanos(Books.hold(tx).path("amount")))
                .isEqualTo(Price.GPT_4O_MINI.of(new Completion.Usage(128_000, 0, 100)));
        assertThat(tenant.spent()).isEqualTo(Price.GPT_4O_MINI.of(USAGE));
    }

    @Test
    void an_exhausted_wallet_names_the_field_that_makes_the_call_fit() {
        tenant.limit(tenant.userWallet(), BigInteger.valueOf(30_000));

        JsonNode error = post("").expect(402).path("error");

        assertThat(error.path("code").asText()).isEqualTo("wallet_exhausted");
        assertThat(error.path("message").asText()).contains("lower max_output_tokens to ");
    }

    @Test
    void stored_responses_are_not_served_and_alfred_says_so() {
        NotFoundException e =
                catchThrowableOfType(
                        NotFoundException.class, () -> sdk.responses().retrieve("resp_1"));
        assertThat(e.code()).contains("endpoint_not_supported");
        assertThat(e.type()).contains("invalid_request_error");

        AlfredClient client = tenant.client();
        for (AlfredClient.Answer answer :
                List.of(
                        client.delete("/v1/responses/resp_1"),
                        client.get("/v1/responses/resp_1/input_items"),
                        client.post("/v1/responses/resp_1/cancel", "{}"),
                        client.post("/v1/responses/input_tokens", "{}"))) {
            assertThat(answer.expect(404).path("error").path("code").asText())
                    .isEqualTo("endpoint_not_supported");
            assertThat(answer.json().path("error").has("param")).isTrue();
        }
    }

    @Test
    void the_sandbox_answers_in_the_same_shapes() {
        ResponseCreateParams params = params().model("sandbox/echo").input("one two").build();

        Response response = sdk.responses().create(params);
        StringBuilder text = new StringBuilder();
        try (StreamResponse<ResponseStreamEvent> stream = sdk.responses().createStreaming(params)) {
            stream.stream()
                    .flatMap(event -> event.outputTextDelta().stream())
                    .forEach(delta -> text.append(delta.delta()));
        }

        assertThat(text(response)).isEqualTo("echo: one two");
        assertThat(text).hasToString("echo: one two");
        Completion.Usage usage =
                new Completion.Usage(
                        response.usage().orElseThrow().inputTokens(),
                        0,
                        response.usage().orElseThrow().outputTokens());
        BigInteger once = Price.SANDBOX.of(usage);
        assertThat(tenant.spent()).isEqualTo(once.add(once));
    }
}
