package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.ToolChoiceNone;
import com.anthropic.models.messages.ToolUseBlock;
import com.fasterxml.jackson.databind.JsonNode;
import com.openai.errors.OpenAIServiceException;
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

/** Calls of both official SDKs, told to Cohere and back. */
@Order(2)
class CohereSdkIT extends TwoSdksTest {
    @Override
    void configure() {
        Cohere.configure();
    }

    @AfterAll
    static void leave() {
        disable(Cohere.PROVIDER);
    }

    @Test
    void a_chat_is_told_in_coheres_words_and_costs_the_billed_units() {
        provider()
                .answer(
                        TestProvider.json(
                                Cohere.answer(
                                        "COMPLETE", Cohere.billed(36, 20), Cohere.text("hello"))));

        ChatCompletion answer =
                openAi.whole(
                        OpenAiApp.seeded(Cohere.COMMAND, 7)
                                .addDeveloperMessage("Be brief.")
                                .addSystemMessage("Be kind.")
                                .temperature(0.5)
                                .topP(0.9)
                                .stopOfStrings(List.of("END")));

        assertThat(OpenAiApp.text(answer)).isEqualTo("hello");
        assertThat(OpenAiApp.finish(answer)).isEqualTo(FinishReason.STOP);
        assertThat(answer.id()).contains("5a50480a");
        assertThat(answer.usage().orElseThrow().promptTokens())
                .as("what Cohere charges, not what it adds")
                .isEqualTo(36);
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(20);
        TestProvider.Seen seen = provider().only();
        assertThat(seen.path()).isEqualTo("/v2/chat");
        assertThat(seen.header("Authorization")).isEqualTo("Bearer " + TestProvider.KEY);
        assertThat(seen.headers().toString()).doesNotContain(tenant.secret());
        JsonNode sent = sent();
        assertThat(sent.path("model").asText()).isEqualTo("command-a-03-2025");
        assertThat(sent.at("/messages/0/role").asText()).isEqualTo("system");
        assertThat(sent.at("/messages/0/content/0/text").asText()).isEqualTo("Be brief.");
        assertThat(sent.at("/messages/0/content/1/text").asText()).isEqualTo("Be kind.");
        assertThat(sent.at("/messages/1/content").asText()).isEqualTo("Say hello.");
        assertThat(sent.path("max_tokens").asInt()).isEqualTo(100);
        assertThat(sent.path("p").decimalValue()).isEqualTo("0.9");
        assertThat(sent.path("seed").asInt()).isEqualTo(7);
        assertThat(sent.at("/stop_sequences/0").asText()).isEqualTo("END");
        assertThat(tenant.spent())
                .isEqualTo(price(36, 20))
                .isEqualTo(BigInteger.valueOf(90_000 + 200_000));
    }

    private static BigInteger price(long input, long output) {
        return Cohere.PRICE.of(Cohere.billed(input, output));
    }

    /** Cohere does not say which model answered, but clients read and log it. */
    @Test
    void an_answer_names_a_model_although_cohere_does_not() {
        provider().answer(TestProvider.json(answered("COMPLETE")));

        assertThat(openAi.whole(OpenAiApp.asking(Cohere.COMMAND)).model()).isNotEmpty();
        assertThat(anthropic.whole(AnthropicApp.asking(Cohere.COMMAND)).model().asString())
                .isNotEmpty();
    }

    private static String answered(String finishReason) {
        return Cohere.answer(finishReason, Cohere.billed(9, 3), Cohere.text("so far"));
    }

    @Test
    void several_tool_calls_and_their_results_make_the_whole_way() {
        provider().answer(TestProvider.json(Cohere.calls(Cohere.billed(80, 40))));

        ChatCompletion asked =
                openAi.whole(
                        OpenAiApp.asking(Cohere.COMMAND)
                                .addFunctionTool(OpenAiApp.weather())
                                .toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED));

        JsonNode first = sent();
        assertThat(first.path("tool_choice").asText()).isEqualTo("REQUIRED");
        assertThat(first.at("/tools/0/function/name").asText()).isEqualTo("weather");
        assertThat(first.at("/tools/0/function/parameters/properties/city/type").asText())
                .isEqualTo("string");
        assertThat(OpenAiApp.finish(asked)).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(OpenAiApp.text(asked)).isEqualTo("I look both up.");
        List<ChatCompletionMessageFunctionToolCall> calls = OpenAiApp.calls(asked);
        assertThat(calls)
                .extracting(ChatCompletionMessageFunctionToolCall::id)
                .containsExactly("weather_a", "weather_b");
        assertThat(calls.get(1).function().arguments()).isEqualTo("{\"city\":\"Rome\"}");

