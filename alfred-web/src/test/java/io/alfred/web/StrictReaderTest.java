package io.alfred.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Credits;
import io.alfred.kernel.ErrorCode;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

class StrictReaderTest {
    record Inner(@Nullable String deepName, @Nullable Long count) {}

    record Sample(
            @Nullable String name,
            @Nullable Long wholeNumber,
            @Nullable Boolean flag,
            @Nullable Credits amount,
            @Nullable Instant at,
            @Nullable List<String> tags,
            @Nullable List<Inner> parts) {}

    @Test
    void a_fitting_body_is_read() throws IOException {
        Sample sample =
                read(
                        """
                        {"name":"ana","whole_number":7,"flag":true,"amount":0.000000001,
                         "at":"2030-01-01T00:00:00+01:00","tags":["a"],"parts":[{"deep_name":"x"}]}
                        """);
        assertThat(sample.name()).isEqualTo("ana");
        assertThat(sample.wholeNumber()).isEqualTo(7L);
        assertThat(sample.flag()).isTrue();
        assertThat(sample.amount()).isEqualTo(Credits.ofNanos(1));
        assertThat(sample.at()).isEqualTo(Instant.parse("2029-12-31T23:00:00Z"));
        assertThat(sample.tags()).containsExactly("a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":5}|name",
                "{\"name\":true}|name",
                "{\"name\":[\"a\"]}|name",
                "{\"whole_number\":\"7\"}|whole_number",
                "{\"whole_number\":7.0}|whole_number",
                "{\"whole_number\":true}|whole_number",
                "{\"whole_number\":99999999999999999999}|whole_number",
                "{\"flag\":\"true\"}|flag",
                "{\"flag\":1}|flag",
                "{\"amount\":\"0.5\"}|amount",
                "{\"amount\":0.0000000001}|amount",
                "{\"amount\":1e30}|amount",
                "{\"at\":1700000000}|at",
                "{\"at\":\"2030-01-01\"}|at",
                "{\"tags\":\"a\"}|tags",
                "{\"tags\":[\"a\",1]}|tags[1]",
                "{\"parts\":[{},{\"count\":\"1\"}]}|parts[1].count",
                "{\"parts\":[{\"deepName\":\"x\"}]}|parts[0].deepName",
                "{\"Name\":\"ana\"}|Name",
                "{\"unknown\":null}|unknown",
                "{\"name\":\"a\",\"name\":\"b\"}|name",
                "{\"parts\":[{\"count\":1,\"count\":2}]}|parts[0].count"
            })
    void what_does_not_fit_is_refused_naming_the_field(String json, String param) {
        AlfredException error = refused(json);
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(error.param()).contains(param);
        assertThat(error.message()).doesNotContain("io.alfred").doesNotContain("java.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"text\"",
                "{",
                "{\"name\":\"a\"} {}",
                "{\"name\":\"a\",}",
                "{'name':'a'}",
                "{\"name\":NaN}",
                "// a comment\n{}"
            })
    void what_is_not_one_json_object_is_refused(String json) {
        assertThat(refused(json).code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void the_largest_body_passes_and_one_byte_more_does_not() throws IOException {
        byte[] largest = new byte[Json.BODY_BYTES_MAX];
        Arrays.fill(largest, (byte) ' ');
        largest[0] = '{';
        largest[1] = '}';
        assertThat(StrictReader.read(new ByteArrayInputStream(largest), Sample.class)).isNotNull();
        byte[] tooLarge = Arrays.copyOf(largest, largest.length + 1);
        tooLarge[largest.length] = ' ';
        assertThat(refused(tooLarge).code()).isEqualTo(ErrorCode.REQUEST_TOO_LARGE);
    }

    @Test
    void depth_is_bounded() {
        String deep = "{\"tags\":" + "[".repeat(Json.DEPTH_MAX + 1);
        assertThat(refused(deep).code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void other_encodings_than_utf8_are_refused() {
        assertThat(refused("{\"name\":\"ana\"}".getBytes(StandardCharsets.UTF_16LE)).code())
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refused(new byte[] {'{', '"', (byte) 0xC3, '"', '}'}).message())
                .contains("UTF-8");
    }

    @Test
    void amounts_are_written_plainly() throws IOException {
        assertThat(Json.MAPPER.writeValueAsString(Credits.ofNanos(1))).isEqualTo("0.000000001");
        assertThat(Json.MAPPER.writeValueAsString(Credits.ofNanos(9_000_000_000_000_000_000L)))
                .isEqualTo("9000000000");
        assertThat(Json.MAPPER.writeValueAsString(Instant.EPOCH))
                .isEqualTo("\"1970-01-01T00:00:00Z\"");
    }

    private static Sample read(String json) throws IOException {
        return StrictReader.read(
                new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), Sample.class);
    }

    private static AlfredException refused(String json) {
        return refused(json.getBytes(StandardCharsets.UTF_8));
    }

    private static AlfredException refused(byte[] body) {
        AlfredException error =
                catchThrowableOfType(
                        AlfredException.class,
                        () -> StrictReader.read(new ByteArrayInputStream(body), Sample.class));
        assertThat(error).isNotNull();
        return error;
    }
}
