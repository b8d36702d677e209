package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.models.ReasoningEffort;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletion.Choice.FinishReason;
import com.openai.models.chat.completions.ChatCompletionContentPartImage.ImageUrl.Detail;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionNamedToolChoice;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Chats of the official OpenAI SDK with models that answer at {@code /v1/responses} only. */
@Order(2)
class ChatToResponsesIT extends TwoSdksTest {
    private static final String NAME = "gpt-5-codex";
    private static final String MODEL = "openai/" + NAME;

    /** As published: 1.25, 0.125 and 10 USD per 1,000,000 tokens. */
    private static final Price PRICE = new Price(1_250_000_000, 125_000_000, 10_000_000_000L);

    private static final ResponseAnswer.Usage USAGE = new ResponseAnswer.Usage(60, 0, 12, 0);

    @Override
    void configure() {
        configure("openai", settings());
    }

    private static ObjectNode settings() {
        return Json.object().put("base_url", provider().baseUrl()).put("api_key", TestProvider.KEY);
    }

    private static ChatCompletionCreateParams.Builder asking() {
        return OpenAiApp.asking(MODEL);
    }

    private static ResponseAnswer said() {
        return ResponseAnswer.of(NAME, USAGE);
    }

    private static String chat() {
        return chatBody("hi").replace("gpt-4o-mini", MODEL);
    }

    @Test
    void a_chat_costs_exactly_the_reported_usage_cached_and_reasoned_tokens_included() {
        ResponseAnswer.Usage usage = new ResponseAnswer.Usage(1_003, 401, 337, 300);
        provider().answer(TestProvider.json(ResponseAnswer.of(NAME, usage).text("hello").whole()));

        ChatCompletion answer = openAi.whole(asking());

        assertThat(OpenAiApp.text(answer)).isEqualTo("hello");
        assertThat(OpenAiApp.finish(answer)).isEqualTo(FinishReason.STOP);
        var told = answer.usage().orElseThrow();
        assertThat(told.promptTokens()).isEqualTo(1_003);
        assertThat(told.completionTokens()).isEqualTo(337);
        assertThat(told.promptTokensDetails().orElseThrow().cachedTokens()).contains(401L);
        assertThat(told.completionTokensDetails().orElseThrow().reasoningTokens()).contains(300L);
        assertThat(tenant.spent()).isEqualTo(PRICE.of(usage.billed()));
    }

    @Test
    void the_provider_is_asked_where_the_model_answers_and_keeps_nothing() {
        provider().answer(TestProvider.json(said().text("hello").whole()));

        openAi.whole(
                asking().addDeveloperMessage("Be brief.")
                        .addSystemMessage("Be kind.")
                        .temperature(1)
                        .safetyIdentifier("u-1"));

        TestProvider.Seen seen = provider().only();
        assertThat(seen.path()).isEqualTo("/v1/responses");
        assertThat(seen.header("Authorization")).isEqualTo("Bearer " + TestProvider.KEY);
        assertThat(seen.headers().toString()).doesNotContain(tenant.secret());
        JsonNode sent = sent();
        assertThat(sent.path("model").asText()).isEqualTo(NAME);
        assertThat(sent.path("store").asBoolean(true)).isFalse();
        assertThat(sent.path("include")).isEqualTo(Json.parse("[\"reasoning.encrypted_content\"]"));
        assertThat(sent.path("max_output_tokens").longValue()).isEqualTo(100);
        assertThat(sent.has("messages")).isFalse();
        assertThat(sent.has("max_completion_tokens")).isFalse();
        assertThat(sent.has("temperature")).as("1 is what it does by itself").isFalse();
        assertThat(sent.at("/input/0"))
                .isEqualTo(
                        Json.object()
                                .put("role", "developer")
                                .put("content", "Be brief.\n\nBe kind."));
        assertThat(sent.at("/input/1"))
                .isEqualTo(Json.object().put("role", "user").put("content", "Say hello."));
        assertThat(sent.path("user").asText()).isEqualTo("u-1");
    }

    @Test
    void the_answer_has_the_clients_shape_and_names_its_cost() {
        provider().answer(TestProvider.json(said().text("hello").whole()));

        AlfredClient.Answer answer = tenant.client().chat(chat());

        JsonNode body = answer.expect(200);
        assertThat(body.path("object").asText()).isEqualTo("chat.completion");
        assertThat(body.path("id").asText()).startsWith("chatcmpl-");
        assertThat(body.path("model").asText()).isEqualTo(NAME);
        assertThat(answer.header("X-Alfred-Model")).isEqualTo(MODEL);
        assertThat(Json.nanos(Json.parse(answer.header("X-Alfred-Cost"))))
                .isEqualTo(PRICE.of(USAGE.billed()));
    }

