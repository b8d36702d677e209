package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.models.messages.CacheControlEphemeral;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.ToolChoiceAuto;
import com.anthropic.models.messages.ToolUseBlock;
import com.fasterxml.jackson.databind.JsonNode;
import com.openai.errors.InternalServerException;
import com.openai.models.ReasoningEffort;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletion.Choice.FinishReason;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** Calls of both official SDKs, told to Bedrock and back. */
@Order(2)
class BedrockSdkIT extends TwoSdksTest {
    private static final String KEY_ID = "AKIAIOSFODNN7EXAMPLE"; // secret-hook:allow

    private static final String SECRET_ACCESS_KEY = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY";

    @Override
    void configure() {
        Converse.configure("sigv4", TestProvider.KEY);
    }

    @AfterAll
    static void leave() {
        disable(Converse.PROVIDER);
    }

    @Test
    void a_bedrock_api_key_goes_out_as_it_is_and_nothing_of_the_clients() {
        for (String auth : List.of("sigv4", "bearer")) {
            Converse.configure(auth, TestProvider.KEY);
            provider().answer(TestProvider.json(answered("end_turn")));

            openAi.whole(OpenAiApp.asking(Converse.HAIKU));

            TestProvider.Seen seen = provider().only();
            assertThat(seen.header("Authorization")).isEqualTo("Bearer " + TestProvider.KEY);
            assertThat(seen.headers().toString()).doesNotContain(tenant.secret());
        }
    }

    private static String answered(String stopReason) {
        return Converse.answer(stopReason, Converse.Usage.of(9, 3), Converse.text("so far"));
    }

    @Test
    void an_access_key_whose_region_no_host_names_is_refused_precisely_and_gives_the_hold_back() {
        Converse.configure(
                "sigv4",
                Json.object()
                        .put("access_key_id", KEY_ID)
                        .put("secret_access_key", SECRET_ACCESS_KEY)
                        .toString());
        provider().answer(TestProvider.json(answered("end_turn")));

        InternalServerException e =
                openAi.failure(InternalServerException.class, OpenAiApp.asking(Converse.HAIKU));
        com.anthropic.errors.InternalServerException other =
                anthropic.failure(
                        com.anthropic.errors.InternalServerException.class,
                        AnthropicApp.asking(Converse.HAIKU));

        assertThat(e.statusCode()).isEqualTo(502);
        assertThat(e.code()).contains("upstream_failed");
        assertThat(e.getMessage())
                .contains("provider \"amazon-bedrock\"")
                .contains("base URL does not name an AWS region")
                .doesNotContain(SECRET_ACCESS_KEY)
                .doesNotContain(KEY_ID);
        assertThat(other.getMessage())
                .contains("base URL does not name an AWS region")
                .doesNotContain(SECRET_ACCESS_KEY);
        assertThat(provider().seen()).isEmpty();
        assertNothingCharged(2);
    }

    @Test
    void an_access_key_that_is_not_whole_is_refused_and_gives_the_hold_back() {
        Converse.configure("sigv4", "{\"access_key_id\":\"" + KEY_ID + "\"}");

        InternalServerException e =
                openAi.failure(InternalServerException.class, OpenAiApp.asking(Converse.HAIKU));

        assertThat(e.getMessage()).doesNotContain(KEY_ID);
        assertNothingCharged(1);
    }

