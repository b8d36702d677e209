package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.ToolUseBlock;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.models.ReasoningEffort;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletion.Choice.FinishReason;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionNamedToolChoice;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** Calls of both official SDKs, told to Gemini and back. */
@Order(2)
class GeminiSdkIT extends TwoSdksTest {
    @Override
    void configure() {
        Gemini.configure();
    }

    @AfterAll
    static void leave() {
        disable(Gemini.PROVIDER);
    }

    @Test
    void a_chat_is_told_in_googles_words_and_costs_the_reported_usage() {
        Gemini.Usage usage = new Gemini.Usage(1_003, 401, 17, 20);
        provider().answer(TestProvider.json(Gemini.answer("STOP", usage, Gemini.text("hello"))));

        ChatCompletion answer =
                openAi.whole(
                        OpenAiApp.asking(Gemini.FLASH)
                                .addDeveloperMessage("Be brief.")
                                .addSystemMessage("Be kind.")
                                .temperature(0.5)
                                .stopOfStrings(List.of("END")));

        assertThat(OpenAiApp.text(answer)).isEqualTo("hello");
        assertThat(OpenAiApp.finish(answer)).isEqualTo(FinishReason.STOP);
        assertThat(answer.usage().orElseThrow().promptTokens()).isEqualTo(1_003);
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(37);
        assertThat(
                        answer.usage()
                                .orElseThrow()
                                .completionTokensDetails()
                                .orElseThrow()
                                .reasoningTokens())
                .contains(20L);
        assertThat(answer.usage().orElseThrow().promptTokensDetails().orElseThrow().cachedTokens())
                .contains(401L);
        JsonNode sent = sent(Gemini.FLASH, "generateContent");
        assertThat(sent.at("/systemInstruction/parts/0/text").asText()).isEqualTo("Be brief.");
        assertThat(sent.at("/systemInstruction/parts/1/text").asText()).isEqualTo("Be kind.");
        assertThat(sent.at("/contents/0/role").asText()).isEqualTo("user");
        assertThat(sent.at("/contents/0/parts/0/text").asText()).isEqualTo("Say hello.");
        assertThat(sent.at("/generationConfig/maxOutputTokens").asInt()).isEqualTo(100);
        assertThat(sent.at("/generationConfig/temperature").decimalValue()).isEqualTo("0.5");
        assertThat(sent.at("/generationConfig/stopSequences/0").asText()).isEqualTo("END");
        assertThat(tenant.spent()).isEqualTo(Gemini.FLASH_PRICE.of(usage.billed()));
    }

    /** What Google was sent, and by which path. */
    private static JsonNode sent(String model, String method) {
        TestProvider.Seen seen = provider().only();
        assertThat(seen.path())
                .isEqualTo("/v1beta/models/" + model.substring("google/".length()) + ":" + method);
        return Json.parse(seen.text());
    }

    @Test
    void google_sees_its_own_key_and_nothing_of_the_clients() {
        provider()
                .answer(
                        TestProvider.json(
                                Gemini.answer("STOP", Gemini.Usage.of(9, 1), Gemini.text("a"))));

        openAi.whole(OpenAiApp.asking(Gemini.FLASH));

        TestProvider.Seen seen = provider().only();
        assertThat(seen.header("x-goog-api-key")).isEqualTo(TestProvider.KEY);
        assertThat(seen.headers().toString())
                .doesNotContain(tenant.secret())
                .doesNotContainIgnoringCase("authorization");
    }

    @Test
    void a_request_without_a_bound_is_sent_the_one_that_is_held_for() {
        provider()
                .answer(
                        TestProvider.json(
                                Gemini.answer("STOP", Gemini.Usage.of(9, 1), Gemini.text("a"))));

        openAi.whole(
                ChatCompletionCreateParams.builder().model(Gemini.FLASH).addUserMessage("Hello."));

        assertThat(sent().at("/generationConfig/maxOutputTokens").asInt()).isEqualTo(65_536);
    }

