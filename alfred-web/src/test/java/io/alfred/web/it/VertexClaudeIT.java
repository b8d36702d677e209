package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.models.messages.CacheControlEphemeral;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import com.fasterxml.jackson.databind.JsonNode;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.RateLimitException;
import com.openai.models.ReasoningEffort;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletion.Choice.FinishReason;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.util.List;

/** Calls of both official SDKs that Claude answers at Vertex AI. */
@Order(2)
class VertexClaudeIT extends TwoSdksTest {
    private static final Claude.Usage USAGE = Claude.Usage.of(60, 12);

    @Override
    void configure() {
        Vertex.configure();
    }

    @AfterAll
    static void leave() {
        Vertex.disable();
    }

    private static JsonNode sent(String method) {
        assertThat(provider().only().path()).isEqualTo(Vertex.path(Vertex.HAIKU, method));
        JsonNode sent = sent();
        assertThat(sent.path("anthropic_version").asText()).isEqualTo("vertex-2023-10-16");
        assertThat(sent.has("model")).isFalse();
        return sent;
    }

    @Test
    void both_clients_pay_exactly_the_reported_usage_caches_included() {
        Claude.Usage usage = new Claude.Usage(1_003, 401, 205, 100, 37);
        Vertex.answer(TestProvider.json(Claude.text("hello", usage)));

        ChatCompletion chat = openAi.whole(OpenAiApp.asking(Vertex.HAIKU));

        assertThat(OpenAiApp.text(chat)).isEqualTo("hello");
        assertThat(chat.usage().orElseThrow().promptTokens()).isEqualTo(1_003 + 401 + 205);
        assertThat(sent("rawPredict").path("max_tokens").longValue()).isEqualTo(100);
        TestProvider.Seen seen = provider().only();
        assertThat(seen.header("authorization")).isEqualTo("Bearer " + Vertex.tokens().last());
        assertThat(seen.headers().toString())
                .doesNotContain(tenant.secret())
                .doesNotContainIgnoringCase("x-api-key")
                .doesNotContainIgnoringCase("anthropic-version");
        assertThat(tenant.spent()).isEqualTo(usage.price());

        Vertex.answer(TestProvider.json(Claude.text("hello", usage)));
        Message message =
                anthropic.whole(
                        AnthropicApp.asking(Vertex.HAIKU)
                                .putAdditionalHeader("anthropic-beta", "a-1"));

        assertThat(AnthropicApp.text(message)).isEqualTo("hello");
        assertThat(message.usage().inputTokens()).isEqualTo(1_003);
        assertThat(message.usage().cacheReadInputTokens()).contains(401L);
        assertThat(message.usage().cacheCreationInputTokens()).contains(205L);
        sent("rawPredict");
        assertThat(provider().only().header("anthropic-beta")).isEmpty();
        assertThat(tenant.spent()).isEqualTo(usage.price().add(usage.price()));
    }

    @Test
    void a_longer_prompt_than_is_priced_alike_pays_the_higher_prices() {
        Vertex.answer(
                TestProvider.json(Claude.text("a", new Claude.Usage(199_000, 1_000, 0, 0, 7))));
        openAi.whole(OpenAiApp.asking(Vertex.SONNET));
        Completion.Usage longest = new Completion.Usage(200_000, 1_000, 7);
        assertThat(tenant.spent()).isEqualTo(Vertex.SONNET_PRICE.of(longest));

        Vertex.answer(
                TestProvider.json(Claude.text("a", new Claude.Usage(199_001, 1_000, 0, 0, 7))));
        openAi.whole(OpenAiApp.asking(Vertex.SONNET));
        assertThat(provider().only().path()).isEqualTo(Vertex.path(Vertex.SONNET, "rawPredict"));
        assertThat(tenant.spent())
                .isEqualTo(
                        Vertex.SONNET_PRICE
                                .of(longest)
                                .add(
                                        Vertex.SONNET_PRICE_LONG.of(
                                                new Completion.Usage(200_001, 1_000, 7))));
    }

