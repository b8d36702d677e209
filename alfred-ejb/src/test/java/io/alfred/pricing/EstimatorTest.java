package io.alfred.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.catalog.Endpoint;
import io.alfred.catalog.LongContextTier;
import io.alfred.catalog.Model;
import io.alfred.catalog.ModelKind;
import io.alfred.catalog.ModelPrice;
import io.alfred.catalog.UnitPrices;
import io.alfred.catalog.Vocabulary;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.TokenUsage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Optional;

class EstimatorTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final ModelPrice PRICE =
            new ModelPrice(2_000_000, 1_000_000, 3_000_000, 10_000_000, 7, Optional.empty(), "v");
    private static final Model GPT_4O =
            model(Vocabulary.O200K, ModelKind.CHAT, 1_445, Optional.of(PRICE));
    private static final Model FOREIGN =
            model(Vocabulary.UTF8_BYTES, ModelKind.CHAT, 0, Optional.of(PRICE));

    private final Estimator estimator = new Estimator();

    private static Model model(
            Vocabulary vocabulary, ModelKind kind, long imageTokens, Optional<ModelPrice> price) {
        return new Model(
                "openai", "m", "m", kind, vocabulary, 128_000, 16_384, imageTokens, price, false);
    }

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private long prompt(String request) {
        return estimator.estimate(Endpoint.CHAT, GPT_4O, json(request)).promptTokens();
    }

    private static String hi(String more) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more + "}";
    }

    @Test
    void the_example_of_openais_cookbook_counts_124_tokens() {
        assertThat(
                        prompt(
                                """
                                {"model":"gpt-4o","messages":[
                                {"role":"system","content":"You are a helpful, pattern-following assistant that translates corporate jargon into plain English."},
                                {"role":"system","name":"example_user","content":"New synergies will help drive top-line growth."},
                                {"role":"system","name":"example_assistant","content":"Things working well together will increase revenue."},
                                {"role":"system","name":"example_user","content":"Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage."},
                                {"role":"system","name":"example_assistant","content":"Let's talk later when we're less busy about how to do better."},
                                {"role":"user","content":"This late pivot means we don't have time to boil the ocean for the client deliverable."}]}
                                """))
                .isEqualTo(124);
    }

    @Test
    void settings_that_are_no_text_do_not_count() {
        assertThat(prompt(hi(""))).isEqualTo(8);
        assertThat(
                        prompt(
                                hi(
                                        """
                                        ,"model":"m","temperature":0.2,"n":2,"stream":true,
                                        "stream_options":{"include_usage":true},"stop":["a","b"],
                                        "user":"u","metadata":{"a":"b"},"seed":7,"max_tokens":9,
                                        "reasoning_effort":"low","logit_bias":{"1":2},"tools":null,
                                        "modalities":["text"],"service_tier":"auto"\
                                        """)))
                .isEqualTo(8);
    }

    @Test
    void text_in_parts_counts_no_less_than_joined() {
        assertThat(
                        prompt(
                                """
                                {"messages":[{"role":"user","content":[
                                {"type":"text","text":"h"},{"type":"text","text":"i"}]}]}
                                """))
                .isBetween(8L, 12L);
    }

    @Test
    void tools_schemas_and_unknown_text_fields_are_bounded_by_their_json() {
        // 'get_weather' of OpenAI's tool-counting example; as documented there it takes
        // fewer than 70 tokens.
        String tool =
                """
                {"type":"function","function":{"name":"get_weather","description":"Get the weather",
                "parameters":{"type":"object","properties":{"city":{"type":"string",
                "description":"The city"},"unit":{"type":"string","enum":["c","f"]}}}}}
                """;
        assertThat(prompt(hi(",\"tools\":[" + tool + "]"))).isGreaterThan(8 + 70);
        assertThat(prompt(hi(",\"documents\":[{\"text\":\"" + "word ".repeat(500) + "\"}]")))
                .isGreaterThan(508);
        assertThat(prompt(hi(",\"instructions\":\"" + "word ".repeat(500) + "\"")))
                .isGreaterThan(508);
        assertThat(prompt(hi(",\"response_format\":{\"type\":\"json_object\"}"))).isGreaterThan(20);
        assertThat(
                        prompt(
                                """
                                {"messages":[{"role":"assistant","content":null,"tool_calls":[
                                {"id":"c","type":"function","function":{"name":"f",
                                "arguments":"{}"}}]}]}
                                """))
                .isGreaterThan(20);
    }

    @Test
    void an_image_counts_as_the_most_it_can() {
        String request =
                """
                {"messages":[{"role":"user","content":[{"type":"text","text":"hi"},
                {"type":"image_url","image_url":{"url":"https://x.test/a.png","detail":"low"}}]}]}
                """;
        assertThat(prompt(request)).isEqualTo(8 + 1 + 1_445);
        assertThat(estimator.estimate(Endpoint.CHAT, FOREIGN, json(request)).promptTokens())
                .isEqualTo(128_000);
    }

    @Test
    void foreign_vocabularies_are_bounded_by_bytes() {
        assertThat(estimator.estimate(Endpoint.CHAT, FOREIGN, json(hi(""))).promptTokens())
                .isEqualTo(128 + 16 + "user".length() + "hi".length());
        assertThat(estimator.countText(FOREIGN, "äö")).isEqualTo(4);
        assertThat(estimator.countText(GPT_4O, "hi")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 16384",
        "',\"max_tokens\":100', 100",
        "',\"max_completion_tokens\":100', 100",
        "',\"max_completion_tokens\":null,\"max_tokens\":5', 5",
        "',\"max_completion_tokens\":16384', 16384",
        "',\"max_completion_tokens\":16385', 16384",
        "',\"max_completion_tokens\":99999999999999999999999', 16384",
        "',\"max_completion_tokens\":100,\"max_tokens\":200', 200",
    })
    void the_output_is_bounded_by_request_and_model(String more, long tokens) {
        assertThat(estimator.estimate(Endpoint.CHAT, GPT_4O, json(hi(more))).outputTokensMax())
                .isEqualTo(tokens);
    }

    @Test
    void a_prediction_adds_to_the_output_since_rejected_tokens_are_billed() {
        assertThat(
                        estimator
                                .estimate(
                                        Endpoint.CHAT,
                                        GPT_4O,
                                        json(
                                                hi(
                                                        ",\"max_tokens\":1,\"prediction\":{"
                                                            + "\"type\":\"content\",\"content\":\"a"
                                                            + " b c d\"}")))
                                .outputTokensMax())
                .isGreaterThan(5);
    }

    @Test
    void the_worst_case_takes_the_dearest_prices_for_all_choices() {
        Estimate estimate =
                estimator.estimate(
                        Endpoint.CHAT, GPT_4O, json(hi(",\"n\":3,\"max_completion_tokens\":100")));
        assertThat(estimate.choices()).isEqualTo(3);
        assertThat(estimate.worstCase().nanos()).isEqualTo(8 * 3 + 3 * 100 * 10 + 7);
        assertThat(CallPrice.of(PRICE, new TokenUsage(8, 0, 8, 300, 0, false)))
                .isEqualTo(estimate.worstCase());
    }

    @Test
    void a_long_context_tier_is_held_only_when_it_can_apply() {
        LongContextTier tier = new LongContextTier(8, 9_000_000, 9_000_000, 9_000_000, 1_000_000);
        ModelPrice price =
                new ModelPrice(
                        2_000_000, 2_000_000, 2_000_000, 10_000_000, 0, Optional.of(tier), "v");
        Model model = model(Vocabulary.O200K, ModelKind.CHAT, 0, Optional.of(price));
        assertThat(
                        estimator
                                .estimate(Endpoint.CHAT, model, json(hi(",\"max_tokens\":1")))
                                .worstCase()
                                .nanos())
                .isEqualTo(8 * 2 + 10);
        ObjectNode longer =
                json(
                        "{\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"hi"
                                + " hi\"}]}");
        assertThat(estimator.estimate(Endpoint.CHAT, model, longer).worstCase().nanos())
                .isEqualTo(9 * 9 + 10);
    }

    @Test
    void reasoning_is_held_for_and_so_is_every_tier_that_the_count_reaches() {
        // the middle tier is the dearest: the count is a bound, so the prompt may end there
        ModelPrice price =
                new ModelPrice(
                        1_000_000,
                        1_000_000,
                        1_000_000,
                        1_000_000,
                        3_000_000,
                        0,
                        List.of(
                                new LongContextTier(2, 7_000_000, 1, 1, 5_000_000),
                                new LongContextTier(4, 2_000_000, 1, 1, 2_000_000)),
                        UnitPrices.NONE,
                        "v");
        Model model = model(Vocabulary.O200K, ModelKind.CHAT, 0, Optional.of(price));
        Estimate estimate =
                estimator.estimate(Endpoint.CHAT, model, json(hi(",\"max_tokens\":10")));
        assertThat(estimate.worstCase().nanos()).isEqualTo(8 * 7 + 10 * (5 + 2));
        assertThat(estimator.outputPrice(model, estimate)).isEqualTo(7_000_000);
    }

    @Test
    void a_worst_case_beyond_all_credits_is_refused() {
        ModelPrice price = new ModelPrice(0, 0, 0, Long.MAX_VALUE, 0, Optional.empty(), "v");
        Model model = model(Vocabulary.O200K, ModelKind.CHAT, 0, Optional.of(price));
        AlfredException error = refused(model, hi(",\"n\":128"));
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(error.param()).contains("max_completion_tokens");
    }

    @Test
    void a_worst_case_beyond_all_credits_names_the_bound_of_the_endpoint() {
        ModelPrice price = new ModelPrice(0, 0, 0, Long.MAX_VALUE, 0, Optional.empty(), "v");
        Model model = model(Vocabulary.O200K, ModelKind.CHAT, 0, Optional.of(price));
        AlfredException error =
                catchThrowableOfType(
                        AlfredException.class,
                        () ->
                                estimator.estimate(
                                        Endpoint.COMPLETIONS,
                                        model,
                                        json("{\"prompt\":\"hi\",\"n\":128}")));
        assertThat(error.param()).contains("max_tokens");
    }

    @Test
    void a_model_without_a_price_names_the_fix() {
        Model model = model(Vocabulary.O200K, ModelKind.CHAT, 0, Optional.empty());
        AlfredException error = refused(model, hi(""));
        assertThat(error.code()).isEqualTo(ErrorCode.MODEL_NOT_PRICED);
        assertThat(error.fix()).startsWith("alfred model set-price openai/m");
    }

    @Test
    void an_embedding_model_does_not_chat() {
        Model model = model(Vocabulary.CL100K, ModelKind.EMBEDDING, 0, Optional.of(PRICE));
        assertThat(refused(model, hi("")).param()).contains("model");
    }

    private AlfredException refused(Model model, String request) {
        return catchThrowableOfType(
                AlfredException.class,
                () -> estimator.estimate(Endpoint.CHAT, model, json(request)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}| messages",
                "{\"messages\":null}| messages",
                "{\"messages\":{}}| messages",
                "{\"messages\":[]}| messages",
                "{\"messages\":[null]}| messages[0]",
                "{\"messages\":[\"hi\"]}| messages[0]",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{}]}| messages[1].role",
                "{\"messages\":[{\"role\":7}]}| messages[0].role",
                "{\"messages\":[{\"role\":\"user\",\"name\":1}]}| messages[0].name",
                "{\"messages\":[{\"role\":\"user\",\"content\":1}]}| messages[0].content",
                "{\"messages\":[{\"role\":\"user\",\"content\":{}}]}| messages[0].content",
                "{\"messages\":[{\"role\":\"user\",\"content\":[null]}]}| messages[0].content[0]",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{}]}]}|"
                        + " messages[0].content[0].type",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}]}|"
                        + " messages[0].content[0].text",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\"}]}]}|"
                        + " messages[0].content[0].type",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"file\"}]}]}|"
                        + " messages[0].content[0].type",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]}|"
                        + " messages[0].content[0].image_url",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":1}}]}]}|"
                    + " messages[0].content[0].image_url.url",
                "{\"messages\":[{\"role\":\"assistant\",\"audio\":{\"id\":\"a\"}}]}|"
                        + " messages[0].audio",
            })
    void a_wrong_message_is_named_by_its_path(String request, String path) {
        AlfredException error = refused(GPT_4O, request);
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(error.param()).contains(path);
        assertThat(error.message()).startsWith(path + " ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"n\":0| n",
                "\"n\":129| n",
                "\"n\":\"2\"| n",
                "\"n\":1.5| n",
                "\"max_tokens\":0| max_tokens",
                "\"max_tokens\":-5| max_tokens",
                "\"max_tokens\":\"5\"| max_tokens",
                "\"max_completion_tokens\":2.5| max_completion_tokens",
                "\"stream\":\"yes\"| stream",
                "\"stream_options\":[]| stream_options",
                "\"stream_options\":{\"include_usage\":1}| stream_options.include_usage",
                "\"tools\":{}| tools",
                "\"tools\":[null]| tools[0]",
                "\"tools\":[{\"type\":\"web_search\"}]| tools[0].type",
                "\"functions\":[1]| functions[0]",
                "\"web_search_options\":{}| web_search_options",
                "\"audio\":{\"voice\":\"a\"}| audio",
                "\"modalities\":[\"text\",\"audio\"]| modalities[1]",
                "\"modalities\":\"text\"| modalities",
                "\"service_tier\":\"priority\"| service_tier",
            })
    void a_wrong_setting_is_named_by_its_path(String setting, String path) {
        AlfredException error = refused(GPT_4O, hi("," + setting));
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(error.param()).contains(path);
    }

    @Test
    void up_to_128_choices_can_be_asked_for() {
        assertThat(estimator.estimate(Endpoint.CHAT, GPT_4O, json(hi(",\"n\":128"))).choices())
                .isEqualTo(128);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CHAT | {'messages':[{'role':'user','content':[{'type':'text','text':'hi'%s}]}]}",
                "CHAT | {'messages':[{'role':'user','content':'hi'%s}]}",
                "CHAT | {'messages':[{'role':'user','content':'hi'}]%s}",
                "RESPONSES | {'input':[{'role':'user','content':"
                        + "[{'type':'input_text','text':'hi'%s}]}]}",
                "COMPLETIONS | {'prompt':'hi'%s}",
            })
    void an_hour_in_the_cache_is_held_at_its_price_at_every_endpoint(
            Endpoint endpoint, String request) {
        Estimate minutes = marked(endpoint, request, "5m");
        Estimate hour = marked(endpoint, request, "1h");

        assertThat(hour.promptTokens()).isEqualTo(minutes.promptTokens()).isPositive();
        // a write costs 3 for minutes and twice the input, 4, for an hour
        assertThat(hour.worstCase().nanos() - minutes.worstCase().nanos())
                .isEqualTo(hour.promptTokens());
        TokenUsage all =
                new TokenUsage(
                        hour.promptTokens(),
                        0,
                        hour.promptTokens(),
                        hour.promptTokens(),
                        hour.outputTokensMax(),
                        0,
                        false);
        assertThat(CallPrice.of(PRICE, all)).isEqualTo(hour.worstCase());
        assertThat(CallPrice.of(GPT_4O.cachingForLong().price().orElseThrow(), all))
                .isEqualTo(hour.worstCase());
    }

    private Estimate marked(Endpoint endpoint, String request, String ttl) {
        String mark = ",'cache_control':{'type':'ephemeral','ttl':'" + ttl + "'}";
        return estimator.estimate(
                endpoint, GPT_4O, json(request.formatted(mark).replace('\'', '"')));
    }
}