    @Test
    void a_longer_prompt_than_google_prices_alike_pays_the_higher_prices() {
        Gemini.Usage longest = new Gemini.Usage(200_000, 1_000, 7, 0);
        Gemini.Usage longer = new Gemini.Usage(200_001, 1_000, 7, 0);

        provider().answer(TestProvider.json(Gemini.answer("STOP", longest, Gemini.text("a"))));
        openAi.whole(OpenAiApp.asking(Gemini.PRO));
        assertThat(tenant.spent()).isEqualTo(Gemini.PRO_PRICE.of(longest.billed()));

        provider().answer(TestProvider.json(Gemini.answer("STOP", longer, Gemini.text("a"))));
        openAi.whole(OpenAiApp.asking(Gemini.PRO));
        assertThat(tenant.spent())
                .isEqualTo(
                        Gemini.PRO_PRICE
                                .of(longest.billed())
                                .add(Gemini.PRO_PRICE_LONG.of(longer.billed())));
    }

    @Test
    void several_tool_calls_and_their_results_make_the_whole_way() {
        provider()
                .answer(
                        TestProvider.json(
                                Gemini.answer(
                                        "STOP",
                                        Gemini.Usage.of(80, 40),
                                        Gemini.signed(Gemini.call("Oslo"), "U0lH"),
                                        Gemini.call("given", "Rome"))));
        ChatCompletionCreateParams.Builder params =
                OpenAiApp.asking(Gemini.FLASH).addFunctionTool(OpenAiApp.weather());

        ChatCompletion asked =
                openAi.whole(
                        params.toolChoice(
                                ChatCompletionNamedToolChoice.builder()
                                        .function(
                                                ChatCompletionNamedToolChoice.Function.builder()
                                                        .name("weather")
                                                        .build())
                                        .build()));

        JsonNode first = sent();
        assertThat(first.at("/tools/0/functionDeclarations/0/name").asText()).isEqualTo("weather");
        assertThat(
                        first.at(
                                        "/tools/0/functionDeclarations/0/parametersJsonSchema"
                                                + "/properties/city/type")
                                .asText())
                .isEqualTo("string");
        JsonNode choice = first.at("/toolConfig/functionCallingConfig");
        assertThat(choice.path("mode").asText()).isEqualTo("ANY");
        assertThat(choice.at("/allowedFunctionNames/0").asText()).isEqualTo("weather");
        assertThat(OpenAiApp.finish(asked)).isEqualTo(FinishReason.TOOL_CALLS);
        List<ChatCompletionMessageFunctionToolCall> calls = OpenAiApp.calls(asked);
        assertThat(calls).hasSize(2);
        assertThat(calls.get(0).id()).isNotEmpty();
        assertThat(calls.get(1).id()).isEqualTo("given");
        assertThat(Json.parse(calls.get(0).function().arguments()).path("city").asText())
                .isEqualTo("Oslo");

        provider()
                .answer(
                        TestProvider.json(
                                Gemini.answer(
                                        "STOP", Gemini.Usage.of(120, 9), Gemini.text("cold"))));
        openAi.whole(
                OpenAiApp.asking(Gemini.FLASH)
                        .addFunctionTool(OpenAiApp.weather())
                        .addMessage(asked.choices().get(0).message())
                        .addMessage(OpenAiApp.result(calls.get(0).id(), "4 degrees"))
                        .addMessage(OpenAiApp.result("given", "20 degrees")));

        JsonNode said = sent().path("contents");
        assertThat(said).hasSize(3);
        assertThat(said.at("/1/role").asText()).isEqualTo("model");
        assertThat(said.at("/1/parts/0/thoughtSignature").asText()).isEqualTo("U0lH");
        assertThat(said.at("/1/parts/0/functionCall/args/city").asText()).isEqualTo("Oslo");
        assertThat(said.at("/1/parts/1/functionCall/id").asText()).isEqualTo("given");
        assertThat(said.at("/2/parts")).as("all results in one content").hasSize(2);
        assertThat(said.at("/2/parts/0/functionResponse/name").asText()).isEqualTo("weather");
        assertThat(said.at("/2/parts/0/functionResponse/response/output").asText())
                .isEqualTo("4 degrees");
        assertThat(tenant.spent())
                .isEqualTo(
                        Gemini.FLASH_PRICE
                                .of(Gemini.Usage.of(80, 40).billed())
                                .add(Gemini.FLASH_PRICE.of(Gemini.Usage.of(120, 9).billed())));
    }

