package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.ToolUseBlock;
import com.fasterxml.jackson.databind.JsonNode;
import com.openai.models.ReasoningEffort;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletion.Choice.FinishReason;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Calls of both official SDKs, told to Google's models at Vertex AI and back. */
@Order(2)
class VertexSdkIT extends TwoSdksTest {
    @Override
    void configure() {
        Vertex.configure();
    }

    @AfterAll
    static void leave() {
        Vertex.disable();
    }

    private static String ended(String reason) {
        return Gemini.answer(reason, Gemini.Usage.of(9, 3), Gemini.text("so far"));
    }

    private static JsonNode sent(String model, String method) {
        assertThat(provider().only().path()).isEqualTo(Vertex.path(model, method));
        return sent();
    }

    @Test
    void a_chat_is_told_in_googles_words_and_costs_the_reported_usage() {
        Gemini.Usage usage = new Gemini.Usage(1_003, 401, 17, 20);
        Vertex.answer(TestProvider.json(Gemini.answer("STOP", usage, Gemini.text("hello"))));

        ChatCompletion answer =
                openAi.whole(OpenAiApp.asking(Vertex.FLASH).addSystemMessage("Be kind."));

        assertThat(OpenAiApp.text(answer)).isEqualTo("hello");
        assertThat(OpenAiApp.finish(answer)).isEqualTo(FinishReason.STOP);
        assertThat(answer.usage().orElseThrow().promptTokens()).isEqualTo(1_003);
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(37);
        assertThat(answer.usage().orElseThrow().promptTokensDetails().orElseThrow().cachedTokens())
                .contains(401L);
        JsonNode sent = sent(Vertex.FLASH, "generateContent");
        assertThat(sent.at("/systemInstruction/parts/0/text").asText()).isEqualTo("Be kind.");
        assertThat(sent.at("/contents/0/parts/0/text").asText()).isEqualTo("Say hello.");
        assertThat(sent.at("/generationConfig/maxOutputTokens").asInt()).isEqualTo(100);
        assertThat(tenant.spent()).isEqualTo(Vertex.FLASH_PRICE.of(usage.billed()));
    }

    @Test
    void a_message_is_told_in_googles_words_and_costs_the_reported_usage() {
        Gemini.Usage usage = new Gemini.Usage(1_003, 401, 17, 20);
        Vertex.answer(TestProvider.json(Gemini.answer("STOP", usage, Gemini.text("hello"))));

        Message answer = anthropic.whole(AnthropicApp.asking(Vertex.FLASH).system("Be brief."));

        assertThat(AnthropicApp.text(answer)).isEqualTo("hello");
        assertThat(answer.usage().inputTokens()).isEqualTo(602);
        assertThat(answer.usage().cacheReadInputTokens()).contains(401L);
        assertThat(answer.usage().outputTokens()).isEqualTo(37);
        assertThat(
                        sent(Vertex.FLASH, "generateContent")
                                .at("/systemInstruction/parts/0/text")
                                .asText())
                .isEqualTo("Be brief.");
        assertThat(tenant.spent()).isEqualTo(Vertex.FLASH_PRICE.of(usage.billed()));
    }

    @Test
    void google_sees_its_own_token_and_nothing_of_the_clients_or_of_the_key() {
        Vertex.answer(TestProvider.json(ended("STOP")));

        openAi.whole(OpenAiApp.asking(Vertex.FLASH));

        TestProvider.Seen seen = provider().only();
        assertThat(seen.header("authorization")).isEqualTo("Bearer " + Vertex.tokens().last());
        assertThat(seen.headers().toString() + seen.text())
                .doesNotContain(tenant.secret())
                .doesNotContain(GoogleTokens.EMAIL)
                .doesNotContain("PRIVATE KEY")
                .doesNotContainIgnoringCase("x-goog-api-key");
    }

    @Test
    void a_longer_prompt_than_google_prices_alike_pays_the_higher_prices() {
        Gemini.Usage longest = new Gemini.Usage(200_000, 1_000, 7, 0);
        Gemini.Usage longer = new Gemini.Usage(200_001, 1_000, 7, 0);

        Vertex.answer(TestProvider.json(Gemini.answer("STOP", longest, Gemini.text("a"))));
        openAi.whole(OpenAiApp.asking(Vertex.PRO));
        assertThat(tenant.spent()).isEqualTo(Gemini.PRO_PRICE.of(longest.billed()));

        Vertex.answer(TestProvider.json(Gemini.answer("STOP", longer, Gemini.text("a"))));
        openAi.whole(OpenAiApp.asking(Vertex.PRO));
        assertThat(tenant.spent())
                .isEqualTo(
                        Gemini.PRO_PRICE
                                .of(longest.billed())
                                .add(Gemini.PRO_PRICE_LONG.of(longer.billed())));
    }