    @Test
    void tools_of_a_chat_make_the_whole_way() {
        Vertex.answer(
                TestProvider.json(
                        ClaudeAnswer.costing(USAGE)
                                .text("I look.")
                                .call("toolu_a", "weather", "{\"city\":\"Oslo\"}")
                                .call("toolu_b", "weather", "{\"city\":\"Rome\"}")
                                .whole()));

        ChatCompletion asked =
                openAi.whole(
                        OpenAiApp.asking(Vertex.HAIKU)
                                .addFunctionTool(OpenAiApp.weather())
                                .parallelToolCalls(true));

        assertThat(sent("rawPredict").at("/tools/0/input_schema/properties/city/type").asText())
                .isEqualTo("string");
        assertThat(OpenAiApp.finish(asked)).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(OpenAiApp.calls(asked))
                .extracting(ChatCompletionMessageFunctionToolCall::id)
                .containsExactly("toolu_a", "toolu_b");

        Vertex.answer(TestProvider.json(Claude.text("cold", USAGE)));
        openAi.whole(
                OpenAiApp.asking(Vertex.HAIKU)
                        .addFunctionTool(OpenAiApp.weather())
                        .addMessage(asked.choices().get(0).message())
                        .addMessage(OpenAiApp.result("toolu_a", "4 degrees"))
                        .addMessage(OpenAiApp.result("toolu_b", "20 degrees")));

        JsonNode said = sent("rawPredict").path("messages");
        assertThat(said).hasSize(3);
        assertThat(said.at("/1/content/1/input/city").asText()).isEqualTo("Oslo");
        assertThat(said.at("/2/content/1/tool_use_id").asText()).isEqualTo("toolu_b");
        assertThat(said.at("/2/content/1/content/0/text").asText()).isEqualTo("20 degrees");
        assertThat(tenant.spent()).isEqualTo(USAGE.price().add(USAGE.price()));
    }

    @Test
    void thinking_its_signatures_marks_for_the_cache_and_results_of_a_message_survive() {
        Vertex.answer(
                TestProvider.json(
                        ClaudeAnswer.costing(USAGE)
                                .thinking("Two towns.", "c2ln")
                                .sealed("c2VhbGVk")
                                .call("toolu_a", "weather", "{\"city\":\"Oslo\"}")
                                .whole()));

        Message asked =
                anthropic.whole(
                        AnthropicApp.asking(Vertex.HAIKU)
                                .maxTokens(3_000)
                                .enabledThinking(2_000)
                                .addTool(AnthropicApp.weather()));

        assertThat(sent("rawPredict").at("/thinking/budget_tokens").asInt()).isEqualTo(2_000);
        assertThat(asked.stopReason()).contains(StopReason.TOOL_USE);
        assertThat(asked.content().get(0).asThinking().signature()).isEqualTo("c2ln");
        assertThat(AnthropicApp.calls(asked))
                .extracting(ToolUseBlock::id)
                .containsExactly("toolu_a");

        Vertex.answer(TestProvider.json(Claude.text("cold", USAGE)));
        anthropic.whole(
                AnthropicApp.asking(Vertex.HAIKU)
                        .maxTokens(3_000)
                        .enabledThinking(2_000)
                        .systemOfTextBlockParams(
                                List.of(
                                        TextBlockParam.builder()
                                                .text("Be brief.")
                                                .cacheControl(
                                                        CacheControlEphemeral.builder().build())
                                                .build()))
                        .addTool(AnthropicApp.weather())
                        .addMessage(asked)
                        .addUserMessageOfContentBlockParams(
                                List.of(AnthropicApp.failedResult("toolu_a", "no such city"))));

        JsonNode sent = sent("rawPredict");
        assertThat(sent.at("/system/0/cache_control/type").asText()).isEqualTo("ephemeral");
        JsonNode said = sent.path("messages");
        assertThat(said.at("/1/content/0/thinking").asText()).isEqualTo("Two towns.");
        assertThat(said.at("/1/content/0/signature").asText()).isEqualTo("c2ln");
        assertThat(said.at("/1/content/1/data").asText()).isEqualTo("c2VhbGVk");
        assertThat(said.at("/1/content/2/input/city").asText()).isEqualTo("Oslo");
        assertThat(said.at("/2/content/0/is_error").booleanValue()).isTrue();
        assertThat(said.at("/2/content/0/content/0/text").asText()).isEqualTo("no such city");
    }