    @Test
    void a_chat_is_told_in_the_words_of_converse_and_costs_the_reported_usage() {
        Converse.Usage usage = new Converse.Usage(20, 1_000, 600, 400, 45);
        provider()
                .answer(
                        TestProvider.json(
                                Converse.answer("end_turn", usage, Converse.text("hello"))));

        ChatCompletion answer =
                openAi.whole(
                        OpenAiApp.asking(Converse.HAIKU)
                                .addDeveloperMessage("Be brief.")
                                .temperature(0.5));

        assertThat(OpenAiApp.text(answer)).isEqualTo("hello");
        assertThat(OpenAiApp.finish(answer)).isEqualTo(FinishReason.STOP);
        assertThat(answer.usage().orElseThrow().promptTokens()).isEqualTo(1_620);
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(45);
        assertThat(answer.usage().orElseThrow().promptTokensDetails().orElseThrow().cachedTokens())
                .contains(1_000L);
        assertThat(provider().only().path())
                .isEqualTo("/model/anthropic.claude-haiku-4-5-20251001-v1:0/converse");
        JsonNode sent = sent();
        assertThat(sent.at("/system/0/text").asText()).isEqualTo("Be brief.");
        assertThat(sent.at("/messages/0/content/0/text").asText()).isEqualTo("Say hello.");
        assertThat(sent.at("/inferenceConfig/maxTokens").asInt()).isEqualTo(100);
        assertThat(sent.at("/inferenceConfig/temperature").decimalValue()).isEqualTo("0.5");
        assertThat(sent.has("model")).isFalse();
        assertThat(usage.price())
                .isEqualTo(BigInteger.valueOf(22_000 + 110_000 + 275_000 + 880_000 + 247_500));
        assertThat(tenant.spent()).isEqualTo(usage.price());
    }

    /** Converse does not say which model answered, but clients read and log it. */
    @Test
    void an_answer_names_a_model_although_bedrock_does_not() {
        provider().answer(TestProvider.json(answered("end_turn")));

        assertThat(openAi.whole(OpenAiApp.asking(Converse.HAIKU)).model()).isNotEmpty();
        assertThat(anthropic.whole(AnthropicApp.asking(Converse.HAIKU)).model().asString())
                .isNotEmpty();
    }

    @Test
    void several_tool_calls_and_their_results_make_the_whole_way() {
        Converse.Usage first = Converse.Usage.of(80, 40);
        provider()
                .answer(
                        TestProvider.json(
                                Converse.answer(
                                        "tool_use",
                                        first,
                                        Converse.text("I look."),
                                        Converse.toolUse("tooluse_a", "Oslo"),
                                        Converse.toolUse("tooluse_b", "Rome"))));

        ChatCompletion asked =
                openAi.whole(
                        OpenAiApp.asking(Converse.HAIKU)
                                .addFunctionTool(OpenAiApp.weather())
                                .toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED));

        JsonNode config = sent().path("toolConfig");
        assertThat(config.at("/tools/0/toolSpec/name").asText()).isEqualTo("weather");
        assertThat(config.at("/tools/0/toolSpec/inputSchema/json/properties/city/type").asText())
                .isEqualTo("string");
        assertThat(config.path("toolChoice").has("any")).isTrue();
        assertThat(OpenAiApp.text(asked)).isEqualTo("I look.");
        assertThat(OpenAiApp.finish(asked)).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(OpenAiApp.calls(asked))
                .extracting(ChatCompletionMessageFunctionToolCall::id)
                .containsExactly("tooluse_a", "tooluse_b");

        provider().answer(TestProvider.json(answered("end_turn")));
        openAi.whole(
                OpenAiApp.asking(Converse.HAIKU)
                        .addFunctionTool(OpenAiApp.weather())
                        .addMessage(asked.choices().get(0).message())
                        .addMessage(OpenAiApp.result("tooluse_a", "4 degrees"))
                        .addMessage(OpenAiApp.result("tooluse_b", "20 degrees"))
                        .addUserMessage("Well?"));

