package io.alfred.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.catalog.Endpoint;
import io.alfred.catalog.Model;
import io.alfred.catalog.ModelKind;
import io.alfred.catalog.ModelPrice;
import io.alfred.catalog.Vocabulary;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Optional;

class ResponsesCountTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final long CONTEXT = 128_000;
    private static final ModelPrice PRICE =
            new ModelPrice(2_000_000, 1_000_000, 3_000_000, 10_000_000, 7, Optional.empty(), "v");
    private static final Model GPT_4O = model(Vocabulary.O200K, ModelKind.CHAT, 1_445);
    private static final Model FOREIGN = model(Vocabulary.UTF8_BYTES, ModelKind.CHAT, 0);

    /** For a text of one token. */
    private static final long SHORTEST = 32 + 16 + 1;

    private final Estimator estimator = new Estimator();

    private static Model model(Vocabulary vocabulary, ModelKind kind, long imageTokens) {
        return new Model(
                "openai",
                "m",
                "m",
                kind,
                vocabulary,
                CONTEXT,
                16_384,
                imageTokens,
                Optional.of(PRICE),
                false);
    }

    private Estimate estimate(Model model, String request) {
        try {
            return estimator.estimate(
                    Endpoint.RESPONSES, model, (ObjectNode) JSON.readTree(request));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private long prompt(String request) {
        return estimate(GPT_4O, request).promptTokens();
    }

    private long item(String item) {
        return prompt("{\"input\":[" + item + "]}");
    }

    private static String hi(String more) {
        return "{\"input\":\"hi\"" + more + "}";
    }

    private AlfredException refused(Model model, String request) {
        return catchThrowableOfType(AlfredException.class, () -> estimate(model, request));
    }

    @Test
    void a_text_counts_by_its_vocabulary_and_a_margin() {
        // OpenAI's own example of this text reports 36 input tokens.
        assertThat(
                        prompt(
                                "{\"input\":\"Tell me a three sentence bedtime story about a"
                                        + " unicorn.\"}"))
                .isBetween(36L, 36L + 30);
        assertThat(prompt(hi(""))).isEqualTo(SHORTEST);
        assertThat(estimate(FOREIGN, hi("")).promptTokens()).isEqualTo(128 + 16 + 2);
    }

    @Test
    void settings_that_are_no_text_do_not_count() {
        assertThat(
                        prompt(
                                hi(
                                        """
                                        ,"model":"m","temperature":0.2,"stream":true,"store":false,
                                        "stream_options":{"include_obfuscation":false},
                                        "metadata":{"a":"b"},"user":"u","safety_identifier":"s",
                                        "prompt_cache_key":"k","reasoning":{"effort":"low"},
                                        "include":["reasoning.encrypted_content"],"tools":[],
                                        "truncation":"auto","parallel_tool_calls":true,
                                        "background":false,"service_tier":"flex",
                                        "max_tool_calls":3,"previous_response_id":null,
                                        "conversation":null,"prompt":null,"instructions":null\
                                        """)))
                .isEqualTo(SHORTEST);
    }

    @Test
    void everything_that_reaches_the_model_counts() {
        String words = "word ".repeat(500);
        assertThat(prompt(hi(",\"instructions\":\"" + words + "\""))).isGreaterThan(500);
        assertThat(prompt(hi(",\"x_unknown\":{\"t\":\"" + words + "\"}"))).isGreaterThan(500);
        assertThat(
                        prompt(
                                hi(
                                        ",\"text\":{\"format\":{\"type\":\"json_schema\",\"schema\":"
                                            + "{\"description\":\""
                                                + words
                                                + "\"}}}")))
                .isGreaterThan(500);
        for (String type : new String[] {"function", "custom"}) {
            assertThat(
                            prompt(
                                    hi(
                                            ",\"tools\":[{\"type\":\""
                                                    + type
                                                    + "\",\"name\":\"f\",\"description\":\""
                                                    + words
                                                    + "\"}]")))
                    .isGreaterThan(500);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"role\":\"user\",\"content\":\"%s\"}",
                "{\"type\":\"message\",\"role\":\"developer\",\"content\":[{\"type\":\"input_text\","
                    + "\"text\":\"%s\"}]}",
                "{\"type\":\"message\",\"id\":\"msg_1\",\"status\":\"completed\","
                        + "\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\","
                        + "\"text\":\"%s\",\"annotations\":[]}]}",
                "{\"role\":\"assistant\",\"content\":[{\"type\":\"refusal\",\"refusal\":\"%s\"}]}",
                "{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"%s\"}",
                "{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":\"%s\"}",
                "{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":[{\"type\":"
                        + "\"input_text\",\"text\":\"%s\"}]}",
                "{\"type\":\"custom_tool_call\",\"call_id\":\"c\",\"name\":\"f\",\"input\":\"%s\"}",
                "{\"type\":\"custom_tool_call_output\",\"call_id\":\"c\",\"output\":\"%s\"}",
                "{\"type\":\"reasoning\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"%s\"}]}",
                "{\"type\":\"reasoning\",\"summary\":[],\"encrypted_content\":\"%s\"}",
            })
    void items_of_every_kind_count_by_their_text(String item) {
        long empty = item(item.formatted(""));
        long full = item(item.formatted("word ".repeat(500)));
        assertThat(empty).isBetween(48L, 160L);
        assertThat(full - empty).isBetween(500L, 502L);
    }

    @Test
    void ids_and_states_of_items_do_not_count() {
        String item = "{%s\"role\":\"user\",\"content\":\"hi\"}";
        assertThat(item(item.formatted("\"type\":\"message\",\"id\":\"m\",\"status\":\"done\",")))
                .isEqualTo(item(item.formatted("")));
    }

    @Test
    void an_image_counts_as_the_most_it_can() {
        String request =
                """
                {"input":[{"role":"user","content":[{"type":"input_text","text":"hi"},
                {"type":"input_image","image_url":"https://x.test/a.png","detail":"low"},
                {"type":"input_image","file_id":"file-1"}]}]}
                """;
        assertThat(prompt(request)).isBetween(2 * 1_445L, 2 * 1_445L + 60);
        assertThat(estimate(FOREIGN, request).promptTokens()).isEqualTo(CONTEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"input\":\"hi\",\"previous_response_id\":\"resp_1\"}",
                "{\"input\":\"hi\",\"conversation\":\"conv_1\"}",
                "{\"input\":\"hi\",\"conversation\":{\"id\":\"conv_1\"}}",
                "{\"prompt\":{\"id\":\"pmpt_1\",\"variables\":{\"a\":\"b\"}}}",
                "{\"input\":[],\"conversation\":\"conv_1\"}",
                "{\"input\":[{\"type\":\"item_reference\",\"id\":\"msg_1\"}]}",
                "{\"input\":[{\"type\":\"compaction\",\"encrypted_content\":\"gAAAA\"}]}",
            })
    void context_that_the_provider_adds_is_held_for_in_full(String request) {
        assertThat(prompt(request)).isEqualTo(CONTEXT);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 16384",
        "',\"max_output_tokens\":100', 100",
        "',\"max_output_tokens\":null', 16384",
        "',\"max_output_tokens\":16384', 16384",
        "',\"max_output_tokens\":16385', 16384",
        "',\"max_output_tokens\":99999999999999999999999', 16384",
    })
    void the_output_is_bounded_by_request_and_model(String more, long tokens) {
        assertThat(estimate(GPT_4O, hi(more)).outputTokensMax()).isEqualTo(tokens);
    }

    @Test
    void the_worst_case_takes_the_dearest_prices() {
        Estimate estimate = estimate(GPT_4O, hi(",\"max_output_tokens\":100"));
        assertThat(estimate.choices()).isEqualTo(1);
        assertThat(estimate.worstCase().nanos()).isEqualTo(SHORTEST * 3 + 100 * 10 + 7);
    }

    @Test
    void an_embedding_model_gives_no_responses() {
        Model model = model(Vocabulary.CL100K, ModelKind.EMBEDDING, 0);
        assertThat(refused(model, hi("")).param()).contains("model");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}| input",
                "{\"input\":null}| input",
                "{\"input\":7}| input",
                "{\"input\":{}}| input",
                "{\"input\":[]}| input",
                "{\"input\":[null]}| input[0]",
                "{\"input\":[\"hi\"]}| input[0]",
                "{\"input\":[{\"content\":\"hi\"}]}| input[0].role",
                "{\"input\":[{\"role\":7,\"content\":\"hi\"}]}| input[0].role",
                "{\"input\":[{\"role\":\"user\"}]}| input[0].content",
                "{\"input\":[{\"role\":\"user\",\"content\":1}]}| input[0].content",
                "{\"input\":[{\"role\":\"user\",\"content\":[null]}]}| input[0].content[0]",
                "{\"input\":[{\"role\":\"user\",\"content\":[{}]}]}| input[0].content[0].type",
                "{\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\"}]}]}|"
                        + " input[0].content[0].text",
                "{\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\"}]}]}|"
                        + " input[0].content[0].image_url",
                "{\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_file\"}]}]}|"
                        + " input[0].content[0].type",
                "{\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\"}]}]}|"
                        + " input[0].content[0].type",
                "{\"input\":[{\"type\":7}]}| input[0].type",
                "{\"input\":[{\"type\":\"web_search_call\"}]}| input[0].type",
                "{\"input\":[{\"type\":\"computer_call_output\"}]}| input[0].type",
                "{\"input\":[{\"type\":\"function_call_output\"}]}| input[0].output",
                "{\"input\":[{\"type\":\"function_call_output\",\"output\":[{\"type\":"
                        + "\"input_file\"}]}]}| input[0].output[0].type",
            })
    void a_wrong_item_is_named_by_its_path(String request, String path) {
        AlfredException error = refused(GPT_4O, request);
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(error.param()).contains(path);
        assertThat(error.message()).startsWith(path + " ");
        assertThat(error.fix()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"max_output_tokens\":0| max_output_tokens",
                "\"max_output_tokens\":\"5\"| max_output_tokens",
                "\"background\":true| background",
                "\"background\":\"yes\"| background",
                "\"stream\":1| stream",
                "\"stream_options\":[]| stream_options",
                "\"stream_options\":{\"include_obfuscation\":1}|"
                        + " stream_options.include_obfuscation",
                "\"service_tier\":\"priority\"| service_tier",
                "\"instructions\":[]| instructions",
                "\"text\":\"json\"| text",
                "\"tools\":{}| tools",
                "\"tools\":[null]| tools[0]",
                "\"tools\":[{}]| tools[0].type",
                "\"tools\":[{\"type\":\"function\"},{\"type\":\"web_search\"}]| tools[1].type",
                "\"tools\":[{\"type\":\"web_search_preview\"}]| tools[0].type",
                "\"tools\":[{\"type\":\"file_search\"}]| tools[0].type",
                "\"tools\":[{\"type\":\"code_interpreter\"}]| tools[0].type",
                "\"tools\":[{\"type\":\"image_generation\"}]| tools[0].type",
                "\"tools\":[{\"type\":\"computer_use_preview\"}]| tools[0].type",
                "\"tools\":[{\"type\":\"mcp\"}]| tools[0].type",
            })
    void what_is_mistyped_or_has_no_price_is_named_by_its_path(String setting, String path) {
        AlfredException error = refused(GPT_4O, hi("," + setting));
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(error.param()).contains(path);
        assertThat(error.fix()).isNotEmpty();
    }
}
