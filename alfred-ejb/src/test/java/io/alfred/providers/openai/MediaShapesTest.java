package io.alfred.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.catalog.Endpoint;
import io.alfred.kernel.BilledUnits;
import io.alfred.kernel.TokenUsage;
import io.alfred.providers.ExactJson;
import io.alfred.providers.http.AnswerFacts;
import io.alfred.providers.http.StreamWatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

class MediaShapesTest {
    private static final String JSON = "application/json";

    private static Optional<AnswerFacts> read(Endpoint endpoint, String type, String body) {
        return new OpenAiDialect()
                .shape(endpoint, "openai")
                .read(body.getBytes(StandardCharsets.UTF_8), type);
    }

    private static AnswerFacts json(Endpoint endpoint, String body) {
        return read(endpoint, JSON, body).orElseThrow();
    }

    private static JsonNode event(String text) {
        return ExactJson.readObject(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void embeddings_are_charged_by_their_prompt_tokens() {
        AnswerFacts facts =
                json(
                        Endpoint.EMBEDDINGS,
                        "{\"data\":[{\"embedding\":[1,[2]]},{}],"
                                + "\"usage\":{\"prompt_tokens\":8,\"total_tokens\":8}}");
        assertThat(facts.usage()).contains(TokenUsage.reported(8, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"data\":[]}",
                "{\"data\":[],\"usage\":{}}",
                "{\"data\":[],\"usage\":{\"prompt_tokens\":-1}}",
                "{\"data\":[],\"usage\":{\"prompt_tokens\":1.5}}",
                "{\"data\":[],\"usage\":{\"prompt_tokens\":1000000001}}"
            })
    void usage_that_cannot_be_true_is_none(String body) {
        assertThat(json(Endpoint.EMBEDDINGS, body).usage()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"data\":{}}",
                "{\"data\":[",
                "{\"data\":[]",
                "{\"data\":[]} x"
            })
    void what_is_no_list_is_no_answer(String body) {
        assertThat(read(Endpoint.EMBEDDINGS, JSON, body)).isEmpty();
        assertThat(read(Endpoint.IMAGES, JSON, body)).isEmpty();
    }

    @Test
    void images_are_counted() {
        AnswerFacts facts =
                json(
                        Endpoint.IMAGES,
                        "{\"created\":1,\"data\":[{\"b64_json\":\"x\"},{\"url\":\"u\"}]}");
        assertThat(facts.units()).contains(BilledUnits.images(2));
        assertThat(facts.usage()).isEmpty();
    }

    @Test
    void image_tokens_are_read() {
        AnswerFacts facts =
                json(
                        Endpoint.IMAGES,
                        "{\"data\":[{}],\"usage\":{\"input_tokens\":50,\"output_tokens\":4160,"
                                + "\"input_tokens_details\":{\"cached_tokens\":10}}}");
        assertThat(facts.usage()).contains(new TokenUsage(50, 10, 0, 4_160, 0, false));
    }

    @ParameterizedTest
    @CsvSource({
        "audio/mpeg, true",
        "audio/wav, true",
        "application/octet-stream, true",
        "application/json, false",
        "text/html, false"
    })
    void speech_is_audio(String type, boolean audio) {
        assertThat(read(Endpoint.SPEECH, type, "ID3").isPresent()).isEqualTo(audio);
        assertThat(read(Endpoint.SPEECH, type, "")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"text\":\"t\",\"usage\":{\"type\":\"duration\",\"seconds\":7}} | 7",
                "{\"text\":\"t\",\"usage\":{\"type\":\"duration\",\"seconds\":7.01}} | 8",
                "{\"text\":\"t\",\"duration\":61.5} | 62",
                "{\"text\":\"t\",\"duration\":\"2.95\"} | 3",
                "{\"text\":\"t\",\"duration\":9,\"usage\":"
                        + "{\"type\":\"duration\",\"seconds\":0}} | 0"
            })
    void the_seconds_of_a_transcription_are_rounded_up(String body, long seconds) {
        assertThat(json(Endpoint.TRANSCRIPTIONS, body).units())
                .contains(BilledUnits.audio(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"text\":\"t\"}",
                "{\"text\":\"t\",\"duration\":-1}",
                "{\"text\":\"t\",\"duration\":\"long\"}",
                "{\"text\":\"t\",\"duration\":864000.1}",
                "{\"text\":\"t\",\"duration\":1e999999999}"
            })
    void a_duration_that_cannot_be_true_is_none(String body) {
        assertThat(json(Endpoint.TRANSCRIPTIONS, body).units()).isEmpty();
    }

    @Test
    void a_transcription_by_tokens_tells_them() {
        AnswerFacts facts =
                json(
                        Endpoint.TRANSCRIPTIONS,
                        "{\"text\":\"hello\",\"usage\":{\"type\":\"tokens\",\"input_tokens\":14,"
                                + "\"input_token_details\":{\"text_tokens\":0,\"audio_tokens\":14},"
                                + "\"output_tokens\":45,\"total_tokens\":59}}");
        assertThat(facts.usage()).contains(TokenUsage.reported(14, 45));
        assertThat(facts.units()).isEmpty();
        assertThat(facts.text()).isEqualTo("hello");
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain; charset=utf-8, true",
        "text/vtt, true",
        "application/x-subrip, true",
        "text/html, false"
    })
    void text_and_subtitles_are_transcriptions_too(String type, boolean fits) {
        assertThat(read(Endpoint.TRANSCRIPTIONS, type, "hello").isPresent()).isEqualTo(fits);
    }

    @Test
    void the_event_that_completes_a_stream_tells_its_usage() {
        StreamWatch watch = new MediaWatch("transcript.text.done", Optional.empty());
        watch.see(event("{\"type\":\"transcript.text.delta\",\"delta\":\"hel\"}"));
        assertThat(watch.finished()).isFalse();
        watch.see(event("{\"type\":\"transcript.text.delta\",\"delta\":\"lo\"}"));
        watch.see(
                event(
                        "{\"type\":\"transcript.text.done\",\"text\":\"hello\","
                                + "\"usage\":{\"input_tokens\":3,\"output_tokens\":2}}"));
        assertThat(watch.finished()).isTrue();
        assertThat(watch.usage()).contains(TokenUsage.reported(3, 2));
        assertThat(watch.producedText()).isEqualTo("hello");
        assertThat(watch.isError(event("{\"type\":\"error\"}"))).isTrue();
    }
}
