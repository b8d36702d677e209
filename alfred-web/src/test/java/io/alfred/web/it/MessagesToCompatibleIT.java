package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.core.http.StreamResponse;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.ThinkingBlock;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import com.anthropic.models.messages.ToolUseBlockParam;
import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/**
 * The official Anthropic SDK against providers that are compatible with OpenAI, each in a way of
 * its own: what they are sent, and what their counts mean.
 */
@Order(2)
class MessagesToCompatibleIT extends TranslatedTest {
    private static final String PATH = "/v1/messages";

    @BeforeEach
    void connect() {
        for (String name : List.of("groq", "deepseek", "xai", "mistral")) {
            connect(name);
        }
    }

    private static MessageCreateParams.Builder params(String model) {
        return MessageCreateParams.builder()
                .model(model)
                .maxTokens(10_000)
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

    private static String text(Message answer) {
        StringBuilder text = new StringBuilder();
        answer.content().stream()
                .flatMap(block -> block.text().stream())
                .forEach(block -> text.append(block.text()));
        return text.toString();
    }

    private static String thought(Message answer) {
        StringBuilder thought = new StringBuilder();
        answer.content().stream()
                .flatMap(block -> block.thinking().stream())
                .forEach(block -> thought.append(block.thinking()));
        return thought.toString();
    }

    private static Tool now() {
        return Tool.builder()
                .name("now")
                .inputSchema(
                        Tool.InputSchema.builder()
                                .properties(Tool.InputSchema.Properties.builder().build())
                                .build())
                .build();
    }

    /** What a provider is sent besides what all of them are. */
    private record Sent(String name, String bound, String notThis, boolean asksForUsage) {}

    @Test
    void every_provider_is_sent_the_fields_it_knows() {
        String newer = "max_completion_tokens";
        String older = "max_tokens";
        Map.of(
                        Compatible.GROQ, new Sent("openai/gpt-oss-120b", newer, older, false),
                        Compatible.XAI, new Sent("grok-4.3", newer, older, true),
                        Compatible.DEEPSEEK, new Sent("deepseek-v4-flash", older, newer, true),
                        Compatible.MISTRAL, new Sent("mistral-small-2603", older, newer, false))
                .forEach(this::expectSent);
    }

    private void expectSent(String model, Sent expected) {
        provider()
                .answer(
                        TestProvider.events(
                                ChatAnswer.of(expected.name())
                                        .text("hello")
                                        .reporting(Compatible.usage(60, 0, 2, 0))
                                        .streamTellingUsageAtItsEnd()));

        Message answer = streamed(params(model).system("Be brief."));

        assertThat(text(answer)).isEqualTo("hello");
        JsonNode sent = sent();
        assertThat(sent.path("model").asText()).isEqualTo(expected.name());
        assertThat(sent.path(expected.bound()).longValue()).as(model).isEqualTo(10_000);
        assertThat(sent.has(expected.notThis())).as(model).isFalse();
        assertThat(sent.path("stream").booleanValue()).isTrue();
        assertThat(sent.has("stream_options")).as(model).isEqualTo(expected.asksForUsage());
        assertThat(sent.at("/messages/0/role").asText())
                .as("developer is OpenAI's own")
                .isEqualTo("system");
        assertThat(sent.has("reasoning_effort")).as("nobody asked").isFalse();
    }

    @Test
    void groq_is_asked_to_reason_and_to_show_it_and_shows_it_as_thinking() {
        ChatAnswer said =
                ChatAnswer.of("openai/gpt-oss-120b")
                        .reasoning("reasoning", "Six times seven.")
                        .text("42")
                        .reporting(Compatible.usage(60, 20, 30, 25));
        provider().answer(TestProvider.json(said.whole()));

        Message answer = ask(params(Compatible.GROQ).enabledThinking(2_000));

        assertThat(sent().path("reasoning_effort").asText()).isEqualTo("low");
        assertThat(sent().path("include_reasoning").booleanValue()).isTrue();
        assertThat(thought(answer)).isEqualTo("Six times seven.");
        assertThat(text(answer)).isEqualTo("42");
        assertThat(answer.usage().outputTokensDetails().orElseThrow().thinkingTokens())
                .isEqualTo(25);
        assertThat(tenant.spent())
                .isEqualTo(Compatible.GROQ_PRICE.of(new Completion.Usage(60, 20, 30)));
    }

    @Test
    void the_usage_in_a_stream_of_groqs_is_found() {
        ChatAnswer said =
                ChatAnswer.of("openai/gpt-oss-120b")
                        .reasoning("reasoning", "Six times seven.")
                        .text("42")
                        .reporting(Compatible.usage(60, 20, 30, 25));
        provider().answer(TestProvider.events(said.streamOfGroq()));

        Message answer = streamed(params(Compatible.GROQ));

        assertThat(thought(answer)).isEqualTo("Six times seven.");
        assertThat(answer.usage().outputTokens()).isEqualTo(30);
        assertThat(tenant.spent())
                .isEqualTo(Compatible.GROQ_PRICE.of(new Completion.Usage(60, 20, 30)));
    }

    @Test
    void what_deepseek_read_from_its_cache_is_cheaper() {
        ChatAnswer said =
                ChatAnswer.of("deepseek-v4-flash")
                        .reasoning("reasoning_content", "Six times seven.")
                        .text("42")
                        .reporting(Compatible.deepSeekUsage(1_003, 401, 37));
        provider().answer(TestProvider.json(said.whole()));

        Message answer = ask(params(Compatible.DEEPSEEK).enabledThinking(5_000));

        assertThat(sent().at("/thinking/type").asText()).isEqualTo("enabled");
        assertThat(sent().path("reasoning_effort").asText()).isEqualTo("medium");
        assertThat(thought(answer)).isEqualTo("Six times seven.");
        assertThat(answer.usage().inputTokens()).isEqualTo(602);
        assertThat(answer.usage().cacheReadInputTokens()).contains(401L);
        Completion.Usage usage = new Completion.Usage(1_003, 401, 37);
        assertThat(tenant.spent()).isEqualTo(Compatible.DEEPSEEK_PRICE.of(usage));

        provider().answer(TestProvider.events(said.streamTellingUsageAtItsEnd()));
        streamed(params(Compatible.DEEPSEEK));
        assertThat(tenant.spent())
                .isEqualTo(
                        Compatible.DEEPSEEK_PRICE
                                .of(usage)
                                .add(Compatible.DEEPSEEK_PRICE.of(usage)));
    }

    @Test
    void deepseek_gets_its_reasoning_back_with_the_tools_result() {
        provider()
                .answer(
                        TestProvider.json(
                                ChatAnswer.of("deepseek-v4-flash")
                                        .reasoning("reasoning_content", "I need a clock.")
                                        .call("call_00_x", "now", "{}")
                                        .reporting(Compatible.deepSeekUsage(60, 0, 12))
                                        .whole()));
        MessageCreateParams.Builder dialogue = params(Compatible.DEEPSEEK).addTool(now());
        Message asking = ask(dialogue);
        ToolUseBlock call =
                asking.content().stream()
                        .flatMap(block -> block.toolUse().stream())
                        .findFirst()
                        .orElseThrow();

        provider()
                .answer(
                        TestProvider.json(
                                ChatAnswer.of("deepseek-v4-flash")
                                        .text("noon")
                                        .reporting(Compatible.deepSeekUsage(80, 0, 1))
                                        .whole()));
        ask(dialogue.addMessage(asking).addUserMessageOfContentBlockParams(result(call, "12:00")));

        JsonNode messages = sent().path("messages");
        assertThat(messages.at("/1/reasoning_content").asText()).isEqualTo("I need a clock.");
        assertThat(messages.at("/1/tool_calls/0/id").asText()).isEqualTo("call_00_x");
        assertThat(messages.at("/2/tool_call_id").asText()).isEqualTo("call_00_x");
        assertThat(messages.at("/2/content").asText()).isEqualTo("12:00");
    }

    private static List<ContentBlockParam> result(ToolUseBlock call, String content) {
        return List.of(
                ContentBlockParam.ofToolResult(
                        ToolResultBlockParam.builder()
                                .toolUseId(call.id())
                                .content(content)
                                .build()));
    }

    @Test
    void what_xai_reasoned_apart_is_charged_as_output() {
        ChatAnswer said =
                ChatAnswer.of("grok-4.3")
                        .reasoning("reasoning_content", "Six times seven.")
                        .text("42")
                        .reporting(Compatible.xaiUsage(1_003, 401, 2, 300));
        provider().answer(TestProvider.json(said.whole()));

        Message answer = ask(params(Compatible.XAI).enabledThinking(2_000));

        assertThat(sent().path("reasoning_effort").asText()).isEqualTo("low");
        assertThat(answer.usage().outputTokens()).as("with what was reasoned").isEqualTo(302);
        assertThat(answer.usage().outputTokensDetails().orElseThrow().thinkingTokens())
                .isEqualTo(300);
        Completion.Usage usage = new Completion.Usage(1_003, 401, 302);
        assertThat(tenant.spent()).isEqualTo(Compatible.XAI_PRICE.of(usage));

        provider().answer(TestProvider.events(said.stream()));
        assertThat(streamed(params(Compatible.XAI)).usage().outputTokens()).isEqualTo(302);
        assertThat(tenant.spent())
                .isEqualTo(Compatible.XAI_PRICE.of(usage).add(Compatible.XAI_PRICE.of(usage)));
    }

    @Test
    void a_long_prompt_to_xai_costs_its_own_prices() {
        provider()
                .answer(
                        TestProvider.json(
                                ChatAnswer.of("grok-4.3")
                                        .text("long")
                                        .reporting(Compatible.xaiUsage(300_001, 1, 10, 5))
                                        .whole()));

        ask(params(Compatible.XAI));

        assertThat(tenant.spent())
                .isEqualTo(Compatible.XAI_LONG_PRICE.of(new Completion.Usage(300_001, 1, 15)));
    }

    @Test
    void mistral_tells_its_thoughts_in_parts_and_gets_names_of_nine_letters() {
        provider()
                .answer(
                        TestProvider.json(
                                ChatAnswer.of("mistral-small-2603")
                                        .thinkingParts("Six times seven.", "42")
                                        .reporting(Compatible.usage(60, 0, 12, 0))
                                        .whole()));
        Message answer = ask(params(Compatible.MISTRAL));
        assertThat(thought(answer)).isEqualTo("Six times seven.");
        assertThat(text(answer)).isEqualTo("42");
        assertThat(tenant.spent())
                .isEqualTo(Compatible.MISTRAL_PRICE.of(new Completion.Usage(60, 0, 12)));

        provider()
                .answer(
                        TestProvider.json(
                                ChatAnswer.of("mistral-small-2603")
                                        .text("noon")
                                        .reporting(Compatible.usage(60, 0, 1, 0))
                                        .whole()));
        ask(
                params(Compatible.MISTRAL)
                        .addTool(now())
                        .addAssistantMessageOfContentBlockParams(
                                List.of(
                                        ContentBlock.ofThinking(
                                                        ThinkingBlock.builder()
                                                                .thinking("I need a clock.")
                                                                .signature("")
                                                                .build())
                                                .toParam(),
                                        ContentBlockParam.ofToolUse(call("toolu_from_elsewhere"))))
                        .addUserMessageOfContentBlockParams(
                                List.of(
                                        ContentBlockParam.ofToolResult(
                                                ToolResultBlockParam.builder()
                                                        .toolUseId("toolu_from_elsewhere")
                                                        .content("12:00")
                                                        .build()))));

        JsonNode messages = sent().path("messages");
        assertThat(messages.at("/1/content/0/type").asText()).isEqualTo("thinking");
        assertThat(messages.at("/1/content/0/thinking/0/text").asText())
                .isEqualTo("I need a clock.");
        String id = messages.at("/1/tool_calls/0/id").asText();
        assertThat(id).matches("[A-Za-z0-9]{9}");
        assertThat(messages.at("/2/tool_call_id").asText()).isEqualTo(id);
    }

    private static ToolUseBlockParam call(String id) {
        return ToolUseBlockParam.builder()
                .id(id)
                .name("now")
                .input(ToolUseBlockParam.Input.builder().build())
                .build();
    }

    @Test
    void a_refusal_by_mistrals_schema_is_told_with_its_field() {
        provider()
                .answer(
                        TestProvider.status(
                                422,
                                "application/json",
                                "{\"object\":\"error\",\"message\":{\"detail\":[{\"type\":"
                                        + "\"extra_forbidden\",\"loc\":[\"body\",\"top_p\"],"
                                        + "\"msg\":\"Extra inputs are not permitted\"}]},"
                                        + "\"type\":\"invalid_request_error\",\"param\":null,"
                                        + "\"code\":null}"));

        AlfredClient.Answer answer = post(Compatible.MISTRAL, ",\"top_p\":0.5");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(answer.json().at("/error/message").asText())
                .contains("Extra inputs are not permitted");
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void an_error_of_xais_own_shape_is_understood() {
        provider()
                .answer(
                        TestProvider.status(
                                400,
                                "application/json",
                                "{\"code\":\"Client specified an invalid argument\","
                                        + "\"error\":\"the picture is too large\"}"));

        AlfredClient.Answer answer = post(Compatible.XAI, "");

        assertThat(answer.expect(400).at("/error/message").asText())
                .contains("the picture is too large");
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void a_key_that_xai_refuses_with_400_is_not_the_callers_mistake() {
        provider()
                .answer(
                        TestProvider.status(
                                400,
                                "application/json",
                                "{\"code\":\"Client specified an invalid argument\","
                                        + "\"error\":\"Incorrect API key provided: sk***ey. You can"
                                        + " obtain an API key from https://console.x.ai.\"}"));

        AlfredClient.Answer answer = post(Compatible.XAI, "");

        assertThat(answer.expect(502).at("/error/message").asText())
                .contains("alfred provider test xai")
                .doesNotContain("Incorrect API key");
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void what_a_provider_cannot_be_told_is_refused_by_its_name() {
        provider().answer(TestProvider.json(Completion.text("never", 1, 1)));

        refused(
                Compatible.DEEPSEEK,
                "DeepSeek",
                ",\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":{}}}");
        refused(
                Compatible.DEEPSEEK,
                "DeepSeek",
                ",\"tools\":[{\"name\":\"now\",\"input_schema\":{\"type\":\"object\"}}],"
                        + "\"tool_choice\":{\"type\":\"auto\",\"disable_parallel_tool_use\":true}");
        refused(
                Compatible.GROQ,
                "Groq",
                ",\"tools\":[{\"name\":\"now\",\"strict\":true,"
                        + "\"input_schema\":{\"type\":\"object\"}}]");
        assertThat(refused(Compatible.XAI, "xAI", ",\"top_k\":5")).isEqualTo("top_k");
        assertThat(refused(Compatible.MISTRAL, "Mistral", ",\"top_k\":5")).isEqualTo("top_k");
        assertNothingSentOrHeld();
    }

    /** The field that is named. */
    private String refused(String model, String provider, String more) {
        JsonNode error = post(model, more).expect(400).path("error");
        assertThat(error.path("message").asText()).contains(provider);
        assertThat(error.path("param").asText()).as(model).isNotEmpty();
        return error.path("param").asText();
    }

    private AlfredClient.Answer post(String model, String more) {
        return tenant.client()
                .post(
                        PATH,
                        "{\"model\":\""
                                + model
                                + "\",\"max_tokens\":50"
                                + more
                                + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
    }

    @Test
    void a_count_that_cannot_be_true_is_not_believed() {
        var absurd = Compatible.deepSeekUsage(100, 40, 7).put("prompt_cache_miss_tokens", 1);
        provider()
                .answer(
                        TestProvider.json(
                                ChatAnswer.of("deepseek-v4-flash")
                                        .text("hello")
                                        .reporting(absurd)
                                        .whole()));

        AlfredClient.Answer answer = post(Compatible.DEEPSEEK, "");

        answer.expect(200);
        // one token per byte is the bound of what was written
        assertCounted(
                answer.header("X-Alfred-Transaction"), Compatible.DEEPSEEK_PRICE, "hello".length());
    }

    @Test
    void tokens_are_counted_by_alfred_who_says_so_and_sends_nothing() {
        provider().answer(TestProvider.json("{\"input_tokens\":1}"));
        String request =
                "{\"model\":\""
                        + Compatible.XAI
                        + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Say hello.\"}]}";

        long counted =
                anthropic
                        .messages()
                        .countTokens(
                                MessageCountTokensParams.builder()
                                        .model(Compatible.XAI)
                                        .addUserMessage("Say hello.")
                                        .build())
                        .inputTokens();
        AlfredClient.Answer answer = tenant.client().post(PATH + "/count_tokens", request);

        assertThat(counted).isGreaterThan("Say hello.".length());
        assertThat(answer.expect(200).path("input_tokens").longValue()).isEqualTo(counted);
        assertThat(answer.header("X-Alfred-Count")).isEqualTo("upper-bound");
        JsonNode entry = Books.resolution(answer.header("X-Alfred-Transaction"));
        assertThat(entry.path("kind").asText()).isEqualTo("SETTLE");
        assertThat(Json.nanos(entry.path("amount"))).isZero();
        assertThat(provider().seen()).isEmpty();

        provider()
                .answer(
                        TestProvider.json(
                                ChatAnswer.of("grok-4.3")
                                        .text("hello")
                                        .reporting(Compatible.xaiUsage(60, 0, 2, 0))
                                        .whole()));
        AlfredClient.Answer said =
                tenant.client()
                        .post(PATH, request.replace("{\"model", "{\"max_tokens\":1,\"model"));
        said.expect(200);
        String tx = said.header("X-Alfred-Transaction");
        Books.resolution(tx);
        assertThat(Json.nanos(Books.hold(tx).path("amount")))
                .as("what is counted is what is held for")
                .isEqualTo(Compatible.XAI_PRICE.of(new Completion.Usage(counted, 0, 1)));

        tenant.limit(tenant.teamWallet(), BigInteger.ZERO);
        assertThat(tenant.client().post(PATH + "/count_tokens", request).status()).isEqualTo(402);
    }
}