    @Test
    void tool_calls_and_their_results_make_the_whole_way() {
        Gemini.Usage first = Gemini.Usage.of(80, 40);
        Vertex.answer(
                TestProvider.json(
                        Gemini.answer(
                                "STOP",
                                first,
                                Gemini.signed(Gemini.call("a", "Oslo"), "U0lH"),
                                Gemini.call("b", "Rome"))));

        ChatCompletion asked =
                openAi.whole(OpenAiApp.asking(Vertex.FLASH).addFunctionTool(OpenAiApp.weather()));

        assertThat(
                        sent(Vertex.FLASH, "generateContent")
                                .at("/tools/0/functionDeclarations/0/name")
                                .asText())
                .isEqualTo("weather");
        assertThat(OpenAiApp.finish(asked)).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(OpenAiApp.calls(asked))
                .extracting(ChatCompletionMessageFunctionToolCall::id)
                .containsExactly("a", "b");

        Vertex.answer(TestProvider.json(ended("STOP")));
        openAi.whole(
                OpenAiApp.asking(Vertex.FLASH)
                        .addFunctionTool(OpenAiApp.weather())
                        .addMessage(asked.choices().get(0).message())
                        .addMessage(OpenAiApp.result("a", "4 degrees"))
                        .addMessage(OpenAiApp.result("b", "20 degrees")));

        JsonNode said = sent().path("contents");
        assertThat(said.at("/1/parts/0/thoughtSignature").asText()).isEqualTo("U0lH");
        assertThat(said.at("/1/parts/0/functionCall/args/city").asText()).isEqualTo("Oslo");
        assertThat(said.at("/2/parts")).as("all results in one content").hasSize(2);
        assertThat(said.at("/2/parts/1/functionResponse/response/output").asText())
                .isEqualTo("20 degrees");
        assertThat(tenant.spent())
                .isEqualTo(
                        Vertex.FLASH_PRICE
                                .of(first.billed())
                                .add(Vertex.FLASH_PRICE.of(Gemini.Usage.of(9, 3).billed())));
    }

    @Test
    void pictures_and_schemas_of_both_clients_reach_google() {
        Vertex.answer(TestProvider.json(ended("STOP")));
        openAi.whole(
                OpenAiApp.asking(Vertex.FLASH, ChatCompletionContentPartImage.ImageUrl.Detail.AUTO)
                        .responseFormat(OpenAiApp.citySchema()));
        assertPictureAndSchema();

        Vertex.answer(TestProvider.json(ended("STOP")));
        anthropic.whole(
                AnthropicApp.askingAboutPicture(Vertex.FLASH)
                        .outputConfig(AnthropicApp.citySchema()));
        assertPictureAndSchema();
    }

    private static void assertPictureAndSchema() {
        JsonNode sent = sent(Vertex.FLASH, "generateContent");
        JsonNode picture = sent.at("/contents/0/parts/1/inlineData");
        assertThat(picture.path("mimeType").asText()).isEqualTo("image/png");
        assertThat(picture.path("data").asText()).isEqualTo(OpenAiApp.PICTURE);
        assertThat(sent.at("/generationConfig/responseJsonSchema/properties/city/type").asText())
                .isEqualTo("string");
    }

    @Test
    void reasoning_is_asked_for_shown_and_paid_as_output() {
        Gemini.Usage usage = new Gemini.Usage(11, 0, 2, 13);
        Vertex.answer(
                TestProvider.json(
                        Gemini.answer(
                                "STOP",
                                usage,
                                Gemini.signed(Gemini.thought("Let me count."), "VGg="),
                                Gemini.text("two"))));

        ChatCompletion answer =
                openAi.whole(OpenAiApp.asking(Vertex.FLASH).reasoningEffort(ReasoningEffort.LOW));

        JsonNode thinking = sent().at("/generationConfig/thinkingConfig");
        assertThat(thinking.path("includeThoughts").booleanValue()).isTrue();
        assertThat(thinking.path("thinkingBudget").asInt()).isEqualTo(1_024);
        assertThat(OpenAiApp.text(answer)).isEqualTo("two");
        assertThat(OpenAiApp.reasoning(answer)).isEqualTo("Let me count.");
        assertThat(tenant.spent()).isEqualTo(Vertex.FLASH_PRICE.of(usage.billed()));
    }

    @Test
    void streams_of_both_clients_are_put_together_by_their_sdks_and_charged_by_the_last_report() {
        Gemini.Usage usage = new Gemini.Usage(11, 3, 4, 13);
        TestProvider.Reply events =
                TestProvider.events(
                        List.of(
                                Gemini.piece(Gemini.thought("Let me count.")),
                                Gemini.piece(new Gemini.Usage(11, 3, 2, 13), Gemini.text("One, ")),
                                Gemini.piece(Gemini.text("two.")),
                                Gemini.answer("STOP", usage, Gemini.call("a", "Oslo"))));
        AtomicReference<String> query = new AtomicReference<>();
        TestProvider.Reply noting =
                exchange -> {
                    query.set(exchange.getRequestURI().getQuery());
                    events.answer(exchange);
                };

        Vertex.answer(noting);
        ChatCompletion chat =
                openAi.streamed(
                        OpenAiApp.asking(Vertex.FLASH).addFunctionTool(OpenAiApp.weather()));

        sent(Vertex.FLASH, "streamGenerateContent");
        assertThat(query.get()).isEqualTo("alt=sse");
        assertThat(OpenAiApp.text(chat)).isEqualTo("One, two.");
        assertThat(OpenAiApp.finish(chat)).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(chat.usage().orElseThrow().completionTokens()).isEqualTo(17);
        assertThat(tenant.spent()).isEqualTo(Vertex.FLASH_PRICE.of(usage.billed()));

        Vertex.answer(noting);
        Message message =
                anthropic.streamed(
                        AnthropicApp.asking(Vertex.FLASH).addTool(AnthropicApp.weather()));

        assertThat(AnthropicApp.text(message)).isEqualTo("One, two.");
        assertThat(message.stopReason()).contains(StopReason.TOOL_USE);
        assertThat(AnthropicApp.calls(message)).extracting(ToolUseBlock::id).containsExactly("a");
        assertThat(tenant.spent())
                .isEqualTo(
                        Vertex.FLASH_PRICE
                                .of(usage.billed())
                                .add(Vertex.FLASH_PRICE.of(usage.billed())));
    }
}