    @Test
    void pictures_documents_and_schemas_reach_claude() {
        Vertex.answer(TestProvider.json(Claude.text("a cat", USAGE)));
        openAi.whole(
                OpenAiApp.asking(Vertex.HAIKU, ChatCompletionContentPartImage.ImageUrl.Detail.AUTO)
                        .responseFormat(OpenAiApp.citySchema()));
        assertPictureAndSchema();

        Vertex.answer(TestProvider.json(Claude.text("a cat", USAGE)));
        anthropic.whole(
                AnthropicApp.askingAboutPicture(Vertex.HAIKU)
                        .outputConfig(AnthropicApp.citySchema()));
        assertPictureAndSchema();

        Vertex.answer(TestProvider.json(Claude.text("a report", USAGE)));
        tenant.client().post("/v1/messages", document("base64", "data", "JVBERi0=")).expect(200);
        JsonNode source = sent("rawPredict").at("/messages/0/content/0/source");
        assertThat(source.path("media_type").asText()).isEqualTo("application/pdf");
        assertThat(source.path("data").asText()).isEqualTo("JVBERi0=");
    }

    private static void assertPictureAndSchema() {
        JsonNode sent = sent("rawPredict");
        JsonNode source = sent.at("/messages/0/content/1/source");
        assertThat(source.path("media_type").asText()).isEqualTo("image/png");
        assertThat(source.path("data").asText()).isEqualTo(OpenAiApp.PICTURE);
        assertThat(sent.at("/output_config/format/schema/properties/city/type").asText())
                .isEqualTo("string");
    }