        provider().answer(TestProvider.json(answered("COMPLETE")));
        openAi.whole(
                OpenAiApp.asking(Cohere.COMMAND)
                        .addFunctionTool(OpenAiApp.weather())
                        .addMessage(asked.choices().get(0).message())
                        .addMessage(OpenAiApp.result("weather_a", "4 degrees"))
                        .addMessage(OpenAiApp.result("weather_b", "20 degrees")));

        JsonNode said = sent().path("messages");
        assertThat(said).hasSize(4);
        assertThat(said.at("/1/tool_plan").asText()).isEqualTo("I look both up.");
        assertThat(said.at("/1/tool_calls/0/function/arguments").asText())
                .isEqualTo("{\"city\":\"Oslo\"}");
        assertThat(said.at("/2/role").asText()).isEqualTo("tool");
        assertThat(said.at("/2/tool_call_id").asText()).isEqualTo("weather_a");
        assertThat(said.at("/3/content/0/text").asText()).isEqualTo("20 degrees");
        assertThat(tenant.spent()).isEqualTo(price(80, 40).add(price(9, 3)));
    }

    @Test
    void pictures_of_both_clients_reach_cohere_with_the_whole_context_held() {
        provider().answer(TestProvider.json(answered("COMPLETE")));
        openAi.whole(
                OpenAiApp.asking(
                        Cohere.VISION, ChatCompletionContentPartImage.ImageUrl.Detail.LOW));
        JsonNode image = sent().at("/messages/0/content/1");
        assertThat(image.path("type").asText()).isEqualTo("image_url");
        assertThat(image.at("/image_url/url").asText())
                .isEqualTo("data:image/png;base64," + OpenAiApp.PICTURE);
        assertThat(image.at("/image_url/detail").asText()).isEqualTo("low");

        provider().answer(TestProvider.json(answered("COMPLETE")));
        anthropic.whole(AnthropicApp.askingAboutPicture(Cohere.VISION));
        assertThat(sent().at("/messages/0/content/1/image_url/url").asText())
                .isEqualTo("data:image/png;base64," + OpenAiApp.PICTURE);
        assertThat(tenant.spent()).isEqualTo(price(9, 3).add(price(9, 3)));

        BigInteger wholeContext = price(128_000, 0);
        tenant.limit(tenant.teamWallet(), wholeContext);
        assertThat(
                        openAi.failure(
                                        OpenAIServiceException.class,
                                        OpenAiApp.asking(
                                                Cohere.VISION,
                                                ChatCompletionContentPartImage.ImageUrl.Detail.LOW))
                                .statusCode())
                .isEqualTo(402);
    }

    @Test
    void a_schema_of_the_answer_reaches_cohere() {
        provider().answer(TestProvider.json(answered("COMPLETE")));
        openAi.whole(OpenAiApp.asking(Cohere.COMMAND).responseFormat(OpenAiApp.citySchema()));
        assertSchema(sent());

        provider().answer(TestProvider.json(answered("COMPLETE")));
        anthropic.whole(
                AnthropicApp.asking(Cohere.COMMAND).outputConfig(AnthropicApp.citySchema()));
        assertSchema(sent());
    }

    private static void assertSchema(JsonNode sent) {
        assertThat(sent.at("/response_format/type").asText()).isEqualTo("json_object");
        assertThat(sent.at("/response_format/json_schema/properties/city/type").asText())
                .isEqualTo("string");
    }

    @Test
    void reasoning_is_asked_for_as_a_share_of_the_bound_and_shown() {
        provider()
                .answer(
                        TestProvider.json(
                                Cohere.answer(
                                        "COMPLETE",
                                        Cohere.billed(11, 15),
                                        Cohere.thinking("Let me count."),
                                        Cohere.text("two"))));

        ChatCompletion answer =
                openAi.whole(
                        OpenAiApp.asking(Cohere.REASONING)
                                .maxCompletionTokens(1_000)
                                .reasoningEffort(ReasoningEffort.MEDIUM));

        assertThat(sent().at("/thinking/type").asText()).isEqualTo("enabled");
        assertThat(sent().at("/thinking/token_budget").asInt()).as("half").isEqualTo(500);
        assertThat(OpenAiApp.reasoning(answer)).isEqualTo("Let me count.");
        assertThat(OpenAiApp.text(answer)).isEqualTo("two");
        assertThat(tenant.spent()).isEqualTo(price(11, 15));

        provider().answer(TestProvider.json(answered("COMPLETE")));
        openAi.whole(OpenAiApp.asking(Cohere.REASONING).reasoningEffort(ReasoningEffort.NONE));
        assertThat(sent().at("/thinking/type").asText()).isEqualTo("disabled");
    }

    @Test
    void a_streamed_chat_is_put_together_by_the_sdk_and_charged_by_its_last_report() {
        provider()
                .answer(
                        TestProvider.events(
                                List.of(
                                        Cohere.start(),
                                        Cohere.textPiece(0, "Grüß "),
                                        Cohere.textPiece(0, "Gott"),
                                        Cohere.end("COMPLETE", Cohere.billed(36, 4)))));

        ChatCompletion answer = openAi.streamed(OpenAiApp.asking(Cohere.COMMAND));

        assertThat(OpenAiApp.text(answer)).isEqualTo("Grüß Gott");
        assertThat(OpenAiApp.finish(answer)).isEqualTo(FinishReason.STOP);
        assertThat(answer.usage().orElseThrow().promptTokens()).isEqualTo(36);
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(4);
        assertThat(sent().path("stream").booleanValue()).isTrue();
        assertThat(tenant.spent()).isEqualTo(price(36, 4));
    }

    @Test
    void streamed_tool_calls_are_put_together_by_the_sdk() {
        provider().answer(TestProvider.events(Cohere.streamedCalls(Cohere.billed(60, 20))));

        ChatCompletion answer =
                openAi.streamed(
                        OpenAiApp.asking(Cohere.REASONING).addFunctionTool(OpenAiApp.weather()));

        assertThat(OpenAiApp.finish(answer)).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(OpenAiApp.text(answer)).isEqualTo("I look both up.");
        List<ChatCompletionMessageFunctionToolCall> calls = OpenAiApp.calls(answer);
        assertThat(calls)
                .extracting(ChatCompletionMessageFunctionToolCall::id)
                .containsExactly("weather_a", "weather_b");
        assertThat(calls.get(1).function().arguments()).isEqualTo("{\"city\":\"Rome\"}");
        assertThat(tenant.spent()).isEqualTo(price(60, 20));
    }

    @Test
    void why_an_answer_ended_is_told_to_both_sdks_in_their_words() {
        Map<String, FinishReason> reasons =
                Map.of(
                        "MAX_TOKENS", FinishReason.LENGTH,
                        "STOP_SEQUENCE", FinishReason.STOP,
                        "ERROR_TOXIC", FinishReason.CONTENT_FILTER);
        Map<String, StopReason> others =
                Map.of(
                        "MAX_TOKENS", StopReason.MAX_TOKENS,
                        "STOP_SEQUENCE", StopReason.STOP_SEQUENCE,
                        "COMPLETE", StopReason.END_TURN);
        reasons.forEach(
                (cohere, expected) -> {
                    provider().answer(TestProvider.json(answered(cohere)));
                    assertThat(OpenAiApp.finish(openAi.whole(OpenAiApp.asking(Cohere.COMMAND))))
                            .as(cohere)
                            .isEqualTo(expected);
                });
        others.forEach(
                (cohere, expected) -> {
                    provider().answer(TestProvider.json(answered(cohere)));
                    assertThat(anthropic.whole(AnthropicApp.asking(Cohere.COMMAND)).stopReason())
                            .as(cohere)
                            .contains(expected);
                });
    }

    @Test
    void a_message_is_told_in_coheres_words_and_costs_the_billed_units() {
        provider()
                .answer(
                        TestProvider.json(
                                Cohere.answer(
                                        "COMPLETE", Cohere.billed(36, 20), Cohere.text("hello"))));

        Message answer =
                anthropic.whole(
                        AnthropicApp.asking(Cohere.COMMAND)
                                .system("Be brief.")
                                .addTool(AnthropicApp.weather())
                                .toolChoice(ToolChoiceNone.builder().build()));

        assertThat(AnthropicApp.text(answer)).isEqualTo("hello");
        assertThat(answer.stopReason()).contains(StopReason.END_TURN);
        assertThat(answer.usage().inputTokens()).isEqualTo(36);
        assertThat(answer.usage().outputTokens()).isEqualTo(20);
        JsonNode sent = sent();
        assertThat(sent.at("/messages/0/content").asText()).isEqualTo("Be brief.");
        assertThat(sent.path("tool_choice").asText()).isEqualTo("NONE");
        assertThat(tenant.spent()).isEqualTo(price(36, 20));
    }

    @Test
    void tool_uses_thinking_and_results_make_the_whole_way() {
        provider().answer(TestProvider.json(Cohere.calls(Cohere.billed(80, 40))));

        Message asked =
                anthropic.whole(
                        AnthropicApp.asking(Cohere.REASONING)
                                .maxTokens(3_000)
                                .enabledThinking(2_000)
                                .addTool(AnthropicApp.weather()));

        assertThat(sent().at("/thinking/token_budget").asInt()).isEqualTo(2_000);
        assertThat(asked.stopReason()).contains(StopReason.TOOL_USE);
        assertThat(asked.content().get(0).asThinking().thinking()).isEqualTo("Two towns.");
        assertThat(AnthropicApp.text(asked)).isEqualTo("I look both up.");
        List<ToolUseBlock> calls = AnthropicApp.calls(asked);
        assertThat(calls).extracting(ToolUseBlock::id).containsExactly("weather_a", "weather_b");
        assertThat(AnthropicApp.input(calls.get(0)).path("city").asText()).isEqualTo("Oslo");

        provider().answer(TestProvider.json(answered("COMPLETE")));
        anthropic.whole(
                AnthropicApp.asking(Cohere.REASONING)
                        .addTool(AnthropicApp.weather())
                        .addMessage(asked)
                        .addUserMessageOfContentBlockParams(
                                List.of(
                                        AnthropicApp.result("weather_a", "4 degrees"),
                                        AnthropicApp.failedResult("weather_b", "no such city"))));

        JsonNode said = sent().path("messages");
        assertThat(said.at("/1/content/0/thinking").asText()).isEqualTo("Two towns.");
        assertThat(said.at("/1/tool_plan").asText()).isEqualTo("I look both up.");
        assertThat(said.at("/1/tool_calls/1/id").asText()).isEqualTo("weather_b");
        assertThat(said.at("/2/content/0/text").asText()).isEqualTo("4 degrees");
        assertThat(said.at("/3/content/0/text").asText()).as("said in words").contains("failed");
        assertThat(said.at("/3/content/1/text").asText()).isEqualTo("no such city");
        assertThat(tenant.spent()).isEqualTo(price(80, 40).add(price(9, 3)));
    }

    @Test
    void a_streamed_message_is_put_together_by_the_sdk_and_charged() {
        provider().answer(TestProvider.events(Cohere.streamedCalls(Cohere.billed(60, 33))));

        Message answer =
                anthropic.streamed(
                        AnthropicApp.asking(Cohere.REASONING)
                                .maxTokens(3_000)
                                .enabledThinking(1_024)
                                .addTool(AnthropicApp.weather()));

        assertThat(answer.content().get(0).asThinking().thinking()).isEqualTo("Two towns.");
        assertThat(AnthropicApp.text(answer)).isEqualTo("I look both up.");
        List<ToolUseBlock> calls = AnthropicApp.calls(answer);
        assertThat(calls).extracting(ToolUseBlock::id).containsExactly("weather_a", "weather_b");
        assertThat(AnthropicApp.input(calls.get(1)).path("city").asText()).isEqualTo("Rome");
        assertThat(answer.stopReason()).contains(StopReason.TOOL_USE);
        assertThat(answer.usage().inputTokens()).isEqualTo(60);
        assertThat(answer.usage().outputTokens()).isEqualTo(33);
        assertThat(tenant.spent()).isEqualTo(price(60, 33));
    }

    @Test
    void tokens_are_counted_by_alfred_and_nothing_is_sent() {
        provider().answer(TestProvider.json("{\"tokens\":[]}"));

        assertThat(anthropic.counted(Cohere.COMMAND)).isGreaterThan("Say hello.".length());

        assertThat(provider().seen()).isEmpty();
        assertCountedForNothing();
    }
}
