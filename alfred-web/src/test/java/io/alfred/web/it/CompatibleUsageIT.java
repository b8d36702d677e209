package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * The official OpenAI SDK against providers that speak its protocol but count in ways of their own:
 * nothing is translated, and yet the ledger is right.
 */
@Order(2)
class CompatibleUsageIT extends TranslatedTest {
    @BeforeEach
    void connect() {
        for (String name : List.of("groq", "deepseek", "xai", "mistral")) {
            connect(name);
        }
    }

    private static ChatCompletionCreateParams.Builder params(String model) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage("Say hello.");
    }

    /** Under the older name of the bound, which all of them know. */
    private static ChatCompletionCreateParams bounded(ChatCompletionCreateParams.Builder params) {
        return params.putAdditionalBodyProperty("max_tokens", JsonValue.from(1_000)).build();
    }

    private ChatCompletion ask(String model, String answer) {
        provider().answer(TestProvider.json(answer));
        return openAi.chat().completions().create(bounded(params(model)));
    }

    /** The text; the SDK's accumulator takes no usage beside the reason of the end. */
    private String stream(ChatCompletionCreateParams.Builder params, List<String> events) {
        provider().answer(TestProvider.events(events));
        StringBuilder text = new StringBuilder();
        try (StreamResponse<ChatCompletionChunk> stream =
                openAi.chat().completions().createStreaming(bounded(params))) {
            stream.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .flatMap(choice -> choice.delta().content().stream())
                    .forEach(text::append);
        }
        return text.toString();
    }

    private static String text(ChatCompletion answer) {
        return answer.choices().get(0).message().content().orElse("");
    }

    /** The body of a chat as an application without an SDK writes it. */
    private static String body(String model) {
        return chatBody("hi").replace("gpt-4o-mini", model);
    }

    private static BigInteger twice(BigInteger price) {
        return price.add(price);
    }

    @Test
    void what_deepseek_read_from_its_cache_is_cheaper_whole_and_streamed() {
        ChatAnswer said =
                ChatAnswer.of("deepseek-v4-flash")
                        .text("hello")
                        .reporting(Compatible.deepSeekUsage(1_003, 401, 37));
        BigInteger price = Compatible.DEEPSEEK_PRICE.of(new Completion.Usage(1_003, 401, 37));

        assertThat(text(ask(Compatible.DEEPSEEK, said.whole()))).isEqualTo("hello");
        assertThat(tenant.spent()).isEqualTo(price);

        assertThat(stream(params(Compatible.DEEPSEEK), said.streamTellingUsageAtItsEnd()))
                .isEqualTo("hello");
        assertThat(sent().at("/stream_options/include_usage").booleanValue()).isTrue();
        assertThat(tenant.spent()).isEqualTo(twice(price));
    }

    @Test
    void what_xai_reasoned_apart_is_charged_as_output_whole_and_streamed() {
        ChatAnswer said =
                ChatAnswer.of("grok-4.3")
                        .text("42")
                        .reporting(Compatible.xaiUsage(1_003, 401, 2, 300));
        BigInteger price = Compatible.XAI_PRICE.of(new Completion.Usage(1_003, 401, 302));

        assertThat(text(ask(Compatible.XAI, said.whole()))).isEqualTo("42");
        assertThat(tenant.spent()).isEqualTo(price);

        assertThat(stream(params(Compatible.XAI), said.stream())).isEqualTo("42");
        assertThat(tenant.spent()).isEqualTo(twice(price));
    }

    @Test
    void the_ledger_tells_the_tokens_of_xai_with_what_was_reasoned() {
        provider()
                .answer(
                        TestProvider.json(
                                ChatAnswer.of("grok-4.3")
                                        .text("42")
                                        .reporting(Compatible.xaiUsage(60, 0, 2, 300))
                                        .whole()));

        AlfredClient.Answer answer = tenant.client().chat(body(Compatible.XAI));

        answer.expect(200);
        JsonNode entry = Books.resolution(answer.header("X-Alfred-Transaction"));
        assertThat(entry.path("prompt_tokens").longValue()).isEqualTo(60);
        assertThat(entry.path("completion_tokens").longValue()).isEqualTo(302);
        assertThat(entry.path("estimated").booleanValue()).isFalse();
    }

    @Test
    void a_long_prompt_to_xai_costs_its_own_prices_beyond_the_threshold_only() {
        ask(
                Compatible.XAI,
                ChatAnswer.of("grok-4.3")
                        .text("long")
                        .reporting(Compatible.xaiUsage(200_000, 0, 10, 0))
                        .whole());
        BigInteger atTheThreshold = Compatible.XAI_PRICE.of(new Completion.Usage(200_000, 0, 10));
        assertThat(tenant.spent()).isEqualTo(atTheThreshold);

        ask(
                Compatible.XAI,
                ChatAnswer.of("grok-4.3")
                        .text("longer")
                        .reporting(Compatible.xaiUsage(200_001, 1, 10, 5))
                        .whole());
        assertThat(tenant.spent())
                .isEqualTo(
                        atTheThreshold.add(
                                Compatible.XAI_LONG_PRICE.of(
                                        new Completion.Usage(200_001, 1, 15))));
    }

    @Test
    void groqs_report_is_found_whole_and_in_its_streams_where_it_is_unasked() {
        ChatAnswer said =
                ChatAnswer.of("openai/gpt-oss-120b")
                        .text("hello")
                        .reporting(Compatible.usage(60, 20, 30, 25));
        BigInteger price = Compatible.GROQ_PRICE.of(new Completion.Usage(60, 20, 30));

        assertThat(text(ask(Compatible.GROQ, said.whole()))).isEqualTo("hello");
        assertThat(tenant.spent()).isEqualTo(price);

        assertThat(stream(params(Compatible.GROQ), said.streamOfGroq())).isEqualTo("hello");
        assertThat(sent().has("stream_options")).isFalse();
        assertThat(tenant.spent()).isEqualTo(twice(price));
    }

    @Test
    void usage_that_a_client_asks_groq_for_is_charged_once() {
        ChatAnswer said =
                ChatAnswer.of("openai/gpt-oss-120b")
                        .text("hello")
                        .reporting(Compatible.usage(60, 20, 30, 25));
        List<String> events = new ArrayList<>(said.streamOfGroq());
        events.remove(Completion.DONE);
        List<String> asked = said.stream();
        events.addAll(asked.subList(asked.size() - 2, asked.size()));

        String answer =
                stream(
                        params(Compatible.GROQ)
                                .streamOptions(
                                        ChatCompletionStreamOptions.builder()
                                                .includeUsage(true)
                                                .build()),
                        events);

        assertThat(answer).isEqualTo("hello");
        assertThat(sent().at("/stream_options/include_usage").booleanValue()).isTrue();
        assertThat(tenant.spent())
                .isEqualTo(Compatible.GROQ_PRICE.of(new Completion.Usage(60, 20, 30)));
    }

    @Test
    void mistral_which_refuses_stream_options_is_not_sent_them_and_yet_charged_right() {
        ChatAnswer said =
                ChatAnswer.of("mistral-small-2603")
                        .text("hello")
                        .reporting(Compatible.usage(60, 0, 12, 0));

        assertThat(stream(params(Compatible.MISTRAL), said.streamTellingUsageAtItsEnd()))
                .isEqualTo("hello");

        assertThat(sent().has("stream_options")).isFalse();
        assertThat(sent().path("max_tokens").longValue()).isEqualTo(1_000);
        assertThat(tenant.spent())
                .isEqualTo(Compatible.MISTRAL_PRICE.of(new Completion.Usage(60, 0, 12)));
    }

    @Test
    void an_answer_travels_back_byte_for_byte_with_all_its_own_counts() {
        String said =
                ChatAnswer.of("deepseek-v4-flash")
                        .reasoning("reasoning_content", "Six times seven.")
                        .text("42")
                        .reporting(Compatible.deepSeekUsage(60, 40, 12))
                        .whole();
        provider().answer(TestProvider.json(said));

        assertThat(tenant.client().chat(body(Compatible.DEEPSEEK)).body()).isEqualTo(said);
    }

    @Test
    void counts_that_contradict_each_other_are_not_believed() {
        var absurd = Compatible.deepSeekUsage(100, 40, 7).put("prompt_cache_miss_tokens", 1);
        provider()
                .answer(
                        TestProvider.json(
                                ChatAnswer.of("deepseek-v4-flash")
                                        .text("hello")
                                        .reporting(absurd)
                                        .whole()));

        AlfredClient.Answer answer = tenant.client().chat(body(Compatible.DEEPSEEK));

        answer.expect(200);
        // one token per byte is the bound of what was written
        assertCounted(
                answer.header("X-Alfred-Transaction"), Compatible.DEEPSEEK_PRICE, "hello".length());
    }

    @Test
    void a_stream_of_groqs_that_dies_is_charged_for_what_was_produced() {
        TestProvider.Live live = new TestProvider.Live();
        provider().answer(live);
        live.send(Completion.chunk("half an"));
        live.breakOff();

        AlfredClient.Answer answer =
                tenant.client().chat(streamBody("hi").replace("gpt-4o-mini", Compatible.GROQ));

        assertThat(answer.body()).contains("half an").contains("upstream_failed");
        assertCounted(
                answer.header("X-Alfred-Transaction"), Compatible.GROQ_PRICE, "half an".length());
    }

    @Test
    void a_limit_goes_out_under_the_name_that_deepseek_reads() {
        provider().answer(TestProvider.json(ChatAnswer.of("deepseek-v4-flash").text("hi").whole()));

        tenant.client()
                .chat(body(Compatible.DEEPSEEK).replace("max_tokens", "max_completion_tokens"))
                .expect(200);

        assertThat(sent().path("max_tokens").longValue()).isEqualTo(100);
        assertThat(sent().has("max_completion_tokens")).isFalse();
    }

    @Test
    void what_could_be_billed_by_another_price_is_refused() {
        provider().answer(TestProvider.json("{}"));
        for (String field :
                new String[] {"\"models\":[\"a\"]", "\"plugins\":[{}]", "\"provider\":{}"}) {
            String request = body(Compatible.GROQ).replaceFirst("\\{", "{" + field + ",");

            tenant.client().chat(request).expect(400);

            assertNothingSentOrHeld();
        }
    }
}
