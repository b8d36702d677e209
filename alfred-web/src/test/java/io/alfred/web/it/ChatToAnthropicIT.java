package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ReasoningEffort;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionNamedToolChoice;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** Chats of the official OpenAI SDK that Claude answers. */
@Order(2)
class ChatToAnthropicIT extends TranslatedTest {
    private static final String MODEL = "anthropic/" + Claude.MODEL;
    private static final Claude.Usage USAGE = Claude.Usage.of(60, 12);

    @BeforeEach
    void connect() {
        connect("anthropic");
    }

    private static ChatCompletionCreateParams.Builder params() {
        return params(MODEL);
    }

    private static ChatCompletionCreateParams.Builder params(String model) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage("Say hello.")
                .maxCompletionTokens(100);
    }

    private ChatCompletion ask(ChatCompletionCreateParams.Builder params) {
        return openAi.chat().completions().create(params.build());
    }

    private static FunctionDefinition weather() {
        return FunctionDefinition.builder()
                .name("weather")
                .description("Tells the weather of a city.")
                .parameters(
                        FunctionParameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .putAdditionalProperty(
                                        "properties",
                                        JsonValue.from(Map.of("city", Map.of("type", "string"))))
                                .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                                .build())
                .build();
    }

    private static String finish(ChatCompletion answer) {
        return answer.choices().get(0).finishReason().asString();
    }

    private static List<ChatCompletionMessageFunctionToolCall> calls(ChatCompletion answer) {
        return answer.choices().get(0).message().toolCalls().orElseThrow().stream()
                .map(ChatCompletionMessageToolCall::asFunction)
                .toList();
    }

    @Test
    void a_chat_costs_exactly_the_reported_usage_caches_included() {
        Claude.Usage usage = new Claude.Usage(1_003, 401, 205, 100, 37);
        provider().answer(TestProvider.json(Claude.text("hello", usage)));

        ChatCompletion answer = ask(params());

        assertThat(answer.choices().get(0).message().content()).contains("hello");
        assertThat(finish(answer)).isEqualTo("stop");
        assertThat(answer.usage().orElseThrow().promptTokens()).isEqualTo(1_003 + 401 + 205);
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(37);
        assertThat(answer.usage().orElseThrow().promptTokensDetails().orElseThrow().cachedTokens())
                .contains(401L);
        assertThat(usage.price())
                .isEqualTo(BigInteger.valueOf(1_003_000 + 40_100 + 131_250 + 200_000 + 185_000));
        assertThat(tenant.spent()).isEqualTo(usage.price());
    }

    @Test
    void the_provider_is_spoken_to_in_its_own_protocol_and_with_its_own_key() {
        provider().answer(TestProvider.json(Claude.text("hello", USAGE)));

        ask(params().temperature(0.5).topP(0.9).stop("END").safetyIdentifier("u-1"));

        TestProvider.Seen seen = provider().only();
        assertThat(seen.path()).isEqualTo("/v1/messages");
        assertThat(seen.header("x-api-key")).isEqualTo(TestProvider.KEY);
        assertThat(seen.header("anthropic-version")).isEqualTo("2023-06-01");
        assertThat(seen.headers().toString())
                .doesNotContain(tenant.secret())
                .doesNotContainIgnoringCase("authorization");
        JsonNode sent = sent();
        assertThat(sent.path("model").asText()).isEqualTo(Claude.MODEL);
        assertThat(sent.path("max_tokens").longValue()).isEqualTo(100);
        assertThat(sent.has("max_completion_tokens")).isFalse();
        assertThat(sent.path("temperature").asText()).isEqualTo("0.5");
        assertThat(sent.path("top_p").asText()).isEqualTo("0.9");
        assertThat(sent.at("/stop_sequences/0").asText()).isEqualTo("END");
        assertThat(sent.at("/metadata/user_id").asText()).isEqualTo("u-1");
        assertThat(sent.at("/messages/0/role").asText()).isEqualTo("user");
        assertThat(sent.at("/messages/0/content/0/text").asText()).isEqualTo("Say hello.");
    }

    @Test
    void the_answer_has_the_clients_shape_and_names_its_cost() {
        provider().answer(TestProvider.json(Claude.text("hello", USAGE)));

        AlfredClient.Answer answer =
                tenant.client().chat(chatBody("hi").replace("gpt-4o-mini", MODEL));

        JsonNode body = answer.expect(200);
        assertThat(body.path("object").asText()).isEqualTo("chat.completion");
        assertThat(body.path("id").asText()).startsWith("chatcmpl-");
        assertThat(body.path("model").asText()).isEqualTo(Claude.MODEL);
        assertThat(body.path("created").longValue()).isPositive();
        assertThat(body.at("/choices/0/message/refusal").isNull()).isTrue();
        assertThat(answer.header("X-Alfred-Model")).isEqualTo(MODEL);
        assertThat(Json.nanos(Json.parse(answer.header("X-Alfred-Cost")))).isEqualTo(USAGE.price());
    }

    @Test
    void system_and_developer_texts_stand_in_the_system_field() {
        provider().answer(TestProvider.json(Claude.text("hello", USAGE)));

        ask(params().addSystemMessage("Be brief.").addDeveloperMessage("Speak French."));

        JsonNode sent = sent();
        assertThat(sent.at("/system/0/text").asText()).isEqualTo("Be brief.");
        assertThat(sent.at("/system/1/text").asText()).isEqualTo("Speak French.");
        assertThat(sent.path("messages")).hasSize(1);
    }

    @Test
    void without_a_bound_the_models_own_is_sent_and_told() {
        provider().answer(TestProvider.json(Claude.text("hello", USAGE)));

        AlfredClient.Answer answer =
                tenant.client()
                        .chat(
                                chatBody("hi")
                                        .replace("gpt-4o-mini", MODEL)
                                        .replace("\"max_tokens\":100,", ""));

        answer.expect(200);
        assertThat(sent().path("max_tokens").longValue()).isEqualTo(64_000);
        assertThat(answer.header("X-Alfred-Max-Output-Tokens")).isEqualTo("64000");
        assertThat(tenant.spent()).isEqualTo(USAGE.price());
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
        ChatCompletionCreateParams.Builder dialogue = params().addFunctionTool(weather());

        ChatCompletion asking = ask(dialogue);

        JsonNode tool = sent().at("/tools/0");
        assertThat(tool.path("name").asText()).isEqualTo("weather");
        assertThat(tool.path("description").asText()).isEqualTo("Tells the weather of a city.");
        assertThat(tool.at("/input_schema/properties/city/type").asText()).isEqualTo("string");
        assertThat(tool.at("/input_schema/required/0").asText()).isEqualTo("city");
        assertThat(finish(asking)).isEqualTo("tool_calls");
        assertThat(asking.choices().get(0).message().content()).contains("I will look.");
        assertThat(calls(asking))
                .extracting(ChatCompletionMessageFunctionToolCall::id)
                .containsExactly("toolu_01A", "toolu_01B");
        assertThat(Json.parse(calls(asking).get(1).function().arguments()).path("city").asText())
                .isEqualTo("Oslo");

        provider().answer(TestProvider.json(Claude.text("sun and snow", USAGE)));
        ask(
                dialogue.addMessage(asking.choices().get(0).message())
                        .addMessage(result("toolu_01A", "sun"))
                        .addMessage(result("toolu_01B", "snow")));

        JsonNode messages = sent().path("messages");
        assertThat(messages).as("both results in one message of the user").hasSize(3);
        assertThat(messages.at("/1/role").asText()).isEqualTo("assistant");
        assertThat(messages.at("/1/content/0/text").asText()).isEqualTo("I will look.");
        assertThat(messages.at("/1/content/1/type").asText()).isEqualTo("tool_use");
        assertThat(messages.at("/1/content/1/id").asText()).isEqualTo("toolu_01A");
        assertThat(messages.at("/1/content/2/input/city").asText()).isEqualTo("Oslo");
        assertThat(messages.at("/2/role").asText()).isEqualTo("user");
        assertThat(messages.at("/2/content/0/type").asText()).isEqualTo("tool_result");
        assertThat(messages.at("/2/content/0/tool_use_id").asText()).isEqualTo("toolu_01A");
        assertThat(messages.at("/2/content/1/tool_use_id").asText()).isEqualTo("toolu_01B");
        assertThat(messages.at("/2/content/1/content/0/text").asText()).isEqualTo("snow");
        assertThat(tenant.spent()).isEqualTo(USAGE.price().add(USAGE.price()));
    }

    private static ChatCompletionToolMessageParam result(String id, String content) {
        return ChatCompletionToolMessageParam.builder().toolCallId(id).content(content).build();
    }

    @Test
    void a_tool_choice_is_told_in_the_providers_words() {
        expectChoice(
                params().toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED),
                "{\"type\":\"any\"}");
        expectChoice(
                params().toolChoice(ChatCompletionToolChoiceOption.Auto.NONE),
                "{\"type\":\"none\"}");
        expectChoice(
                params().parallelToolCalls(false),
                "{\"type\":\"auto\",\"disable_parallel_tool_use\":true}");
        expectChoice(
                params().toolChoice(
                                ChatCompletionNamedToolChoice.builder()
                                        .function(
                                                ChatCompletionNamedToolChoice.Function.builder()
                                                        .name("weather")
                                                        .build())
                                        .build()),
                "{\"type\":\"tool\",\"name\":\"weather\"}");
    }

    private void expectChoice(ChatCompletionCreateParams.Builder params, String choice) {
        provider().answer(TestProvider.json(Claude.text("ok", USAGE)));
        ask(params.addFunctionTool(weather()));
        assertThat(sent().path("tool_choice")).isEqualTo(Json.parse(choice));
    }

    @Test
    void a_picture_in_a_data_url_is_sent_as_a_block() {
        provider().answer(TestProvider.json(Claude.text("a dot", USAGE)));

        ask(
                params().addUserMessageOfArrayOfContentParts(
                                List.of(
                                        ChatCompletionContentPart.ofText(
                                                ChatCompletionContentPartText.builder()
                                                        .text("What is this?")
                                                        .build()),
                                        ChatCompletionContentPart.ofImageUrl(
                                                ChatCompletionContentPartImage.builder()
                                                        .imageUrl(
                                                                ChatCompletionContentPartImage
                                                                        .ImageUrl.builder()
                                                                        .url(PIXEL_URL)
                                                                        .build())
                                                        .build()))));

        JsonNode content = sent().at("/messages/0/content");
        assertThat(content.at("/0/text").asText()).isEqualTo("Say hello.");
        assertThat(content.at("/1/text").asText()).isEqualTo("What is this?");
        assertThat(content.at("/2/type").asText()).isEqualTo("image");
        assertThat(content.at("/2/source"))
                .isEqualTo(
                        Json.object()
                                .put("type", "base64")
                                .put("media_type", "image/png")
                                .put("data", PIXEL));
    }

    @Test
    void a_pdf_in_a_data_url_is_sent_as_a_document() {
        Claude.Usage usage = Claude.Usage.of(1_612, 12);
        provider().answer(TestProvider.json(Claude.text("a report", usage)));

        ask(Attachments.asking(MODEL, Attachments.pdf()));

        JsonNode document = sent().at("/messages/0/content/1");
        assertThat(document.path("type").asText()).isEqualTo("document");
        assertThat(document.path("title").asText()).isEqualTo("report.pdf");
        assertThat(document.path("source"))
                .isEqualTo(
                        Json.object()
                                .put("type", "base64")
                                .put("media_type", "application/pdf")
                                .put("data", Attachments.PDF));
        assertThat(tenant.spent()).isEqualTo(usage.price());
    }

    @Test
    void an_answers_schema_is_sent_as_the_output_format() {
        provider().answer(TestProvider.json(Claude.text("{\"city\":\"Rome\"}", USAGE)));

        ChatCompletion answer =
                ask(
                        params().responseFormat(
                                        ResponseFormatJsonSchema.builder()
                                                .jsonSchema(
                                                        ResponseFormatJsonSchema.JsonSchema
                                                                .builder()
                                                                .name("place")
                                                                .strict(true)
                                                                .schema(citySchema())
                                                                .build())
                                                .build()));

        JsonNode format = sent().at("/output_config/format");
        assertThat(format.path("type").asText()).isEqualTo("json_schema");
        assertThat(format.at("/schema/properties/city/type").asText()).isEqualTo("string");
        assertThat(answer.choices().get(0).message().content()).contains("{\"city\":\"Rome\"}");
    }

    private static ResponseFormatJsonSchema.JsonSchema.Schema citySchema() {
        return ResponseFormatJsonSchema.JsonSchema.Schema.builder()
                .putAdditionalProperty("type", JsonValue.from("object"))
                .putAdditionalProperty(
                        "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                .putAdditionalProperty("additionalProperties", JsonValue.from(false))
                .build();
    }

    @Test
    void an_effort_becomes_a_budget_or_an_effort_as_the_model_knows_it() {
        provider().answer(TestProvider.json(Claude.text("42", USAGE)));
        ask(params().maxCompletionTokens(10_000).reasoningEffort(ReasoningEffort.LOW));
        assertThat(sent().at("/thinking/type").asText()).isEqualTo("enabled");
        assertThat(sent().at("/thinking/budget_tokens").longValue()).isEqualTo(2_000);

        provider().answer(TestProvider.json(Claude.text("42", USAGE)));
        ask(
                params("anthropic/claude-sonnet-4-6")
                        .maxCompletionTokens(10_000)
                        .reasoningEffort(ReasoningEffort.HIGH));
        assertThat(sent().at("/thinking/type").asText()).isEqualTo("adaptive");
        assertThat(sent().at("/output_config/effort").asText()).isEqualTo("high");
    }

    @Test
    void reasoning_is_shown_and_comes_back_to_the_provider_unchanged() {
        provider()
                .answer(
                        TestProvider.json(
                                ClaudeAnswer.costing(USAGE)
                                        .thinking("Six times seven.", "c2lnbmVk")
                                        .sealed("c2VhbGVk")
                                        .text("42")
                                        .whole()));

        AlfredClient.Answer answer =
                tenant.client().chat(chatBody("hi").replace("gpt-4o-mini", MODEL));

        JsonNode message = answer.expect(200).at("/choices/0/message");
        assertThat(message.path("reasoning_content").asText()).isEqualTo("Six times seven.");
        assertThat(message.path("content").asText()).isEqualTo("42");
        assertThat(message.at("/reasoning_details/0/signature").asText()).isEqualTo("c2lnbmVk");

        provider().answer(TestProvider.json(Claude.text("43", USAGE)));
        tenant.client()
                .chat(
                        "{\"model\":\""
                                + MODEL
                                + "\",\"max_tokens\":100,\"messages\":["
                                + "{\"role\":\"user\",\"content\":\"hi\"},"
                                + message
                                + ",{\"role\":\"user\",\"content\":\"And one more?\"}]}")
                .expect(200);
        JsonNode said = sent().at("/messages/1/content");
        assertThat(said.at("/0"))
                .isEqualTo(
                        Json.object()
                                .put("type", "thinking")
                                .put("thinking", "Six times seven.")
                                .put("signature", "c2lnbmVk"));
        assertThat(said.at("/1"))
                .isEqualTo(Json.object().put("type", "redacted_thinking").put("data", "c2VhbGVk"));
        assertThat(said.at("/2/text").asText()).isEqualTo("42");
    }

    @Test
    void every_stop_reason_has_its_word() {
        Map.of(
                        "end_turn", "stop",
                        "stop_sequence", "stop",
                        "max_tokens", "length",
                        "model_context_window_exceeded", "length",
                        "refusal", "content_filter",
                        "pause_turn", "stop")
                .forEach(
                        (reason, word) -> {
                            ClaudeAnswer said =
                                    ClaudeAnswer.costing(USAGE).text("hi").stopping(reason);
                            provider().answer(TestProvider.json(said.whole()));
                            assertThat(finish(ask(params()))).as(reason).isEqualTo(word);
                            provider().answer(TestProvider.events(said.stream()));
                            assertThat(finish(streamed(params())))
                                    .as("%s in a stream", reason)
                                    .isEqualTo(word);
                        });
    }

    private ChatCompletion streamed(ChatCompletionCreateParams.Builder params) {
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> stream =
                openAi.chat().completions().createStreaming(params.build())) {
            stream.stream().forEach(accumulator::accumulate);
        }
        return accumulator.chatCompletion();
    }

    private static ChatCompletionStreamOptions usageAsked() {
        return ChatCompletionStreamOptions.builder().includeUsage(true).build();
    }

    @Test
    void a_streamed_chat_adds_up_to_the_whole_and_is_charged_by_its_last_report() {
        Claude.Usage usage = new Claude.Usage(50, 7, 9, 0, 3);
        provider()
                .answer(TestProvider.events(ClaudeAnswer.costing(usage).text("one two").stream()));

        ChatCompletion answer = streamed(params().streamOptions(usageAsked()));

        assertThat(answer.choices().get(0).message().content()).contains("one two");
        assertThat(answer.usage().orElseThrow().promptTokens()).isEqualTo(66);
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(3);
        JsonNode sent = sent();
        assertThat(sent.path("stream").booleanValue()).isTrue();
        assertThat(sent.has("stream_options")).isFalse();
        assertThat(tenant.spent()).isEqualTo(usage.price());
    }

    @Test
    void streamed_tool_calls_add_up_to_whole_arguments() {
        provider()
                .answer(
                        TestProvider.events(
                                ClaudeAnswer.costing(USAGE)
                                        .text("I will look.")
                                        .call("toolu_01A", "weather", "{\"city\":\"Rome\"}")
                                        .call("toolu_01B", "now", "{}")
                                        .stream()));

        ChatCompletion answer = streamed(params().addFunctionTool(weather()));

        assertThat(finish(answer)).isEqualTo("tool_calls");
        assertThat(calls(answer))
                .extracting(call -> call.id() + " " + call.function().name())
                .containsExactly("toolu_01A weather", "toolu_01B now");
        assertThat(calls(answer).get(0).function().arguments()).isEqualTo("{\"city\":\"Rome\"}");
        assertThat(calls(answer).get(1).function().arguments()).isEqualTo("{}");
        assertThat(tenant.spent()).isEqualTo(USAGE.price());
    }

    @Test
    void a_stream_shows_usage_only_to_who_asked_and_ends_as_the_client_expects() {
        provider()
                .answer(TestProvider.events(ClaudeAnswer.costing(USAGE).text("hi there").stream()));

        String events = tenant.client().chat(streamBody("hi").replace("gpt-4o-mini", MODEL)).body();

        assertThat(events)
                .doesNotContain("usage")
                .doesNotContain("message_stop")
                .endsWith("data: [DONE]\n\n");
        assertThat(tenant.spent()).isEqualTo(USAGE.price());
    }

    @Test
    void streamed_reasoning_is_shown_with_what_the_provider_wants_back() {
        provider()
                .answer(
                        TestProvider.events(
                                ClaudeAnswer.costing(USAGE)
                                        .thinking("Six times seven.", "c2lnbmVk")
                                        .text("42")
                                        .stream()));

        String events = tenant.client().chat(streamBody("hi").replace("gpt-4o-mini", MODEL)).body();

        StringBuilder thought = new StringBuilder();
        StringBuilder signature = new StringBuilder();
        events.lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> Json.parse(line.substring("data: ".length())))
                .map(chunk -> chunk.at("/choices/0/delta"))
                .forEach(
                        delta -> {
                            thought.append(delta.path("reasoning_content").asText(""));
                            signature.append(delta.at("/reasoning_details/0/signature").asText(""));
                        });
        assertThat(thought).hasToString("Six times seven.");
        assertThat(signature).hasToString("c2lnbmVk");
    }

    @Test
    void a_long_prompt_costs_its_own_prices() {
        Claude.Usage usage = new Claude.Usage(150_000, 60_000, 0, 0, 10);
        provider().answer(TestProvider.json(Claude.text("long", usage)));

        ask(params("anthropic/claude-sonnet-4-5"));

        // above 200,000 tokens: 6, 0.60 and 22.50 USD per 1,000,000
        assertThat(tenant.spent())
                .isEqualTo(BigInteger.valueOf(150_000 * 6_000L + 60_000 * 600L + 10 * 22_500L));
    }

    @Test
    void an_answer_without_usage_is_counted_and_marked_estimated() {
        provider()
                .answer(
                        TestProvider.json(
                                ClaudeAnswer.costing(USAGE).text("hello").withoutUsage()));

        AlfredClient.Answer answer =
                tenant.client().chat(chatBody("hi").replace("gpt-4o-mini", MODEL));

        assertThat(answer.expect(200).has("usage")).isFalse();
        // one token per byte is the bound of what was written
        assertCounted(
                answer.header("X-Alfred-Transaction"),
                new Price(1_000_000_000, 100_000_000, 5_000_000_000L),
                "hello".length());
    }

    @Test
    void an_hour_in_the_cache_is_told_held_and_charged_at_its_price() {
        BigInteger minutes = held(cached("5m"), USAGE);
        Claude.Usage usage = new Claude.Usage(9, 0, 40, 40, 2);
        BigInteger hour = held(cached("1h"), usage);

        assertThat(sent().at("/system/0/cache_control"))
                .isEqualTo(Json.object().put("type", "ephemeral").put("ttl", "1h"));
        BigInteger output = BigInteger.valueOf(50 * 5_000);
        // the same bound of the prompt at 1.25 and at 2 USD per 1,000,000 tokens
        assertThat(hour.subtract(output).multiply(BigInteger.valueOf(1_250)))
                .isEqualTo(minutes.subtract(output).multiply(BigInteger.valueOf(2_000)));
        assertThat(usage.price()).isEqualTo(BigInteger.valueOf(9_000 + 80_000 + 10_000));
        assertThat(tenant.spent()).isEqualTo(USAGE.price().add(usage.price()));
    }

    private static String cached(String ttl) {
        return "{\"model\":\""
                + MODEL
                + "\",\"max_tokens\":50,\"messages\":[{\"role\":\"system\",\"content\":"
                + "[{\"type\":\"text\",\"text\":\"Be brief.\","
                + "\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\""
                + ttl
                + "\"}}]},{\"role\":\"user\",\"content\":\"hi\"}]}";
    }

    /** What such a call holds. */
    private BigInteger held(String body, Claude.Usage usage) {
        provider().answer(TestProvider.json(Claude.text("ok", usage)));
        AlfredClient.Answer answer = tenant.client().chat(body);
        answer.expect(200);
        String tx = answer.header("X-Alfred-Transaction");
        Books.resolution(tx);
        return Json.nanos(Books.hold(tx).path("amount"));
    }

    @Test
    void a_wallet_lowers_the_limit_and_the_budget_with_it() {
        BigInteger less = held(reasoning(2_000), USAGE);
        tenant.limit(tenant.userWallet(), tenant.spent().add(less));
        lowerOnShortage();
        provider().answer(TestProvider.json(Claude.text("ok", USAGE)));

        AlfredClient.Answer answer = tenant.client().chat(reasoning(10_000));

        answer.expect(200);
        assertThat(answer.header("X-Alfred-Lowered")).isEqualTo("true");
        assertThat(answer.header("X-Alfred-Max-Output-Tokens")).isEqualTo("2000");
        assertThat(sent().path("max_tokens").longValue()).isEqualTo(2_000);
        assertThat(sent().at("/thinking/budget_tokens").longValue()).isEqualTo(1_600);
        String tx = answer.header("X-Alfred-Transaction");
        Books.resolution(tx);
        assertThat(Json.nanos(Books.hold(tx).path("amount"))).isEqualTo(less);
        assertThat(tenant.spent()).isEqualTo(USAGE.price().add(USAGE.price()));
    }

    @Test
    void a_wallet_without_room_for_the_least_budget_refuses() {
        BigInteger least = held(reasoning(1_025), USAGE);
        BigInteger spent = tenant.spent();
        tenant.limit(tenant.userWallet(), spent.add(least).subtract(BigInteger.ONE));
        lowerOnShortage();
        provider().answer(TestProvider.json(Claude.text("never", USAGE)));

        JsonNode error = tenant.client().chat(reasoning(10_000)).expect(402).path("error");

        assertThat(error.path("code").asText()).isEqualTo("wallet_exhausted");
        assertThat(provider().seen()).isEmpty();
        assertThat(tenant.spent()).isEqualTo(spent);
    }

    private static String reasoning(int limit) {
        return "{\"model\":\""
                + MODEL
                + "\",\"reasoning_effort\":\"high\",\"max_tokens\":"
                + limit
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    }

    private void lowerOnShortage() {
        AlfredClient.admin()
                .put(
                        "/api/wallets/" + tenant.userWallet() + "/on-shortage",
                        Json.object().put("choice", "lower"))
                .expect(200);
    }
}