    @Test
    void sound_in_the_request_reaches_google_and_costs_what_sound_costs() {
        Gemini.Usage usage = Gemini.Usage.of(40, 5);
        ObjectNode body =
                (ObjectNode) Json.parse(Gemini.answer("STOP", usage, Gemini.text("a bird")));
        ArrayNode details = body.withObject("/usageMetadata").putArray("promptTokensDetails");
        details.addObject().put("modality", "TEXT").put("tokenCount", 8);
        details.addObject().put("modality", "AUDIO").put("tokenCount", 32);
        provider().answer(TestProvider.json(body.toString()));

        ChatCompletion answer = openAi.whole(Attachments.asking(Gemini.FLASH, Attachments.sound()));

        assertThat(answer.usage().orElseThrow().promptTokensDetails().orElseThrow().audioTokens())
                .contains(32L);
        JsonNode sent = sent();
        assertThat(sent.at("/contents/0/parts/1/inlineData/mimeType").asText())
                .isEqualTo("audio/wav");
        assertThat(sent.at("/contents/0/parts/1/inlineData/data").asText())
                .isEqualTo(Attachments.SOUND);
        // as published: 0.30 USD for text, 1.00 for sound, 2.50 for output
        assertThat(tenant.spent()).isEqualTo(BigInteger.valueOf(8 * 300 + 32 * 1_000 + 5 * 2_500));
    }

    @Test
    void a_picture_in_the_request_reaches_google_and_is_looked_at_as_asked() {
        Gemini.Usage usage = Gemini.Usage.of(270, 5);
        provider().answer(TestProvider.json(Gemini.answer("STOP", usage, Gemini.text("a cat"))));

        openAi.whole(
                OpenAiApp.asking(Gemini.FLASH, ChatCompletionContentPartImage.ImageUrl.Detail.LOW));

        JsonNode sent = sent();
        assertThat(sent.at("/contents/0/parts/1/inlineData/mimeType").asText())
                .isEqualTo("image/png");
        assertThat(sent.at("/contents/0/parts/1/inlineData/data").asText())
                .isEqualTo(OpenAiApp.PICTURE);
        assertThat(sent.at("/generationConfig/mediaResolution").asText())
                .isEqualTo("MEDIA_RESOLUTION_LOW");
        assertThat(tenant.spent()).isEqualTo(Gemini.FLASH_PRICE.of(usage.billed()));
    }

    @Test
    void a_schema_of_the_answer_reaches_google() {
        provider()
                .answer(
                        TestProvider.json(
                                Gemini.answer(
                                        "STOP",
                                        Gemini.Usage.of(30, 8),
                                        Gemini.text("{\"city\":\"Oslo\"}"))));

        ChatCompletion answer =
                openAi.whole(OpenAiApp.asking(Gemini.FLASH).responseFormat(OpenAiApp.citySchema()));

        assertThat(Json.parse(OpenAiApp.text(answer)).path("city").asText()).isEqualTo("Oslo");
        JsonNode config = sent().path("generationConfig");
        assertThat(config.path("responseMimeType").asText()).isEqualTo("application/json");
        assertThat(config.at("/responseJsonSchema/properties/city/type").asText())
                .isEqualTo("string");
    }

    @Test
    void reasoning_is_asked_for_shown_and_paid_as_output() {
        Gemini.Usage usage = new Gemini.Usage(11, 0, 2, 13);
        provider()
                .answer(
                        TestProvider.json(
                                Gemini.answer(
                                        "STOP",
                                        usage,
                                        Gemini.thought("Let me count."),
                                        Gemini.text("two"))));

        ChatCompletion answer =
                openAi.whole(OpenAiApp.asking(Gemini.FLASH).reasoningEffort(ReasoningEffort.LOW));

        JsonNode thinking = sent().at("/generationConfig/thinkingConfig");
        assertThat(thinking.path("includeThoughts").booleanValue()).isTrue();
        assertThat(thinking.path("thinkingBudget").asInt()).isEqualTo(1_024);
        assertThat(OpenAiApp.text(answer)).isEqualTo("two");
        assertThat(OpenAiApp.reasoning(answer)).isEqualTo("Let me count.");
        assertThat(tenant.spent()).isEqualTo(Gemini.FLASH_PRICE.of(usage.billed()));

        openAi.whole(OpenAiApp.asking(Gemini.THREE).reasoningEffort(ReasoningEffort.HIGH));
        JsonNode levels = Json.parse(provider().seen().get(1).text());
        assertThat(levels.at("/generationConfig/thinkingConfig/thinkingLevel").asText())
                .isEqualTo("HIGH");
    }