    @Test
    void without_a_bound_the_models_own_is_sent_and_told() {
        provider().answer(TestProvider.json(said().text("hello").whole()));

        AlfredClient.Answer answer =
                tenant.client().chat(chat().replace("\"max_tokens\":100,", ""));

        answer.expect(200);
        assertThat(sent().path("max_output_tokens").longValue()).isEqualTo(128_000);
        assertThat(answer.header("X-Alfred-Max-Output-Tokens")).isEqualTo("128000");
    }

    @Test
    void several_tool_calls_at_once_and_their_results_keep_their_ids() {
        provider()
                .answer(
                        TestProvider.json(
                                said().text("I will look.")
                                        .call("call_1", "weather", "{\"city\":\"Rome\"}")
                                        .call("call_2", "weather", "{\"city\":\"Oslo\"}")
                                        .whole()));
        ChatCompletionCreateParams.Builder dialogue = asking().addFunctionTool(OpenAiApp.weather());

        ChatCompletion asked = openAi.whole(dialogue);

        JsonNode tool = sent().at("/tools/0");
        assertThat(tool.path("type").asText()).isEqualTo("function");
        assertThat(tool.path("name").asText()).isEqualTo("weather");
        assertThat(tool.at("/parameters/properties/city/type").asText()).isEqualTo("string");
        assertThat(tool.path("strict").asBoolean(true)).isFalse();
        assertThat(OpenAiApp.finish(asked)).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(OpenAiApp.text(asked)).isEqualTo("I will look.");
        assertThat(OpenAiApp.calls(asked))
                .extracting(ChatCompletionMessageFunctionToolCall::id)
                .containsExactly("call_1", "call_2");

        provider().answer(TestProvider.json(said().text("sun and snow").whole()));
        openAi.whole(
                dialogue.addMessage(asked.choices().get(0).message())
                        .addMessage(OpenAiApp.result("call_1", "sun"))
                        .addMessage(OpenAiApp.result("call_2", "snow")));

        JsonNode input = sent().path("input");
        assertThat(input).hasSize(6);
        assertThat(input.at("/1/content").asText()).isEqualTo("I will look.");
        assertThat(input.at("/2/type").asText()).isEqualTo("function_call");
        assertThat(input.at("/2/call_id").asText()).isEqualTo("call_1");
        assertThat(Json.parse(input.at("/3/arguments").asText()))
                .isEqualTo(Json.object().put("city", "Oslo"));
        assertThat(input.at("/4"))
                .isEqualTo(
                        Json.object()
                                .put("type", "function_call_output")
                                .put("call_id", "call_1")
                                .put("output", "sun"));
        assertThat(input.at("/5/output").asText()).isEqualTo("snow");
        assertThat(tenant.spent())
                .isEqualTo(PRICE.of(USAGE.billed()).add(PRICE.of(USAGE.billed())));
    }

