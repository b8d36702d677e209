package io.alfred.providers.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.providers.ExactJson;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

class BodyEditTest {
    private static String apply(String body, @Nullable String model, boolean askUsage) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        assertThat(BodyEdit.isPossible(bytes)).isTrue();
        byte[] edited = BodyEdit.apply(bytes, Optional.ofNullable(model), askUsage);
        ExactJson.readObject(edited);
        return new String(edited, StandardCharsets.UTF_8);
    }

    @Test
    void everything_but_the_model_stays_as_it_was_written() {
        String before =
                " {\n"
                    + "\t\"a\":[-0.0,1E400,0.10,1e2],\"gr\\u00fc\\u00df ü 😀\": \"\\/\", \"model\""
                    + " : ";
        String after = "\r\n, \"b\":{\"model\":\"inner\"},\"z\":12345678901234567890 } ";

        assertThat(apply(before + "\"openai\\/gpt\"" + after, "gpt", false))
                .isEqualTo(before + "\"gpt\"" + after);
    }

    @Test
    void a_name_is_quoted() {
        assertThat(apply("{\"model\":\"x\"}", "a\"b\\ü😀", false))
                .isEqualTo("{\"model\":\"a\\\"b\\\\ü😀\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{\"a\":1 }|{\"a\":1 ,\"stream_options\":{\"include_usage\":true}}",
                "{}|{\"stream_options\":{\"include_usage\":true}}",
                "{\"stream_options\":null,\"b\":2}|{\"stream_options\":{\"include_usage\":true},\"b\":2}",
                "{\"stream_options\":{}}|{\"stream_options\":{\"include_usage\":true}}",
                "{\"stream_options\":{\"x\":[1]}}|{\"stream_options\":{\"x\":[1],\"include_usage\":true}}",
                "{\"stream_options\":{\"include_usage\":false,\"x\":1}}"
                        + "|{\"stream_options\":{\"include_usage\":true,\"x\":1}}",
                "{\"stream_options\":{\"include_usage\":null}}"
                        + "|{\"stream_options\":{\"include_usage\":true}}",
                "{\"m\":{\"stream_options\":7}}"
                    + "|{\"m\":{\"stream_options\":7},\"stream_options\":{\"include_usage\":true}}"
            })
    void usage_is_asked_for_where_it_belongs(String body, String expected) {
        assertThat(apply(body, null, true)).isEqualTo(expected);
    }

    @Test
    void model_and_usage_change_together_in_either_order() {
        assertThat(apply("{\"stream_options\":{},\"model\":\"x\",\"n\":1}", "y", true))
                .isEqualTo("{\"stream_options\":{\"include_usage\":true},\"model\":\"y\",\"n\":1}");
        assertThat(apply("{\"model\":\"x\",\"n\":{\"a\":[]}}", "y", true))
                .isEqualTo(
                        "{\"model\":\"y\",\"n\":{\"a\":[]},"
                                + "\"stream_options\":{\"include_usage\":true}}");
    }

    @Test
    void long_bodies_are_edited_at_the_right_place() {
        String pad = "ü😀x".repeat(100_000);
        assertThat(
                        apply(
                                "{\"p\":\"" + pad + "\",\"model\":\"x\",\"q\":\"" + pad + "\"}",
                                "y",
                                true))
                .isEqualTo(
                        "{\"p\":\""
                                + pad
                                + "\",\"model\":\"y\",\"q\":\""
                                + pad
                                + "\",\"stream_options\":{\"include_usage\":true}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void other_encodings_are_recognised(String charset) {
        assertThat(BodyEdit.isPossible("{\"model\":\"x\"}".getBytes(Charset.forName(charset))))
                .isFalse();
        assertThat(BodyEdit.isPossible("\uFEFF{}".getBytes(StandardCharsets.UTF_8))).isFalse();
    }
}
