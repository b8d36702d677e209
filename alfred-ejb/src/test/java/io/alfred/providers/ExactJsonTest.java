package io.alfred.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

class ExactJsonTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void numbers_and_key_order_survive() {
        String json =
                "{\"z\":9007199254740993,\"a\":123456789012345678901234567890,\"d\":0.10,"
                        + "\"e\":3.141592653589793238462643383279,\"n\":null,\"u\":\"é\"}";
        assertThat(
                        new String(
                                ExactJson.write(ExactJson.readObject(bytes(json))),
                                StandardCharsets.UTF_8))
                .isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "[]", "1", "null", "{", "{} x", "{a:1}", "nope"})
    void what_is_not_one_plain_object_is_refused(String json) {
        AlfredException error =
                catchThrowableOfType(
                        AlfredException.class, () -> ExactJson.readObject(bytes(json)));
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(error.message()).startsWith("the body is not ");
    }

    private static AlfredException refusal(byte[] body) {
        AlfredException error =
                catchThrowableOfType(AlfredException.class, () -> ExactJson.readObject(body));
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        return error;
    }

    private static byte[] nested(int levels) {
        return bytes("{\"a\":".repeat(levels) + "1" + "}".repeat(levels));
    }

    private static byte[] number(int digits) {
        return bytes("{\"a\":" + "1".repeat(digits) + "}");
    }

    @Test
    void a_missing_body_is_called_so() {
        assertThat(refusal(new byte[0]).message()).isEqualTo("the body is missing");
    }

    @Test
    void a_key_that_comes_twice_is_named() {
        AlfredException error = refusal(bytes("{\"a\":1,\"b\":{\"it's\":1,\"it's\":2}}"));
        assertThat(error.message()).startsWith("the body has the key \"it's\" twice");
        assertThat(error.param()).contains("it's");
    }

    @Test
    void a_body_may_be_nested_to_the_bound_and_not_deeper() {
        assertThat(ExactJson.readObject(nested(ExactJson.DEPTH_MAX))).hasSize(1);
        assertThat(refusal(nested(ExactJson.DEPTH_MAX + 1)).message())
                .startsWith("the body is nested deeper than 1000 levels");
        assertThat(refusal(bytes("{\"a\":" + "[".repeat(100_000))).message())
                .startsWith("the body is nested deeper");
    }

    @Test
    void a_number_may_have_so_many_digits_and_not_more() {
        assertThat(ExactJson.readObject(number(ExactJson.NUMBER_CHARS_MAX))).hasSize(1);
        assertThat(refusal(number(ExactJson.NUMBER_CHARS_MAX + 1)).message())
                .startsWith("a number or a name in the body is too long");
    }

    @Test
    void a_body_may_have_so_many_tokens_and_not_more() {
        // the object, the name and the list take five
        String ones = "1,".repeat(ExactJson.TOKENS_MAX - 6);
        assertThat(ExactJson.readObject(bytes("{\"a\":[" + ones + "1]}")).path("a"))
                .hasSize(ExactJson.TOKENS_MAX - 5);
        assertThat(refusal(bytes("{\"a\":[" + ones + "1,1]}")).message())
                .startsWith("the body has more than 1000000 brackets, names and values");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32", "ISO-8859-1"})
    void what_is_not_utf_8_is_refused(String charset) {
        byte[] body = "{\"a\":\"\u00e9\"}".getBytes(Charset.forName(charset));
        assertThat(refusal(body).message()).startsWith("the body is not valid JSON");
    }
}