    @Test
    void a_streamed_chat_is_put_together_by_the_sdk_and_charged_by_its_last_report() {
        Gemini.Usage usage = new Gemini.Usage(11, 3, 4, 13);
        TestProvider.Reply events =
                TestProvider.events(
                        List.of(
                                Gemini.piece(Gemini.thought("Let me count.")),
                                Gemini.piece(new Gemini.Usage(11, 3, 2, 13), Gemini.text("One, ")),
                                Gemini.piece(Gemini.text("two.")),
                                Gemini.answer(
                                        "STOP", usage, Gemini.signed(Gemini.text(""), "U0"))));
        AtomicReference<URI> asked = new AtomicReference<>();
        provider()
                .answer(
                        exchange -> {
                            asked.set(exchange.getRequestURI());
                            events.answer(exchange);
                        });

        ChatCompletion answer = openAi.streamed(OpenAiApp.asking(Gemini.FLASH));

        assertThat(OpenAiApp.text(answer)).isEqualTo("One, two.");
        assertThat(OpenAiApp.finish(answer)).isEqualTo(FinishReason.STOP);
        assertThat(answer.usage().orElseThrow().promptTokens()).isEqualTo(11);
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(17);
        assertThat(asked.get().getPath()).endsWith("gemini-2.5-flash:streamGenerateContent");
        assertThat(asked.get().getQuery()).isEqualTo("alt=sse");
        assertThat(tenant.spent()).isEqualTo(Gemini.FLASH_PRICE.of(usage.billed()));
    }

    @Test
    void streamed_tool_calls_are_put_together_by_the_sdk() {
        Gemini.Usage usage = Gemini.Usage.of(60, 20);
        provider()
                .answer(
                        TestProvider.events(
                                List.of(
                                        Gemini.piece(Gemini.text("I look."), Gemini.call("Oslo")),
                                        Gemini.answer("STOP", usage, Gemini.call("c2", "Rome")))));

        ChatCompletion answer =
                openAi.streamed(
                        OpenAiApp.asking(Gemini.FLASH).addFunctionTool(OpenAiApp.weather()));

        assertThat(OpenAiApp.finish(answer)).isEqualTo(FinishReason.TOOL_CALLS);
        List<ChatCompletionMessageFunctionToolCall> calls = OpenAiApp.calls(answer);
        assertThat(calls).hasSize(2);
        assertThat(Json.parse(calls.get(0).function().arguments()).path("city").asText())
                .isEqualTo("Oslo");
        assertThat(calls.get(1).id()).isEqualTo("c2");
        assertThat(Json.parse(calls.get(1).function().arguments()).path("city").asText())
                .isEqualTo("Rome");
        assertThat(tenant.spent()).isEqualTo(Gemini.FLASH_PRICE.of(usage.billed()));
    }

    @Test
    void why_an_answer_ended_is_told_to_both_sdks_in_their_words() {
        Map<String, FinishReason> reasons =
                Map.of(
                        "MAX_TOKENS", FinishReason.LENGTH,
                        "SAFETY", FinishReason.CONTENT_FILTER,
                        "RECITATION", FinishReason.CONTENT_FILTER);
        Map<String, StopReason> others =
                Map.of(
                        "MAX_TOKENS", StopReason.MAX_TOKENS,
                        "SAFETY", StopReason.REFUSAL,
                        "STOP", StopReason.END_TURN);
        reasons.forEach(
                (google, expected) -> {
                    provider().answer(TestProvider.json(ended(google)));
                    assertThat(OpenAiApp.finish(openAi.whole(OpenAiApp.asking(Gemini.FLASH))))
                            .as(google)
                            .isEqualTo(expected);
                });
        others.forEach(
                (google, expected) -> {
                    provider().answer(TestProvider.json(ended(google)));
                    assertThat(anthropic.whole(AnthropicApp.asking(Gemini.FLASH)).stopReason())
                            .as(google)
                            .contains(expected);
                });
    }

    private static String ended(String reason) {
        return Gemini.answer(reason, Gemini.Usage.of(9, 3), Gemini.text("so far"));
    }

