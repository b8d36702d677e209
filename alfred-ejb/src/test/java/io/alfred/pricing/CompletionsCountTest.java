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

import java.util.Collections;
import java.util.Optional;

class CompletionsCountTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final ModelPrice PRICE =
            new ModelPrice(2_000_000, 1_000_000, 3_000_000, 10_000_000, 7, Optional.empty(), "v");
    private static final Model MODEL =
            new Model(
                    "openai",
                    "m",
                    "m",
                    ModelKind.CHAT,
                    Vocabulary.O200K,
                    128_000,
                    4_096,
                    0,
                    Optional.of(PRICE),
                    false);

    private final Estimator estimator = new Estimator();

    private Estimate estimate(String request) {
        try {
            return estimator.estimate(
                    Endpoint.COMPLETIONS, MODEL, (ObjectNode) JSON.readTree(request));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // one token for the start of each prompt
                "{}| 1| 1",
                "{\"prompt\":null}| 1| 1",
                "{\"prompt\":\"\"}| 1| 1",
                "{\"prompt\":\"hi\"}| 2| 1",
                "{\"prompt\":[\"hi\",\"hi hi\"]}| 5| 2",
                "{\"prompt\":[5,6,7]}| 4| 1",
                "{\"prompt\":[[5,6,7],[8]]}| 6| 2",
                "{\"prompt\":\"hi\",\"n\":3}| 2| 3",
                "{\"prompt\":\"hi\",\"best_of\":4}| 2| 4",
                "{\"prompt\":[\"hi\",\"hi\"],\"n\":3,\"best_of\":4}| 4| 8",
                "{\"prompt\":\"hi\",\"n\":128}| 2| 128",
                // and one where a suffix begins
                "{\"prompt\":[\"hi\",\"hi\"],\"suffix\":\"hi\"}| 8| 2",
                "{\"prompt\":\"hi\",\"suffix\":null,\"stop\":[\"x\"],\"user\":\"u\",\"logprobs\":5,"
                        + "\"temperature\":1,\"seed\":7,\"logit_bias\":{\"1\":2},\"echo\":false,"
                        + "\"stream\":true,\"stream_options\":{\"include_usage\":true}}| 2| 1",
            })
    void every_prompt_counts_and_is_answered_so_many_times(String request, long tokens, int n) {
        Estimate estimate = estimate(request);
        assertThat(estimate.promptTokens()).isEqualTo(tokens);
        assertThat(estimate.choices()).isEqualTo(n);
        assertThat(estimate.outputTokensMax()).isEqualTo(4_096);
    }

    @Test
    void unknown_fields_that_hold_text_count_for_every_prompt() {
        String more = ",\"guided_json\":{\"d\":\"" + "word ".repeat(500) + "\"}}";
        assertThat(estimate("{\"prompt\":[\"a\",\"b\"]" + more).promptTokens())
                .isGreaterThan(1_000);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"max_tokens\":0', 0",
        "'\"max_tokens\":16', 16",
        "'\"max_tokens\":4096', 4096",
        "'\"max_tokens\":4097', 4096",
        "'\"max_tokens\":16,\"echo\":true', 19",
    })
    void the_output_is_bounded_by_request_and_model_and_holds_an_echo(String more, long tokens) {
        assertThat(estimate("{\"prompt\":[\"hi hi\",\"hi\"]," + more + "}").outputTokensMax())
                .isEqualTo(tokens);
    }

    @Test
    void the_worst_case_is_all_choices_of_all_prompts() {
        assertThat(
                        estimate("{\"prompt\":[\"hi\",\"hi\"],\"best_of\":3,\"max_tokens\":10}")
                                .worstCase()
                                .nanos())
                .isEqualTo(4 * 3 + 2 * 3 * 10 * 10 + 7);
    }

    @Test
    void up_to_2048_prompts_can_be_sent() {
        String most = String.join(",", Collections.nCopies(2_048, "\"a\""));
        assertThat(estimate("{\"prompt\":[" + most + "],\"n\":128}").choices())
                .isEqualTo(2_048 * 128);
        assertThat(refused("{\"prompt\":[" + most + ",\"a\"]}").param()).contains("prompt");
    }

    private AlfredException refused(String request) {
        return catchThrowableOfType(AlfredException.class, () -> estimate(request));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"prompt\":7}| prompt",
                "{\"prompt\":{}}| prompt",
                "{\"prompt\":[]}| prompt",
                "{\"prompt\":[null]}| prompt[0]",
                "{\"prompt\":[\"a\",5]}| prompt[1]",
                "{\"prompt\":[5,\"a\"]}| prompt[1]",
                "{\"prompt\":[1.5]}| prompt[0]",
                "{\"prompt\":[[5],[\"a\"]]}| prompt[1][0]",
                "{\"suffix\":7}| suffix",
                "{\"n\":0}| n",
                "{\"n\":129}| n",
                "{\"best_of\":129}| best_of",
                "{\"best_of\":\"2\"}| best_of",
                "{\"max_tokens\":-1}| max_tokens",
                "{\"max_tokens\":1.5}| max_tokens",
                "{\"echo\":1}| echo",
                "{\"stream\":1}| stream",
                "{\"stream_options\":[]}| stream_options",
                "{\"stream_options\":{\"include_usage\":1}}| stream_options.include_usage",
                "{\"service_tier\":\"priority\"}| service_tier",
            })
    void a_wrong_field_is_named_by_its_path(String request, String path) {
        AlfredException error = refused(request);
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(error.param()).contains(path);
        assertThat(error.message()).startsWith(path + " ");
    }
}