    @Test
    void a_tool_choice_is_told_in_the_providers_words() {
        expectChoice(
                asking().toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED), "\"required\"");
        expectChoice(asking().toolChoice(ChatCompletionToolChoiceOption.Auto.NONE), "\"none\"");
        expectChoice(
                asking().toolChoice(
                                ChatCompletionNamedToolChoice.builder()
                                        .function(
                                                ChatCompletionNamedToolChoice.Function.builder()
                                                        .name("weather")
                                                        .build())
                                        .build()),
                "{\"type\":\"function\",\"name\":\"weather\"}");
    }

    private void expectChoice(ChatCompletionCreateParams.Builder params, String choice) {
        provider().answer(TestProvider.json(said().text("ok").whole()));
        openAi.whole(params.addFunctionTool(OpenAiApp.weather()));
        assertThat(sent().path("tool_choice")).isEqualTo(Json.parse(choice));
    }

    @Test
    void a_picture_is_shown_as_closely_as_asked() {
        provider().answer(TestProvider.json(said().text("a dot").whole()));

        openAi.whole(OpenAiApp.asking(MODEL, Detail.LOW));

        JsonNode content = sent().at("/input/0/content");
        assertThat(content.at("/0"))
                .isEqualTo(Json.object().put("type", "input_text").put("text", "What is this?"));
        assertThat(content.at("/1"))
                .isEqualTo(
                        Json.object()
                                .put("type", "input_image")
                                .put("image_url", "data:image/png;base64," + OpenAiApp.PICTURE)
                                .put("detail", "low"));
    }

    @Test
    void an_answers_schema_is_sent_as_the_format_of_its_text() {
        provider().answer(TestProvider.json(said().text("{\"city\":\"Rome\"}").whole()));

        ChatCompletion answer = openAi.whole(asking().responseFormat(OpenAiApp.citySchema()));

        JsonNode format = sent().at("/text/format");
        assertThat(format.path("type").asText()).isEqualTo("json_schema");
        assertThat(format.path("name").asText()).isEqualTo("place");
        assertThat(format.path("strict").booleanValue()).isTrue();
        assertThat(format.at("/schema/properties/city/type").asText()).isEqualTo("string");
        assertThat(OpenAiApp.text(answer)).isEqualTo("{\"city\":\"Rome\"}");
    }

    @Test
    void reasoning_is_shown_and_comes_back_to_the_provider_in_its_place() {
        provider()
                .answer(
                        TestProvider.json(
                                said().reasoning("rs_a", "gAAAAB-1", "**Sum**", "Six sevens.")
                                        .reasoning("rs_b", "gAAAAB-2")
                                        .text("42")
                                        .whole()));

        JsonNode message =
                tenant.client()
                        .chat(chat().replaceFirst("\\{", "{\"reasoning_effort\":\"low\","))
                        .expect(200)
                        .at("/choices/0/message");

        assertThat(sent().path("reasoning"))
                .isEqualTo(Json.object().put("effort", "low").put("summary", "auto"));
        assertThat(message.path("reasoning_content").asText()).isEqualTo("**Sum**\n\nSix sevens.");
        assertThat(message.path("content").asText()).isEqualTo("42");

        provider().answer(TestProvider.json(said().text("43").whole()));
        ObjectNode next = (ObjectNode) Json.parse(chat());
        next.withArray("messages")
                .add(message)
                .addObject()
                .put("role", "user")
                .put("content", "And one more?");
        tenant.client().chat(next.toString()).expect(200);

        JsonNode input = sent().path("input");
        assertThat(input.at("/1/id").asText()).isEqualTo("rs_a");
        assertThat(input.at("/1/encrypted_content").asText()).isEqualTo("gAAAAB-1");
        assertThat(input.at("/2/id").asText()).isEqualTo("rs_b");
        assertThat(input.at("/2/encrypted_content").asText()).isEqualTo("gAAAAB-2");
        assertThat(input.at("/3"))
                .isEqualTo(Json.object().put("role", "assistant").put("content", "42"));
    }

    @Test
    void a_streamed_chat_adds_up_to_the_whole_and_is_charged_by_its_report() {
        ResponseAnswer.Usage usage = new ResponseAnswer.Usage(50, 10, 300, 280);
        provider()
                .answer(
                        TestProvider.events(
                                ResponseAnswer.of(NAME, usage)
                                        .reasoning("rs_a", "gAAAAB-1", "**Sum**", "Six sevens.")
                                        .text("one two")
                                        .stream()));

        ChatCompletion answer = openAi.streamed(asking());

        assertThat(OpenAiApp.text(answer)).isEqualTo("one two");
        assertThat(OpenAiApp.finish(answer)).isEqualTo(FinishReason.STOP);
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(300);
        assertThat(sent().path("stream").booleanValue()).isTrue();
        assertThat(sent().has("stream_options")).isFalse();
        assertThat(tenant.spent()).isEqualTo(PRICE.of(usage.billed()));
    }

    @Test
    void streamed_tool_calls_add_up_to_whole_arguments() {
        provider()
                .answer(
                        TestProvider.events(
                                said()
                                        .text("I will look.")
                                        .call("call_1", "weather", "{\"city\":\"Rome\"}")
                                        .call("call_2", "now", "{}")
                                        .stream()));

        ChatCompletion answer = openAi.streamed(asking().addFunctionTool(OpenAiApp.weather()));

        assertThat(OpenAiApp.finish(answer)).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(OpenAiApp.calls(answer))
                .extracting(call -> call.id() + " " + call.function().arguments())
                .containsExactly("call_1 {\"city\":\"Rome\"}", "call_2 {}");
        assertThat(tenant.spent()).isEqualTo(PRICE.of(USAGE.billed()));
    }

    @Test
    void a_reason_to_break_off_has_its_word() {
        Map.of(
                        "max_output_tokens", FinishReason.LENGTH,
                        "content_filter", FinishReason.CONTENT_FILTER)
                .forEach(
                        (reason, word) -> {
                            ResponseAnswer answer = said().text("hi").incomplete(reason);
                            provider().answer(TestProvider.json(answer.whole()));
                            assertThat(OpenAiApp.finish(openAi.whole(asking())))
                                    .as(reason)
                                    .isEqualTo(word);
                            provider().answer(TestProvider.events(answer.stream()));
                            assertThat(OpenAiApp.finish(openAi.streamed(asking())))
                                    .as("%s in a stream", reason)
                                    .isEqualTo(word);
                        });
    }

    @Test
    void a_bound_that_reasoning_used_up_is_an_empty_answer_at_full_price() {
        ResponseAnswer.Usage usage = new ResponseAnswer.Usage(60, 0, 16, 16);
        provider()
                .answer(
                        TestProvider.events(
                                ResponseAnswer.of(NAME, usage)
                                        .reasoning("rs_a", "gAAAAB-1")
                                        .incomplete("max_output_tokens")
                                        .stream()));

        ChatCompletion answer = openAi.streamed(asking().maxCompletionTokens(16));

        assertThat(OpenAiApp.text(answer)).isEmpty();
        assertThat(OpenAiApp.finish(answer)).isEqualTo(FinishReason.LENGTH);
        assertThat(tenant.spent()).isEqualTo(PRICE.of(usage.billed()));
    }

    @Test
    void a_refusal_is_told_as_one() {
        provider().answer(TestProvider.json(said().refusal("I will not.").whole()));

        assertThat(openAi.whole(asking()).choices().get(0).message().refusal())
                .contains("I will not.");
    }

    @Test
    void an_answer_that_reasoned_costs_the_price_of_reasoning_for_all_its_output() {
        String name = "azure-openai";
        AlfredClient.admin().put("/api/catalog/" + name, ownFile(name)).expect(200);
        configure(name, settings());
        String model = name + "/" + NAME;
        Price plain = new Price(1_000_000_000, 100_000_000, 2_000_000_000);
        Price reasoned = new Price(1_000_000_000, 100_000_000, 5_000_000_000L);
        ResponseAnswer.Usage silent = new ResponseAnswer.Usage(1_003, 401, 37, 0);
        ResponseAnswer.Usage thinking = new ResponseAnswer.Usage(1_003, 401, 37, 1);

        provider().answer(TestProvider.json(ResponseAnswer.of(NAME, silent).text("a").whole()));
        openAi.whole(OpenAiApp.asking(model));
        assertThat(provider().only().path()).isEqualTo("/v1/responses");
        assertThat(tenant.spent()).isEqualTo(plain.of(silent.billed()));

        provider()
                .answer(TestProvider.events(ResponseAnswer.of(NAME, thinking).text("a").stream()));
        openAi.streamed(OpenAiApp.asking(model).reasoningEffort(ReasoningEffort.HIGH));
        assertThat(tenant.spent())
                .isEqualTo(plain.of(silent.billed()).add(reasoned.of(thinking.billed())));
        disable(name);
    }

    private static ObjectNode ownFile(String provider) {
        ObjectNode file =
                Json.object()
                        .put("provider", provider)
                        .put("base_url", provider().baseUrl())
                        .put("price_version", provider + "-1");
        file.putArray("models")
                .addObject()
                .put("model", NAME)
                .put("kind", "chat")
                .put("vocabulary", "o200k")
                .put("context_tokens", 400_000)
                .put("max_output_tokens", 128_000)
                .putObject("usd_per_1m_tokens")
                .put("input", "1.00")
                .put("cached_read", "0.10")
                .put("output", "2.00")
                .put("reasoning", "5.00");
        return file;
    }

    @Test
    void what_responses_have_no_field_for_is_400_names_the_field_and_holds_nothing() {
        provider().answer(TestProvider.json(said().text("never").whole()));
        Map.of(
                        "stop", "\"stop\":\"END\"",
                        "seed", "\"seed\":7",
                        "n", "\"n\":2",
                        "logit_bias", "\"logit_bias\":{\"50256\":-100}",
                        "presence_penalty", "\"presence_penalty\":0.5",
                        "top_logprobs", "\"top_logprobs\":2")
                .forEach(
                        (field, member) -> {
                            JsonNode error =
                                    tenant.client()
                                            .chat(chat().replaceFirst("\\{", "{" + member + ","))
                                            .expect(400)
                                            .path("error");
                            assertThat(error.path("param").asText()).isEqualTo(field);
                        });
        BadRequestException small =
                openAi.failure(BadRequestException.class, asking().maxCompletionTokens(15));
        assertThat(small.param()).contains("max_completion_tokens");
        assertNothingHeld();
    }

    @Test
    void the_callers_mistake_is_told_in_the_providers_words() {
        ObjectNode body = Json.object();
        body.putObject("error")
                .put("message", "Unsupported value: 'none' is not supported")
                .put("type", "invalid_request_error")
                .put("param", "reasoning.effort")
                .put("code", "unsupported_value");
        provider().answer(TestProvider.status(400, "application/json", body.toString()));

        BadRequestException e = openAi.failure(BadRequestException.class, asking());

        assertThat(e.getMessage()).contains("'none' is not supported");
        assertThat(e.code()).contains("unsupported_value");
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void a_response_that_failed_costs_nothing_whole_or_before_its_first_item() {
        ObjectNode failed = (ObjectNode) Json.parse(said().whole());
        failed.put("status", "failed").putNull("usage");
        failed.putObject("error").put("code", "server_error").put("message", "at secret-host");
        provider().answer(TestProvider.json(failed.toString()));
        InternalServerException whole = openAi.failure(InternalServerException.class, asking());
        assertThat(whole.statusCode()).isEqualTo(502);
        assertThat(whole.getMessage()).doesNotContain("secret-host");

        List<String> events = new ArrayList<>(said().begun());
        events.add(said().failed("server_error", "at secret-host"));
        provider().answer(TestProvider.events(events));
        InternalServerException early =
                openAi.streamFailure(InternalServerException.class, asking());
        assertThat(early.statusCode()).isEqualTo(502);
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void a_stream_that_fails_midway_says_so_and_is_charged_for_what_was_produced() {
        List<String> events = said().text("half an").begun();
        events.add(said().failed("server_error", "at secret-host"));
        provider().answer(TestProvider.events(events));

        AlfredClient.Answer answer =
                tenant.client().chat(streamBody("hi").replace("gpt-4o-mini", MODEL));

        assertThat(answer.body())
                .contains("\"hal\"", "\"f an\"")
                .contains("upstream_failed")
                .doesNotContain("secret-host")
                .doesNotContain("[DONE]");
        assertThat(tenant.spent()).isPositive();
        assertThat(CallEntries.charge(tenant).path("estimated").booleanValue()).isTrue();
    }

    @Test
    void a_response_that_failed_with_a_bill_before_its_first_item_is_charged_by_it() {
        List<String> events = new ArrayList<>(said().begun());
        events.add(
                "event: error\ndata: {\"type\":\"error\",\"code\":\"server_error\","
                        + "\"message\":\"at secret-host\"}");
        events.add(said().failedAndBilled("server_error", "at secret-host"));
        provider().answer(TestProvider.events(events));

        AlfredClient.Answer answer =
                tenant.client().chat(streamBody("hi").replace("gpt-4o-mini", MODEL));

        assertThat(answer.body()).contains("upstream_failed").doesNotContain("secret-host");
        assertThat(tenant.spent()).isEqualTo(PRICE.of(USAGE.billed()));
        assertThat(CallEntries.of(tenant).count("RELEASE")).isZero();
    }

    @Test
    void a_whole_response_that_failed_with_a_bill_is_not_given_back() {
        ObjectNode failed = (ObjectNode) Json.parse(said().text("half an").whole());
        failed.put("status", "failed");
        failed.putObject("error").put("code", "server_error").put("message", "at secret-host");
        provider().answer(TestProvider.json(failed.toString()));

        InternalServerException e = openAi.failure(InternalServerException.class, asking());

        assertThat(e.statusCode()).isEqualTo(502);
        assertThat(e.getMessage()).contains("stays held").doesNotContain("secret-host");
    }

    @Test
    void an_answer_without_usage_is_counted_and_marked_estimated() {
        provider()
                .answer(TestProvider.json(ResponseAnswer.withoutUsage(NAME).text("hello").whole()));

        tenant.client().chat(chat()).expect(200);

        JsonNode charge = CallEntries.charge(tenant);
        assertThat(charge.path("estimated").booleanValue()).isTrue();
        assertThat(charge.path("completion_tokens").longValue()).isPositive();
    }

    @Test
    void a_request_for_a_response_goes_as_it_came() {
        String said = said().text("hello").whole();
        provider().answer(TestProvider.json(said));
        String request =
                "{\"model\":\"" + MODEL + "\",\"max_output_tokens\":50,\"input\":\"hi\",\"x\":1}";

        AlfredClient.Answer answer = tenant.client().post("/v1/responses", request);

        assertThat(answer.body()).isEqualTo(said);
        assertThat(provider().only().path()).isEqualTo("/v1/responses");
        assertThat(sent().path("input").asText()).isEqualTo("hi");
        assertThat(sent().has("store")).isFalse();
        assertThat(tenant.spent()).isEqualTo(PRICE.of(USAGE.billed()));
    }
}