    @Test
    void a_message_is_told_in_googles_words_and_costs_the_reported_usage() {
        Gemini.Usage usage = new Gemini.Usage(1_003, 401, 17, 20);
        provider().answer(TestProvider.json(Gemini.answer("STOP", usage, Gemini.text("hello"))));

        Message answer =
                anthropic.whole(
                        AnthropicApp.asking(Gemini.FLASH)
                                .system("Be brief.")
                                .putAdditionalBodyProperty(
                                        "top_k", com.anthropic.core.JsonValue.from(40)));

        assertThat(AnthropicApp.text(answer)).isEqualTo("hello");
        assertThat(answer.usage().inputTokens()).isEqualTo(602);
        assertThat(answer.usage().cacheReadInputTokens()).contains(401L);
        assertThat(answer.usage().outputTokens()).isEqualTo(37);
        JsonNode sent = sent(Gemini.FLASH, "generateContent");
        assertThat(sent.at("/systemInstruction/parts/0/text").asText()).isEqualTo("Be brief.");
        assertThat(sent.at("/generationConfig/topK").asInt()).isEqualTo(40);
        assertThat(sent.at("/generationConfig/maxOutputTokens").asInt()).isEqualTo(100);
        assertThat(tenant.spent()).isEqualTo(Gemini.FLASH_PRICE.of(usage.billed()));
    }

    @Test
    void tool_uses_and_their_results_make_the_whole_way_though_the_sdk_drops_signatures() {
        provider()
                .answer(
                        TestProvider.json(
                                Gemini.answer(
                                        "STOP",
                                        Gemini.Usage.of(80, 40),
                                        Gemini.signed(Gemini.call("a", "Oslo"), "U0lH"),
                                        Gemini.call("b", "Rome"))));

        Message asked =
                anthropic.whole(AnthropicApp.asking(Gemini.THREE).addTool(AnthropicApp.weather()));

        assertThat(asked.stopReason()).contains(StopReason.TOOL_USE);
        List<ToolUseBlock> calls = AnthropicApp.calls(asked);
        assertThat(calls).extracting(ToolUseBlock::id).containsExactly("a", "b");
        assertThat(AnthropicApp.input(calls.get(0)).path("city").asText()).isEqualTo("Oslo");

        provider().answer(TestProvider.json(ended("STOP")));
        anthropic.whole(
                AnthropicApp.asking(Gemini.THREE)
                        .addTool(AnthropicApp.weather())
                        .addMessage(asked)
                        .addUserMessageOfContentBlockParams(
                                List.of(
                                        AnthropicApp.result("a", "4 degrees"),
                                        AnthropicApp.failedResult("b", "no such city"))));

        JsonNode said = sent().path("contents");
        assertThat(said.at("/1/parts/0/functionCall/name").asText()).isEqualTo("weather");
        assertThat(said.at("/1/parts/0/thoughtSignature").asText())
                .as("what Google takes for a signature that is not there")
                .isEqualTo("skip_thought_signature_validator");
        assertThat(said.at("/1/parts/1").has("thoughtSignature")).isFalse();
        assertThat(said.at("/2/parts/0/functionResponse/response/output").asText())
                .isEqualTo("4 degrees");
        assertThat(said.at("/2/parts/1/functionResponse/response/error").asText())
                .isEqualTo("no such city");
    }

    @Test
    void a_picture_and_a_schema_of_a_message_reach_google() {
        provider().answer(TestProvider.json(ended("STOP")));

        anthropic.whole(
                AnthropicApp.askingAboutPicture(Gemini.FLASH)
                        .outputConfig(AnthropicApp.citySchema()));

        JsonNode sent = sent();
        assertThat(sent.at("/contents/0/parts/1/inlineData/data").asText())
                .isEqualTo(OpenAiApp.PICTURE);
        assertThat(sent.at("/generationConfig/responseJsonSchema/properties/city/type").asText())
                .isEqualTo("string");
    }