        JsonNode said = sent().path("messages");
        assertThat(said).as("roles take turns").hasSize(3);
        assertThat(said.at("/1/content/0/text").asText()).isEqualTo("I look.");
        assertThat(said.at("/1/content/1/toolUse/input/city").asText()).isEqualTo("Oslo");
        assertThat(said.at("/2/content/0/toolResult/toolUseId").asText()).isEqualTo("tooluse_a");
        assertThat(said.at("/2/content/1/toolResult/content/0/text").asText())
                .isEqualTo("20 degrees");
        assertThat(said.at("/2/content/2/text").asText()).isEqualTo("Well?");
        assertThat(tenant.spent()).isEqualTo(first.price().add(Converse.Usage.of(9, 3).price()));
    }

    @Test
    void a_claude_can_be_told_to_call_one_tool_at_most() {
        provider().answer(TestProvider.json(answered("end_turn")));

        openAi.whole(
                OpenAiApp.asking(Converse.HAIKU)
                        .addFunctionTool(OpenAiApp.weather())
                        .parallelToolCalls(false));

        JsonNode choice = sent().at("/additionalModelRequestFields/tool_choice");
        assertThat(choice.path("type").asText()).isEqualTo("auto");
        assertThat(choice.path("disable_parallel_tool_use").booleanValue()).isTrue();

        provider().answer(TestProvider.json(answered("end_turn")));
        anthropic.whole(
                AnthropicApp.asking(Converse.HAIKU)
                        .addTool(AnthropicApp.weather())
                        .toolChoice(ToolChoiceAuto.builder().disableParallelToolUse(true).build()));

        assertThat(
                        sent().at(
                                        "/additionalModelRequestFields/tool_choice"
                                                + "/disable_parallel_tool_use")
                                .booleanValue())
                .isTrue();
    }

    @Test
    void pictures_and_schemas_of_both_clients_reach_bedrock() {
        provider().answer(TestProvider.json(answered("end_turn")));
        openAi.whole(
                OpenAiApp.asking(
                                Converse.HAIKU, ChatCompletionContentPartImage.ImageUrl.Detail.AUTO)
                        .responseFormat(OpenAiApp.citySchema()));
        assertPictureAndSchema(sent());

        provider().answer(TestProvider.json(answered("end_turn")));
        anthropic.whole(
                AnthropicApp.askingAboutPicture(Converse.HAIKU)
                        .outputConfig(AnthropicApp.citySchema()));
        assertPictureAndSchema(sent());
    }

    private static void assertPictureAndSchema(JsonNode sent) {
        JsonNode image = sent.at("/messages/0/content/1/image");
        assertThat(image.path("format").asText()).isEqualTo("png");
        assertThat(image.at("/source/bytes").asText()).isEqualTo(OpenAiApp.PICTURE);
        JsonNode format = sent.at("/outputConfig/textFormat");
        assertThat(format.path("type").asText()).isEqualTo("json_schema");
        JsonNode schema = Json.parse(format.at("/structure/jsonSchema/schema").asText());
        assertThat(schema.at("/properties/city/type").asText()).isEqualTo("string");
    }

    @Test
    void reasoning_is_asked_for_in_the_words_of_each_vendor_and_shown() {
        provider()
                .answer(
                        TestProvider.json(
                                Converse.answer(
                                        "end_turn",
                                        Converse.Usage.of(11, 15),
                                        Converse.reasoning("Let me count.", "c2ln"),
                                        Converse.text("two"))));

        ChatCompletion answer =
                openAi.whole(
                        OpenAiApp.asking(Converse.HAIKU)
                                .maxCompletionTokens(10_000)
                                .reasoningEffort(ReasoningEffort.MEDIUM));

        JsonNode thinking = sent().at("/additionalModelRequestFields/thinking");
        assertThat(thinking.path("type").asText()).isEqualTo("enabled");
        assertThat(thinking.path("budget_tokens").asInt()).as("half").isEqualTo(5_000);
        assertThat(OpenAiApp.reasoning(answer)).isEqualTo("Let me count.");
        assertThat(OpenAiApp.text(answer)).isEqualTo("two");
        assertThat(tenant.spent()).isEqualTo(Converse.Usage.of(11, 15).price());

        provider().answer(TestProvider.json(answered("end_turn")));
        openAi.whole(OpenAiApp.asking(Converse.GPT_OSS).reasoningEffort(ReasoningEffort.LOW));
        assertThat(sent().at("/additionalModelRequestFields/reasoning_effort").asText())
                .isEqualTo("low");
        assertThat(tenant.spent())
                .isEqualTo(
                        Converse.Usage.of(11, 15)
                                .price()
                                .add(Converse.GPT_OSS_PRICE.of(new Completion.Usage(9, 0, 3))));
    }

    @Test
    void a_streamed_chat_is_put_together_by_the_sdk_and_charged_by_its_last_report() {
        Converse.Usage usage = new Converse.Usage(20, 1_000, 0, 0, 45);
        provider()
                .answer(
                        Converse.frames(
                                Converse.all(
                                        List.of(
                                                Converse.start(),
                                                Converse.textPiece(0, "Grüß "),
                                                Converse.textPiece(0, "Gott"),
                                                Converse.stop(0)),
                                        Converse.end("end_turn", usage))));

        ChatCompletion answer = openAi.streamed(OpenAiApp.asking(Converse.HAIKU));

        assertThat(OpenAiApp.text(answer)).isEqualTo("Grüß Gott");
        assertThat(OpenAiApp.finish(answer)).isEqualTo(FinishReason.STOP);
        assertThat(answer.usage().orElseThrow().promptTokens()).isEqualTo(1_020);
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(45);
        assertThat(provider().only().path()).endsWith("/converse-stream");
        assertThat(provider().only().header("Accept"))
                .isEqualTo("application/vnd.amazon.eventstream");
        assertThat(tenant.spent()).isEqualTo(usage.price());
    }

    @Test
    void streamed_tool_calls_are_put_together_by_the_sdk() {
        Converse.Usage usage = Converse.Usage.of(60, 20);
        provider().answer(Converse.frames(twoCalls(usage)));

        ChatCompletion answer =
                openAi.streamed(
                        OpenAiApp.asking(Converse.HAIKU).addFunctionTool(OpenAiApp.weather()));

        assertThat(OpenAiApp.finish(answer)).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(OpenAiApp.text(answer)).isEqualTo("I look.");
        List<ChatCompletionMessageFunctionToolCall> calls = OpenAiApp.calls(answer);
        assertThat(calls)
                .extracting(ChatCompletionMessageFunctionToolCall::id)
                .containsExactly("tooluse_a", "tooluse_b");
        assertThat(calls.get(1).function().arguments()).isEqualTo("{\"city\":\"Rome\"}");
        assertThat(tenant.spent()).isEqualTo(usage.price());
    }

    private static List<byte[]> twoCalls(Converse.Usage usage) {
        return Converse.all(
                List.of(
                        Converse.start(),
                        Converse.reasoningPiece(0, "Two "),
                        Converse.reasoningPiece(0, "towns."),
                        Converse.signaturePiece(0, "c2ln"),
                        Converse.stop(0),
                        Converse.textPiece(1, "I look."),
                        Converse.stop(1)),
                Converse.toolUsePieces(2, "tooluse_a", "Oslo"),
                Converse.toolUsePieces(3, "tooluse_b", "Rome"),
                Converse.end("tool_use", usage));
    }

    @Test
    void why_an_answer_ended_is_told_to_both_sdks_in_their_words() {
        Map<String, FinishReason> reasons =
                Map.of(
                        "max_tokens", FinishReason.LENGTH,
                        "stop_sequence", FinishReason.STOP,
                        "guardrail_intervened", FinishReason.CONTENT_FILTER);
        Map<String, StopReason> others =
                Map.of(
                        "max_tokens", StopReason.MAX_TOKENS,
                        "end_turn", StopReason.END_TURN,
                        "content_filtered", StopReason.REFUSAL);
        reasons.forEach(
                (aws, expected) -> {
                    provider().answer(TestProvider.json(answered(aws)));
                    assertThat(OpenAiApp.finish(openAi.whole(OpenAiApp.asking(Converse.HAIKU))))
                            .as(aws)
                            .isEqualTo(expected);
                });
        others.forEach(
                (aws, expected) -> {
                    provider().answer(TestProvider.json(answered(aws)));
                    assertThat(anthropic.whole(AnthropicApp.asking(Converse.HAIKU)).stopReason())
                            .as(aws)
                            .contains(expected);
                });

        provider().answer(TestProvider.json(Converse.stoppedBy("END", Converse.Usage.of(9, 3))));
        Message stopped =
                anthropic.whole(AnthropicApp.asking(Converse.HAIKU).addStopSequence("END"));
        assertThat(stopped.stopReason()).contains(StopReason.STOP_SEQUENCE);
        assertThat(stopped.stopSequence()).contains("END");
        assertThat(sent().at("/inferenceConfig/stopSequences/0").asText()).isEqualTo("END");
        assertThat(sent().at("/additionalModelResponseFieldPaths/0").asText())
                .isEqualTo("/stop_sequence");
    }

    @Test
    void marks_where_to_cache_reach_bedrock_and_all_kinds_of_cached_tokens_are_told_and_paid() {
        Converse.Usage usage = new Converse.Usage(20, 1_000, 600, 400, 45);
        provider()
                .answer(
                        TestProvider.json(
                                Converse.answer("end_turn", usage, Converse.text("hello"))));

        Message answer =
                anthropic.whole(
                        AnthropicApp.asking(Converse.HAIKU)
                                .systemOfTextBlockParams(
                                        List.of(
                                                TextBlockParam.builder()
                                                        .text("Be brief.")
                                                        .cacheControl(
                                                                CacheControlEphemeral.builder()
                                                                        .build())
                                                        .build()))
                                .putAdditionalBodyProperty(
                                        "top_k", com.anthropic.core.JsonValue.from(40)));

        assertThat(AnthropicApp.text(answer)).isEqualTo("hello");
        assertThat(answer.usage().inputTokens()).isEqualTo(20);
        assertThat(answer.usage().cacheReadInputTokens()).contains(1_000L);
        assertThat(answer.usage().cacheCreationInputTokens()).contains(600L);
        assertThat(answer.usage().cacheCreation().orElseThrow().ephemeral1hInputTokens())
                .isEqualTo(400);
        JsonNode sent = sent();
        assertThat(sent.at("/system/0/text").asText()).isEqualTo("Be brief.");
        assertThat(sent.at("/system/1/cachePoint/type").asText()).isEqualTo("default");
        assertThat(sent.at("/additionalModelRequestFields/top_k").asInt()).isEqualTo(40);
        assertThat(tenant.spent()).isEqualTo(usage.price());
    }

    @Test
    void tool_uses_thinking_and_results_make_the_whole_way() {
        provider()
                .answer(
                        TestProvider.json(
                                Converse.answer(
                                        "tool_use",
                                        Converse.Usage.of(80, 40),
                                        Converse.reasoning("Two towns.", "c2ln"),
                                        Converse.toolUse("tooluse_a", "Oslo"),
                                        Converse.toolUse("tooluse_b", "Rome"))));

        Message asked =
                anthropic.whole(
                        AnthropicApp.asking(Converse.HAIKU)
                                .maxTokens(3_000)
                                .enabledThinking(2_000)
                                .addTool(AnthropicApp.weather()));

        assertThat(sent().at("/additionalModelRequestFields/thinking/budget_tokens").asInt())
                .isEqualTo(2_000);
        assertThat(asked.stopReason()).contains(StopReason.TOOL_USE);
        assertThat(asked.content().get(0).asThinking().thinking()).isEqualTo("Two towns.");
        assertThat(asked.content().get(0).asThinking().signature()).isEqualTo("c2ln");
        assertThat(AnthropicApp.calls(asked))
                .extracting(ToolUseBlock::id)
                .containsExactly("tooluse_a", "tooluse_b");

        provider().answer(TestProvider.json(answered("end_turn")));
        anthropic.whole(
                AnthropicApp.asking(Converse.HAIKU)
                        .addTool(AnthropicApp.weather())
                        .addMessage(asked)
                        .addUserMessageOfContentBlockParams(
                                List.of(
                                        AnthropicApp.result("tooluse_a", "4 degrees"),
                                        AnthropicApp.failedResult("tooluse_b", "no such city"))));

        JsonNode said = sent().path("messages");
        JsonNode reasoned = said.at("/1/content/0/reasoningContent/reasoningText");
        assertThat(reasoned.path("text").asText()).isEqualTo("Two towns.");
        assertThat(reasoned.path("signature").asText()).isEqualTo("c2ln");
        assertThat(said.at("/1/content/2/toolUse/input/city").asText()).isEqualTo("Rome");
        assertThat(said.at("/2/content/0/toolResult").has("status")).isFalse();
        assertThat(said.at("/2/content/1/toolResult/status").asText()).isEqualTo("error");
        assertThat(tenant.spent())
                .isEqualTo(Converse.Usage.of(80, 40).price().add(Converse.Usage.of(9, 3).price()));
    }

    @Test
    void a_streamed_message_is_put_together_by_the_sdk_and_charged() {
        Converse.Usage usage = new Converse.Usage(60, 10, 0, 0, 33);
        provider().answer(Converse.frames(twoCalls(usage)));

        Message answer =
                anthropic.streamed(
                        AnthropicApp.asking(Converse.HAIKU)
                                .maxTokens(3_000)
                                .enabledThinking(1_024)
                                .addTool(AnthropicApp.weather()));

        assertThat(answer.content().get(0).asThinking().thinking()).isEqualTo("Two towns.");
        assertThat(answer.content().get(0).asThinking().signature()).isEqualTo("c2ln");
        assertThat(AnthropicApp.text(answer)).isEqualTo("I look.");
        List<ToolUseBlock> calls = AnthropicApp.calls(answer);
        assertThat(calls).extracting(ToolUseBlock::id).containsExactly("tooluse_a", "tooluse_b");
        assertThat(AnthropicApp.input(calls.get(1)).path("city").asText()).isEqualTo("Rome");
        assertThat(answer.stopReason()).contains(StopReason.TOOL_USE);
        assertThat(answer.usage().inputTokens()).isEqualTo(60);
        assertThat(answer.usage().cacheReadInputTokens()).contains(10L);
        assertThat(answer.usage().outputTokens()).isEqualTo(33);
        assertThat(tenant.spent()).isEqualTo(usage.price());
    }

    @Test
    void tokens_of_claude_are_counted_by_aws_and_of_others_by_alfred() {
        provider().answer(TestProvider.json("{\"inputTokens\":31}"));

        assertThat(anthropic.counted(Converse.HAIKU)).isEqualTo(31);

        assertThat(provider().only().path())
                .isEqualTo("/model/anthropic.claude-haiku-4-5-20251001-v1:0/count-tokens");
        JsonNode asked = sent().at("/input/converse");
        assertThat(asked.at("/system/0/text").asText()).isEqualTo("Be brief.");
        assertThat(asked.at("/messages/0/content/0/text").asText()).isEqualTo("Say hello.");
        assertThat(asked.at("/toolConfig/tools/0/toolSpec/name").asText()).isEqualTo("weather");
        assertThat(asked.has("inferenceConfig")).isFalse();
        assertCountedForNothing();

        provider().answer(TestProvider.json("{\"inputTokens\":31}"));
        assertThat(anthropic.counted(Converse.NOVA)).isGreaterThan(31);
        assertThat(provider().seen()).isEmpty();
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void what_aws_does_not_count_is_counted_by_alfred() {
        provider()
                .answer(
                        Converse.refusal(
                                400,
                                "ValidationException",
                                "The provided model doesn't support counting tokens."));

        assertThat(anthropic.counted(Converse.HAIKU)).isGreaterThan(31);

        assertThat(provider().only().path()).endsWith("/count-tokens");
        assertCountedForNothing();
    }

    private static CacheControlEphemeral forAnHour() {
        return CacheControlEphemeral.builder().ttl(CacheControlEphemeral.Ttl.TTL_1H).build();
    }

    @Test
    void an_hour_in_the_cache_is_asked_for_and_charged() {
        Converse.Usage usage = new Converse.Usage(5, 0, 600, 600, 2);
        provider()
                .answer(TestProvider.json(Converse.answer("end_turn", usage, Converse.text("a"))));

        Message answer =
                anthropic.whole(
                        AnthropicApp.asking(Converse.HAIKU)
                                .systemOfTextBlockParams(
                                        List.of(
                                                TextBlockParam.builder()
                                                        .text("Be brief.")
                                                        .cacheControl(forAnHour())
                                                        .build())));

        assertThat(sent().at("/system/1/cachePoint/ttl").asText()).isEqualTo("1h");
        assertThat(answer.usage().cacheCreation().orElseThrow().ephemeral1hInputTokens())
                .isEqualTo(600);
        assertThat(usage.price())
                .isEqualTo(BigInteger.valueOf(5 * 1_100 + 600 * 2_200 + 2 * 5_500));
        assertThat(tenant.spent()).isEqualTo(usage.price());
    }
}
