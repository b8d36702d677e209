package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.JsonOutputFormat;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.OutputConfig;
import com.anthropic.models.messages.PlainTextSource;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.ThinkingBlock;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolChoiceAny;
import com.anthropic.models.messages.ToolChoiceAuto;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** Messages of the official Anthropic SDK that a provider of OpenAI's protocol answers. */
@Order(2)
class MessagesToOpenAiIT extends TranslatedTest {
    private static final String MODEL = "openai/gpt-4o-mini";
    private static final Completion.Usage USAGE = new Completion.Usage(60, 0, 12);

    private static MessageCreateParams.Builder params() {
        return params(MODEL);
    }

    private static MessageCreateParams.Builder params(String model) {
        return MessageCreateParams.builder()
                .model(model)
                .maxTokens(100)
                .addUserMessage("Say hello.");
    }

    private Message ask(MessageCreateParams.Builder params) {
        return anthropic.messages().create(params.build());
    }

    private Message streamed(MessageCreateParams.Builder params) {
        MessageAccumulator accumulator = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream =
                anthropic.messages().createStreaming(params.build())) {
            stream.stream().forEach(accumulator::accumulate);
        }
        return accumulator.message();
    }

    private static Tool weather() {
        return Tool.builder()
                .name("weather")
                .description("Tells the weather of a city.")
                .inputSchema(
                        Tool.InputSchema.builder()
                                .properties(
                                        Tool.InputSchema.Properties.builder()
                                                .putAdditionalProperty(
                                                        "city",
                                                        JsonValue.from(Map.of("type", "string")))
                                                .build())
                                .addRequired("city")
                                .build())
                .build();
    }

    private static List<ToolUseBlock> calls(Message answer) {
        return answer.content().stream().flatMap(block -> block.toolUse().stream()).toList();
    }

    private static ChatAnswer said() {
        return ChatAnswer.of("gpt-4o-mini").reporting(USAGE.json());
    }

    @Test
    void a_message_costs_exactly_the_reported_usage() {
        Completion.Usage usage = new Completion.Usage(1_003, 401, 37);
        provider().answer(TestProvider.json(Completion.text("hello", usage)));

        Message answer = ask(params());

        assertThat(answer.content().get(0).asText().text()).isEqualTo("hello");
        assertThat(answer.stopReason()).contains(StopReason.END_TURN);
        assertThat(answer.id()).startsWith("msg_");
        assertThat(answer.usage().inputTokens()).as("without the cached").isEqualTo(602);
        assertThat(answer.usage().cacheReadInputTokens()).contains(401L);
        assertThat(answer.usage().outputTokens()).isEqualTo(37);
        assertThat(tenant.spent())
                .isEqualTo(Price.GPT_4O_MINI.of(usage))
                .isEqualTo(BigInteger.valueOf(142_575));
    }

    @Test
    void the_provider_is_spoken_to_in_its_own_protocol_and_with_its_own_key() {
        provider().answer(TestProvider.json(said().text("hello").whole()));

        ask(
                params().system("Be brief.")
                        .addStopSequence("END")
                        .putAdditionalBodyProperty("temperature", JsonValue.from(0.5)));

        TestProvider.Seen seen = provider().only();
        assertThat(seen.path()).isEqualTo("/v1/chat/completions");
        assertThat(seen.header("Authorization")).isEqualTo("Bearer " + TestProvider.KEY);
        assertThat(seen.headers().toString())
                .doesNotContain(tenant.secret())
                .doesNotContainIgnoringCase("x-api-key")
                .doesNotContainIgnoringCase("anthropic-");
        JsonNode sent = sent();
        assertThat(sent.path("model").asText()).isEqualTo("gpt-4o-mini");
        assertThat(sent.path("max_completion_tokens").longValue()).isEqualTo(100);
        assertThat(sent.has("max_tokens")).isFalse();
        assertThat(sent.has("system")).isFalse();
        assertThat(sent.at("/messages/0"))
                .isEqualTo(Json.object().put("role", "developer").put("content", "Be brief."));
        assertThat(sent.at("/messages/1"))
                .isEqualTo(Json.object().put("role", "user").put("content", "Say hello."));
        assertThat(sent.path("temperature").asText()).isEqualTo("0.5");
        assertThat(sent.at("/stop/0").asText()).isEqualTo("END");
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
        MessageCreateParams.Builder dialogue = params().addTool(weather());

        Message asking = ask(dialogue);

        JsonNode tool = sent().at("/tools/0");
        assertThat(tool.path("type").asText()).isEqualTo("function");
        assertThat(tool.at("/function/name").asText()).isEqualTo("weather");
        assertThat(tool.at("/function/parameters/properties/city/type").asText())
                .isEqualTo("string");
        assertThat(asking.stopReason()).contains(StopReason.TOOL_USE);
        assertThat(asking.content().get(0).asText().text()).isEqualTo("I will look.");
        assertThat(calls(asking)).extracting(ToolUseBlock::id).containsExactly("call_1", "call_2");
        assertThat(calls(asking).get(1)._input()).isEqualTo(JsonValue.from(Map.of("city", "Oslo")));

        provider().answer(TestProvider.json(said().text("sun and snow").whole()));
        ask(
                dialogue.addMessage(asking)
                        .addUserMessageOfContentBlockParams(
                                List.of(
                                        result("call_1", "sun", false),
                                        result("call_2", "no such city", true))));

        JsonNode messages = sent().path("messages");
        assertThat(messages).hasSize(4);
        assertThat(messages.at("/1/content").asText()).isEqualTo("I will look.");
        assertThat(messages.at("/1/tool_calls/0/id").asText()).isEqualTo("call_1");
        assertThat(messages.at("/1/tool_calls/1/function/name").asText()).isEqualTo("weather");
        assertThat(Json.parse(messages.at("/1/tool_calls/1/function/arguments").asText()))
                .isEqualTo(Json.object().put("city", "Oslo"));
        assertThat(messages.at("/2"))
                .isEqualTo(
                        Json.object()
                                .put("role", "tool")
                                .put("tool_call_id", "call_1")
                                .put("content", "sun"));
        assertThat(messages.at("/3/tool_call_id").asText()).isEqualTo("call_2");
        assertThat(messages.at("/3/content").asText()).contains("failed", "no such city");
        BigInteger once = Price.GPT_4O_MINI.of(USAGE);
        assertThat(tenant.spent()).isEqualTo(once.add(once));
    }

    private static ContentBlockParam result(String id, String content, boolean failed) {
        ToolResultBlockParam.Builder result =
                ToolResultBlockParam.builder().toolUseId(id).content(content);
        return ContentBlockParam.ofToolResult(
                failed ? result.isError(true).build() : result.build());
    }

    @Test
    void a_tool_choice_is_told_in_the_providers_words() {
        provider().answer(TestProvider.json(said().text("ok").whole()));
        ask(params().addTool(weather()).toolChoice(ToolChoiceAny.builder().build()));
        assertThat(sent().path("tool_choice").asText()).isEqualTo("required");

        provider().answer(TestProvider.json(said().text("ok").whole()));
        ask(params().addTool(weather()).toolToolChoice("weather"));
        assertThat(sent().at("/tool_choice/function/name").asText()).isEqualTo("weather");

        provider().answer(TestProvider.json(said().text("ok").whole()));
        ask(
                params().addTool(weather())
                        .toolChoice(ToolChoiceAuto.builder().disableParallelToolUse(true).build()));
        assertThat(sent().has("tool_choice")).isFalse();
        assertThat(sent().path("parallel_tool_calls").booleanValue()).isFalse();
        assertThat(sent().has("parallel_tool_calls")).isTrue();
    }

    @Test
    void a_picture_is_sent_as_a_data_url() {
        provider().answer(TestProvider.json(said().text("a dot").whole()));

        ask(
                params().addUserMessageOfContentBlockParams(
                                List.of(
                                        ContentBlockParam.ofText("What is this?"),
                                        ContentBlockParam.ofImage(
                                                Base64ImageSource.builder()
                                                        .mediaType(
                                                                Base64ImageSource.MediaType
                                                                        .IMAGE_PNG)
                                                        .data(PIXEL)
                                                        .build()))));

        JsonNode content = sent().at("/messages/1/content");
        assertThat(content.at("/0/text").asText()).isEqualTo("What is this?");
        assertThat(content.at("/1/type").asText()).isEqualTo("image_url");
        assertThat(content.at("/1/image_url/url").asText()).isEqualTo(PIXEL_URL);
    }

    @Test
    void an_answers_schema_is_sent_as_the_response_format() {
        provider().answer(TestProvider.json(said().text("{\"city\":\"Rome\"}").whole()));

        Message answer =
                ask(
                        params().outputConfig(
                                        OutputConfig.builder()
                                                .format(
                                                        JsonOutputFormat.builder()
                                                                .schema(citySchema())
                                                                .build())
                                                .build()));

        JsonNode format = sent().path("response_format");
        assertThat(format.path("type").asText()).isEqualTo("json_schema");
        assertThat(format.at("/json_schema/schema/properties/city/type").asText())
                .isEqualTo("string");
        assertThat(format.at("/json_schema/strict").booleanValue()).isTrue();
        assertThat(answer.content().get(0).asText().text()).isEqualTo("{\"city\":\"Rome\"}");
    }

    private static JsonOutputFormat.Schema citySchema() {
        return JsonOutputFormat.Schema.builder()
                .putAdditionalProperty("type", JsonValue.from("object"))
                .putAdditionalProperty(
                        "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                .putAdditionalProperty("additionalProperties", JsonValue.from(false))
                .build();
    }

    @Test
    void thinking_becomes_an_effort_and_what_it_took_is_told() {
        provider()
                .answer(
                        TestProvider.json(
                                ChatAnswer.of("gpt-5-mini")
                                        .text("42")
                                        .reporting(Compatible.usage(60, 20, 900, 800))
                                        .whole()));

        Message answer = ask(params("openai/gpt-5-mini").maxTokens(10_000).enabledThinking(5_000));

        assertThat(sent().path("reasoning_effort").asText()).isEqualTo("medium");
        assertThat(sent().has("thinking")).isFalse();
        assertThat(answer.usage().outputTokensDetails().orElseThrow().thinkingTokens())
                .isEqualTo(800);
        // 0.25, 0.025 and 2 USD per 1,000,000; reasoning is part of the completion
        assertThat(tenant.spent())
                .isEqualTo(
                        new Price(250_000_000, 25_000_000, 2_000_000_000L)
                                .of(new Completion.Usage(60, 20, 900)));
    }

    @Test
    void every_finish_reason_has_its_word() {
        Map.of(
                        "stop", StopReason.END_TURN,
                        "length", StopReason.MAX_TOKENS,
                        "content_filter", StopReason.REFUSAL)
                .forEach(
                        (reason, word) -> {
                            ChatAnswer answer = said().text("hi").finishing(reason);
                            provider().answer(TestProvider.json(answer.whole()));
                            assertThat(ask(params()).stopReason()).as(reason).contains(word);
                            provider().answer(TestProvider.events(answer.stream()));
                            assertThat(streamed(params()).stopReason())
                                    .as("%s in a stream", reason)
                                    .contains(word);
                        });
    }

    @Test
    void a_refusal_is_told_as_text() {
        provider().answer(TestProvider.json(said().refusal("I will not.").whole()));
        assertThat(ask(params()).content().get(0).asText().text()).isEqualTo("I will not.");
    }

    @Test
    void a_streamed_message_adds_up_to_the_whole_and_is_charged_by_its_report() {
        Completion.Usage usage = new Completion.Usage(50, 10, 3);
        provider()
                .answer(
                        TestProvider.events(
                                ChatAnswer.of("gpt-4o-mini")
                                        .text("one two")
                                        .reporting(usage.json())
                                        .stream()));

        Message answer = streamed(params());

        assertThat(answer.content())
                .singleElement()
                .satisfies(block -> assertThat(block.asText().text()).isEqualTo("one two"));
        assertThat(answer.stopReason()).contains(StopReason.END_TURN);
        assertThat(answer.usage().outputTokens()).isEqualTo(3);
        JsonNode sent = sent();
        assertThat(sent.path("stream").booleanValue()).isTrue();
        assertThat(sent.at("/stream_options/include_usage").booleanValue()).isTrue();
        assertThat(tenant.spent()).isEqualTo(Price.GPT_4O_MINI.of(usage));
    }

    @Test
    void streamed_tool_calls_add_up_to_whole_inputs() {
        provider()
                .answer(
                        TestProvider.events(
                                said()
                                        .text("I will look.")
                                        .call("call_1", "weather", "{\"city\":\"Rome\"}")
                                        .call("call_2", "now", "{}")
                                        .stream()));

        Message answer = streamed(params().addTool(weather()));

        assertThat(answer.stopReason()).contains(StopReason.TOOL_USE);
        assertThat(answer.content()).hasSize(3);
        assertThat(calls(answer))
                .extracting(call -> call.id() + " " + call.name())
                .containsExactly("call_1 weather", "call_2 now");
        assertThat(calls(answer).get(0)._input()).isEqualTo(JsonValue.from(Map.of("city", "Rome")));
        assertThat(calls(answer).get(1)._input()).isEqualTo(JsonValue.from(Map.of()));
        assertThat(tenant.spent()).isEqualTo(Price.GPT_4O_MINI.of(USAGE));
    }

    @Test
    void the_events_of_a_stream_come_in_the_protocols_order() {
        provider().answer(TestProvider.events(said().text("hi there").stream()));

        String events =
                tenant.client()
                        .post(
                                "/v1/messages",
                                "{\"model\":\""
                                        + MODEL
                                        + "\",\"max_tokens\":50,\"stream\":true,\"messages\":"
                                        + "[{\"role\":\"user\",\"content\":\"hi\"}]}")
                        .body();

        assertThat(events).doesNotContain("[DONE]").doesNotContain("chat.completion");
        assertThat(events.lines().filter(line -> line.startsWith("event: ")).distinct())
                .containsExactly(
                        "event: message_start",
                        "event: content_block_start",
                        "event: content_block_delta",
                        "event: content_block_stop",
                        "event: message_delta",
                        "event: message_stop");
    }

    @Test
    void a_long_prompt_costs_its_own_prices() {
        provider()
                .answer(
                        TestProvider.json(
                                ChatAnswer.of("gpt-5.4")
                                        .text("long")
                                        .reporting(Compatible.usage(300_000, 100_000, 10, 0))
                                        .whole()));

        ask(params("openai/gpt-5.4"));

        // above 272,000 tokens: 5, 0.50 and 22.50 USD per 1,000,000
        assertThat(tenant.spent())
                .isEqualTo(
                        new Price(5_000_000_000L, 500_000_000, 22_500_000_000L)
                                .of(new Completion.Usage(300_000, 100_000, 10)));
    }

    @Test
    void a_document_that_is_text_is_sent_as_text() {
        provider().answer(TestProvider.json(said().text("read").whole()));

        ask(
                params().addUserMessageOfContentBlockParams(
                                List.of(
                                        ContentBlockParam.ofDocument(
                                                PlainTextSource.builder()
                                                        .data("Once upon a time.")
                                                        .build()))));

        assertThat(sent().at("/messages/1/content").toString()).contains("Once upon a time.");
    }

    @Test
    void blocks_of_thought_from_elsewhere_are_left_out() {
        provider().answer(TestProvider.json(said().text("ok").whole()));
        ContentBlock thought = anthropicThought("Six times seven.", "c2lnbmVk");

        ask(
                params().addAssistantMessageOfContentBlockParams(
                                List.of(thought.toParam(), ContentBlockParam.ofText("42")))
                        .addUserMessage("And one more?"));

        JsonNode said = sent().at("/messages/1");
        assertThat(said).isEqualTo(Json.object().put("role", "assistant").put("content", "42"));
    }

    private static ContentBlock anthropicThought(String text, String signature) {
        return ContentBlock.ofThinking(
                ThinkingBlock.builder().thinking(text).signature(signature).build());
    }
}