    @Test
    void thinking_is_shown_and_its_signatures_go_back_to_google() {
        Gemini.Usage usage = new Gemini.Usage(11, 0, 2, 13);
        provider()
                .answer(
                        TestProvider.json(
                                Gemini.answer(
                                        "STOP",
                                        usage,
                                        Gemini.signed(Gemini.thought("Let me count."), "VGg="),
                                        Gemini.signed(Gemini.text("two"), "VHg="))));

        Message answer =
                anthropic.whole(
                        AnthropicApp.asking(Gemini.FLASH).maxTokens(3_000).enabledThinking(2_048));

        JsonNode thinking = sent().at("/generationConfig/thinkingConfig");
        assertThat(thinking.path("includeThoughts").booleanValue()).isTrue();
        assertThat(thinking.path("thinkingBudget").asInt()).isEqualTo(2_048);
        assertThat(answer.content().get(0).asThinking().thinking()).isEqualTo("Let me count.");
        assertThat(AnthropicApp.text(answer)).isEqualTo("two");
        assertThat(tenant.spent()).isEqualTo(Gemini.FLASH_PRICE.of(usage.billed()));

        provider().answer(TestProvider.json(ended("STOP")));
        anthropic.whole(
                AnthropicApp.asking(Gemini.FLASH).addMessage(answer).addUserMessage("And now?"));

        JsonNode parts = sent().at("/contents/1/parts");
        assertThat(parts).hasSize(2);
        assertThat(parts.at("/0/thought").booleanValue()).isTrue();
        assertThat(parts.at("/0/thoughtSignature").asText()).isEqualTo("VGg=");
        assertThat(parts.at("/1/text").asText()).isEqualTo("two");
        assertThat(parts.at("/1/thoughtSignature").asText()).isEqualTo("VHg=");
    }

    @Test
    void a_streamed_message_is_put_together_by_the_sdk_and_charged() {
        Gemini.Usage usage = new Gemini.Usage(60, 0, 20, 13);
        provider()
                .answer(
                        TestProvider.events(
                                List.of(
                                        Gemini.piece(Gemini.thought("Two ")),
                                        Gemini.piece(Gemini.thought("towns.")),
                                        Gemini.piece(Gemini.text("I look "), Gemini.text("up.")),
                                        Gemini.piece(Gemini.call("a", "Oslo")),
                                        Gemini.answer("STOP", usage, Gemini.call("b", "Rome")))));
        MessageCreateParams.Builder params =
                AnthropicApp.asking(Gemini.FLASH)
                        .maxTokens(3_000)
                        .enabledThinking(1_024)
                        .addTool(AnthropicApp.weather());

        Message answer = anthropic.streamed(params);

        assertThat(answer.content()).extracting(ContentBlock::isThinking).first().isEqualTo(true);
        assertThat(answer.content().get(0).asThinking().thinking()).isEqualTo("Two towns.");
        assertThat(AnthropicApp.text(answer)).isEqualTo("I look up.");
        List<ToolUseBlock> calls = AnthropicApp.calls(answer);
        assertThat(calls).extracting(ToolUseBlock::id).containsExactly("a", "b");
        assertThat(AnthropicApp.input(calls.get(1)).path("city").asText()).isEqualTo("Rome");
        assertThat(answer.stopReason()).contains(StopReason.TOOL_USE);
        assertThat(answer.usage().inputTokens()).isEqualTo(60);
        assertThat(answer.usage().outputTokens()).isEqualTo(33);
        assertThat(tenant.spent()).isEqualTo(Gemini.FLASH_PRICE.of(usage.billed()));
    }

    @Test
    void tokens_are_counted_by_google_at_no_cost() {
        provider().answer(TestProvider.json("{\"totalTokens\":31,\"promptTokensDetails\":[]}"));

        assertThat(anthropic.counted(Gemini.FLASH)).isEqualTo(31);

        JsonNode asked = sent(Gemini.FLASH, "countTokens").path("generateContentRequest");
        assertThat(asked.path("model").asText()).isEqualTo("models/gemini-2.5-flash");
        assertThat(asked.at("/systemInstruction/parts/0/text").asText()).isEqualTo("Be brief.");
        assertThat(asked.at("/contents/0/parts/0/text").asText()).isEqualTo("Say hello.");
        assertThat(asked.at("/tools/0/functionDeclarations/0/name").asText()).isEqualTo("weather");
        assertThat(asked.has("generationConfig")).isFalse();
        assertThat(provider().only().header("x-goog-api-key")).isEqualTo(TestProvider.KEY);
        assertCountedForNothing();
    }
}