    private static String document(String type, String member, String value) {
        return "{\"model\":\""
                + Vertex.HAIKU
                + "\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":["
                + "{\"type\":\"document\",\"source\":{\"type\":\""
                + type
                + "\",\"media_type\":\"application/pdf\",\""
                + member
                + "\":\""
                + value
                + "\"}},{\"type\":\"text\",\"text\":\"What does it say?\"}]}]}";
    }

    @Test
    void what_vertex_would_have_to_fetch_is_refused_and_nothing_is_sent_or_held() {
        Vertex.answer(TestProvider.json(Claude.text("a cat", USAGE)));

        BadRequestException e =
                openAi.failure(
                        BadRequestException.class,
                        OpenAiApp.asking(
                                Vertex.HAIKU,
                                ChatCompletionContentPartImage.ImageUrl.builder()
                                        .url("https://example.com/cat.png")
                                        .build()));

        assertThat(e.param()).contains("messages[0]");
        assertThat(e.getMessage()).contains("Vertex AI").contains("base64");
        assertNothingHeld();
    }

    @Test
    void reasoning_is_asked_for_shown_and_paid() {
        Vertex.answer(
                TestProvider.json(
                        ClaudeAnswer.costing(USAGE)
                                .thinking("Let me count.", "c2ln")
                                .text("two")
                                .whole()));

        ChatCompletion answer =
                openAi.whole(
                        OpenAiApp.asking(Vertex.HAIKU)
                                .maxCompletionTokens(10_000)
                                .reasoningEffort(ReasoningEffort.MEDIUM));

        assertThat(sent("rawPredict").at("/thinking/budget_tokens").asInt()).isEqualTo(5_000);
        assertThat(OpenAiApp.reasoning(answer)).isEqualTo("Let me count.");
        assertThat(OpenAiApp.text(answer)).isEqualTo("two");
        assertThat(tenant.spent()).isEqualTo(USAGE.price());
    }

    @Test
    void streams_of_both_clients_are_put_together_by_their_sdks_and_charged() {
        Claude.Usage usage = new Claude.Usage(60, 10, 6, 2, 33);
        List<String> events =
                ClaudeAnswer.costing(usage)
                        .thinking("Two towns.", "c2ln")
                        .text("I look up.")
                        .call("toolu_a", "weather", "{\"city\":\"Oslo\"}")
                        .stream();

        Vertex.answer(TestProvider.events(events));
        ChatCompletion chat =
                openAi.streamed(
                        OpenAiApp.asking(Vertex.HAIKU).addFunctionTool(OpenAiApp.weather()));

        assertThat(sent("streamRawPredict").path("stream").booleanValue()).isTrue();
        assertThat(OpenAiApp.text(chat)).isEqualTo("I look up.");
        assertThat(OpenAiApp.finish(chat)).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(Json.parse(OpenAiApp.calls(chat).get(0).function().arguments()).path("city"))
                .hasToString("\"Oslo\"");
        assertThat(tenant.spent()).isEqualTo(usage.price());

        Vertex.answer(TestProvider.events(events));
        Message message =
                anthropic.streamed(
                        AnthropicApp.asking(Vertex.HAIKU)
                                .maxTokens(3_000)
                                .enabledThinking(1_024)
                                .addTool(AnthropicApp.weather()));

        assertThat(sent("streamRawPredict").at("/thinking/budget_tokens").asInt()).isEqualTo(1_024);
        assertThat(message.content().get(0).asThinking().signature()).isEqualTo("c2ln");
        assertThat(AnthropicApp.text(message)).isEqualTo("I look up.");
        assertThat(message.usage().outputTokens()).isEqualTo(33);
        assertThat(tenant.spent()).isEqualTo(usage.price().add(usage.price()));
    }

    @Test
    void a_revoked_token_is_replaced_here_too() {
        Vertex.answer(TestProvider.json(Claude.text("hello", USAGE)));
        anthropic.whole(AnthropicApp.asking(Vertex.HAIKU));
        Vertex.tokens().revokeAll();
        Vertex.answer(TestProvider.json(Claude.text("hello", USAGE)));

        assertThat(AnthropicApp.text(anthropic.whole(AnthropicApp.asking(Vertex.HAIKU))))
                .isEqualTo("hello");

        assertThat(provider().seen()).hasSize(2);
        assertThat(tenant.spent()).isEqualTo(USAGE.price().add(USAGE.price()));
    }

    @Test
    void errors_of_claude_and_of_google_are_told_apart_from_our_accounts() {
        Vertex.answer(
                TestProvider.status(
                        400,
                        "application/json",
                        Claude.error("invalid_request_error", "max_tokens: too large")));
        BadRequestException mistake =
                openAi.failure(BadRequestException.class, OpenAiApp.asking(Vertex.HAIKU));
        assertThat(mistake.getMessage()).contains("max_tokens: too large");

        Vertex.answer(Gemini.refusal(403, "PERMISSION_DENIED", "of project 4711"));
        InternalServerException ours =
                openAi.failure(InternalServerException.class, OpenAiApp.asking(Vertex.HAIKU));
        assertThat(ours.statusCode()).isEqualTo(502);
        assertThat(ours.getMessage()).doesNotContain("4711");

        Vertex.answer(Gemini.refusal(429, "RESOURCE_EXHAUSTED", "Resource exhausted"));
        RateLimitException limited =
                openAi.failure(RateLimitException.class, OpenAiApp.asking(Vertex.HAIKU));
        assertThat(limited.code()).contains("rate_limited");
        assertThat(tenant.spent()).isZero();
        assertThat(CallEntries.of(tenant).count("SETTLE")).isZero();
    }
}
