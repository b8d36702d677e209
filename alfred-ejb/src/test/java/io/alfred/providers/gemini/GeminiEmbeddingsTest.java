package io.alfred.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.TokenUsage;
import io.alfred.providers.ExactJson;
import io.alfred.providers.dialogue.ProviderWire.Request;
import io.alfred.providers.gemini.GeminiEmbeddings.Embedded;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.Optional;

class GeminiEmbeddingsTest {
    private static final String ONE = "{\"embeddings\":[{\"values\":[0.1,-2e-3,3]}]}";

    private static GeminiEmbeddings asked(String json) {
        return GeminiEmbeddings.of(Golden.parsed(json));
    }

    private static Optional<Embedded> answer(String request, String body) {
        return asked(request).answer(body.getBytes(StandardCharsets.UTF_8), "embed");
    }

    private static String text(Embedded embedded) {
        return new String(embedded.body(), StandardCharsets.UTF_8);
    }

    private static String list(int inputs) {
        return "{\"input\":["
                + String.join(",", Collections.nCopies(inputs, "\"a\""))
                + "],\"model\":\"m\"}";
    }

    @Test
    void each_text_becomes_a_request_of_the_batch() {
        Request sent =
                asked(
                                "{\"model\":\"embed\",\"input\":[\"one\",\"two\"],\"dimensions\":768,"
                                    + "\"user\":\"u\",\"encoding_format\":\"float\"}")
                        .request("gemini-embedding-001");
        assertThat(sent.path()).isEqualTo("/models/gemini-embedding-001:batchEmbedContents");
        assertThat(ExactJson.readObject(sent.body()))
                .isEqualTo(
                        Golden.parsed(
                                """
                                {"requests":[
                                  {"model":"models/gemini-embedding-001",
                                   "content":{"parts":[{"text":"one"}]},
                                   "outputDimensionality":768},
                                  {"model":"models/gemini-embedding-001",
                                   "content":{"parts":[{"text":"two"}]},
                                   "outputDimensionality":768}]}
                                """));
    }

    @Test
    void a_single_text_is_a_batch_of_one() {
        assertThat(
                        ExactJson.readObject(asked("{\"input\":\"one\"}").request("m").body())
                                .path("requests"))
                .hasSize(1);
    }

    @Test
    void numbers_come_back_digit_by_digit() {
        Embedded embedded =
                answer(
                                "{\"input\":[\"a\",\"b\"]}",
                                "{\"embeddings\":[{\"values\":[0.10000000000000000001,-2.50]},"
                                        + "{\"shape\":[2],\"values\":[1e-7,4]}],\"x\":{\"y\":[]}}")
                        .orElseThrow();
        assertThat(text(embedded))
                .isEqualTo(
                        "{\"object\":\"list\",\"data\":["
                                + "{\"object\":\"embedding\",\"index\":0,"
                                + "\"embedding\":[0.10000000000000000001,-2.50]},"
                                + "{\"object\":\"embedding\",\"index\":1,\"embedding\":[1e-7,4]}],"
                                + "\"model\":\"embed\"}");
        assertThat(embedded.usage()).isEmpty();
    }

    @Test
    void base64_holds_little_endian_floats() {
        Embedded embedded =
                answer("{\"input\":\"a\",\"encoding_format\":\"base64\"}", ONE).orElseThrow();
        String base64 = ExactJson.readObject(embedded.body()).at("/data/0/embedding").textValue();
        ByteBuffer floats =
                ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(floats.remaining()).isEqualTo(12);
        assertThat(floats.getFloat()).isEqualTo(0.1f);
        assertThat(floats.getFloat()).isEqualTo(-0.002f);
        assertThat(floats.getFloat()).isEqualTo(3f);
    }

    @Test
    void usage_is_told_where_google_reports_it() {
        String reported = ONE.replaceFirst("\\{", "{\"usageMetadata\":{\"promptTokenCount\":6},");
        Embedded embedded = answer("{\"input\":\"a\"}", reported).orElseThrow();
        assertThat(embedded.usage()).contains(TokenUsage.reported(6, 0));
        assertThat(text(embedded)).contains("\"usage\":{\"prompt_tokens\":6,\"total_tokens\":6}");
        String absurd = reported.replace(":6}", ":-6}");
        assertThat(answer("{\"input\":\"a\"}", absurd).orElseThrow().usage()).isEmpty();
    }

    @Test
    void a_batch_may_be_as_large_as_google_takes_and_no_larger() {
        assertThat(
                        ExactJson.readObject(
                                        asked(list(GeminiEmbeddings.INPUTS_MAX))
                                                .request("m")
                                                .body())
                                .path("requests"))
                .hasSize(GeminiEmbeddings.INPUTS_MAX);
        refused(list(GeminiEmbeddings.INPUTS_MAX + 1), "input");
    }

    @Test
    void a_vector_has_a_bound() {
        String most = String.join(",", Collections.nCopies(VectorCopy.VALUES_MAX, "1"));
        String body = "{\"embeddings\":[{\"values\":[%s]}]}";
        assertThat(answer("{\"input\":\"a\"}", body.formatted(most))).isPresent();
        assertThat(answer("{\"input\":\"a\"}", body.formatted(most + ",1"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|input",
                "{\"input\":[]}|input",
                "{\"input\":[1,2]}|input[0]",
                "{\"input\":[\"a\",[3]]}|input[1]",
                "{\"input\":\"\"}|input",
                "{\"input\":\"a\",\"dimensions\":0}|dimensions",
                "{\"input\":\"a\",\"dimensions\":1.5}|dimensions",
                "{\"input\":\"a\",\"encoding_format\":\"hex\"}|encoding_format",
                "{\"input\":\"a\",\"encoding_format\":7}|encoding_format",
                "{\"input\":\"a\",\"task\":\"query\"}|task",
            })
    void what_google_cannot_be_told_is_refused(String request, String field) {
        refused(request, field);
    }

    private static void refused(String request, String field) {
        AlfredException refusal = catchThrowableOfType(AlfredException.class, () -> asked(request));
        assertThat(refusal.param()).contains(field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"embeddings\":{}}",
                "{\"embeddings\":[]}",
                "{\"embeddings\":[{}]}",
                "{\"embeddings\":[7]}",
                "{\"embeddings\":[{\"values\":7}]}",
                "{\"embeddings\":[{\"values\":[]}]}",
                "{\"embeddings\":[{\"values\":[\"1\"]}]}",
                "{\"embeddings\":[{\"values\":[[1]]}]}",
                "{\"embeddings\":[{\"values\":[1e999]}]}",
                "{\"embeddings\":[{\"values\":[NaN]}]}",
                "{\"embeddings\":[{\"values\":[1],\"values\":[2]}]}",
                "{\"embeddings\":[{\"values\":[1]},{\"values\":[1]}]}",
                "{\"embeddings\":[{\"values\":[1]}],\"embeddings\":[{\"values\":[1]}]}",
                "{\"embeddings\":[{\"values\":[1",
                "{\"embeddings\":[{\"values\":[1]}]} x",
                "{\"embedding\":{\"values\":[1]}}",
            })
    void what_is_no_such_answer_is_none(String body) {
        assertThat(answer("{\"input\":\"a\"}", body)).isEmpty();
    }

    @Test
    void vectors_of_two_lengths_are_no_answer() {
        assertThat(
                        answer(
                                "{\"input\":[\"a\",\"b\"]}",
                                "{\"embeddings\":[{\"values\":[1,2]},{\"values\":[1]}]}"))
                .isEmpty();
    }
}
