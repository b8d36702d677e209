package io.alfred.providers.cohere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.bedrock.GoldenFiles;
import io.alfred.providers.cohere.CohereEmbeddings.Asked;
import io.alfred.providers.dialogue.ProviderWire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;

class CohereEmbeddingsTest {
    private static final CohereEmbeddings EMBEDDINGS = new CohereEmbeddings();

    private static ObjectNode json(String text) {
        return GoldenFiles.json(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static String answer(String body, Asked asked) {
        return EMBEDDINGS
                .answer(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8), asked)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse("none");
    }

    @Test
    void a_request_is_told_whole() {
        ObjectNode request =
                json(
                        "{'model':'cohere/embed','input':['Graz','Linz'],'dimensions':512,"
                                + "'encoding_format':'base64','input_type':'search_query',"
                                + "'truncate':'END','user':'u'}");
        ProviderWire.Request sent = EMBEDDINGS.request(request, "embed-v4.0");
        assertThat(sent.path()).isEqualTo("/v2/embed");
        assertThat(GoldenFiles.json(sent.body()))
                .isEqualTo(GoldenFiles.json("cohere/embed-request.json"));
        assertThat(EMBEDDINGS.asked(request)).isEqualTo(new Asked("cohere/embed", true, 2));
    }

    @Test
    void texts_are_documents_to_be_searched_unless_told_otherwise() {
        ObjectNode request = json("{'model':'m','input':'Graz'}");
        assertThat(GoldenFiles.json(EMBEDDINGS.request(request, "embed-v4.0").body()))
                .isEqualTo(
                        json(
                                "{'model':'embed-v4.0','texts':['Graz'],"
                                        + "'input_type':'search_document',"
                                        + "'embedding_types':['float']}"));
        assertThat(EMBEDDINGS.asked(request)).isEqualTo(new Asked("m", false, 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'model':'m'} | input",
                "{'model':'m','input':[]} | input",
                "{'model':'m','input':7} | input",
                "{'model':'m','input':[1,2]} | input",
                "{'model':'m','input':[[1,2]]} | input",
                "{'model':'m','input':['a',7]} | input[1]",
                "{'model':'m','input':'a','input_type':'image'} | input_type",
                "{'model':'m','input':'a','encoding_format':'int8'} | encoding_format",
                "{'model':'m','input':'a','dimensions':0} | dimensions",
                "{'model':'m','input':'a','dimensions':'8'} | dimensions",
                "{'model':'m','input':'a','truncate':'MIDDLE'} | truncate",
                "{'model':'m','input':'a','instruction':'x'} | instruction",
            })
    void what_cohere_cannot_be_told_is_refused(String request, String field) {
        AlfredException refused =
                catchThrowableOfType(
                        AlfredException.class, () -> EMBEDDINGS.request(json(request), "m"));
        assertThat(refused.param()).contains(field);
        assertThat(refused.fix()).isNotEmpty();
    }

    @Test
    void ninety_six_texts_are_taken_and_not_one_more() {
        assertThat(EMBEDDINGS.request(texts(96), "m").body()).isNotEmpty();
        AlfredException refused =
                catchThrowableOfType(
                        AlfredException.class, () -> EMBEDDINGS.request(texts(97), "m"));
        assertThat(refused.param()).contains("input");
    }

    private static ObjectNode texts(int count) {
        return json(
                "{'model':'m','input':["
                        + String.join(",", Collections.nCopies(count, "'a'"))
                        + "]}");
    }

    @Test
    void vectors_keep_their_digits() {
        String body = GoldenFiles.text("cohere/embed-answer.json");
        assertThat(answer(body, new Asked("cohere/embed", false, 2)))
                .isEqualTo(
                        "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,"
                            + "\"embedding\":[0.016296387,-0.0084350]},{\"object\":\"embedding\","
                            + "\"index\":1,\"embedding\":[1,-2.5e-3]}],\"model\":\"cohere/embed\","
                            + "\"usage\":{\"prompt_tokens\":4,\"total_tokens\":4}}");
    }

    @Test
    void base64_is_of_little_endian_floats() {
        String body = GoldenFiles.text("cohere/embed-answer.json");
        ObjectNode answer =
                GoldenFiles.json(
                        answer(body, new Asked("m", true, 2)).getBytes(StandardCharsets.UTF_8));
        ByteBuffer floats =
                ByteBuffer.wrap(
                                Base64.getDecoder()
                                        .decode(
                                                answer.path("data")
                                                        .path(1)
                                                        .path("embedding")
                                                        .textValue()))
                        .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(floats.getFloat()).isEqualTo(1f);
        assertThat(floats.getFloat()).isEqualTo(-0.0025f);
        assertThat(floats.hasRemaining()).isFalse();
    }

    @Test
    void an_answer_without_a_believable_count_has_no_usage() {
        Asked asked = new Asked("m", false, 1);
        assertThat(answer("{'embeddings':{'float':[[1]]}}", asked)).doesNotContain("usage");
        assertThat(
                        answer(
                                "{'meta':{'billed_units':{'input_tokens':-4}},"
                                        + "'embeddings':{'int8':[[7]],'float':[[1]]}}",
                                asked))
                .doesNotContain("usage")
                .contains("[1]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{}",
                "{'message':'no'}",
                "{'embeddings':[[1]]}",
                "{'embeddings':{'float':[]}}",
                "{'embeddings':{'float':[[1],[2]]}}",
                "{'embeddings':{'float':[['1']]}}",
                "{'embeddings':{'float':[[[1]]]}}",
                "{'embeddings':{'float':[[1]",
                "{'embeddings':{'float':7}}",
                "{'embeddings':{'float':[7]}}",
                "{'embeddings':{'float':[[1]]},'embeddings':{'float':[[1]]}}",
                "{'embeddings':{'float':[[1]]}} x",
            })
    void what_is_no_answer_to_the_question_is_none(String body) {
        assertThat(answer(body, new Asked("m", false, 1))).isEqualTo("none");
        assertThat(answer(body, new Asked("m", true, 1))).isEqualTo("none");
    }

    @Test
    void a_number_that_is_no_float_is_none() {
        String body = "{'embeddings':{'float':[[1e99]]}}";
        assertThat(answer(body, new Asked("m", true, 1))).isEqualTo("none");
    }
}
