package io.alfred.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "1",
                "null",
                "{",
                "{} x",
                "{\"a\":1,\"a\":2}",
                "{a:1}",
                "nope"
            })
    void what_is_not_one_plain_object_is_refused(String json) {
        AlfredException error =
                catchThrowableOfType(
                        AlfredException.class, () -> ExactJson.readObject(bytes(json)));
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(error.message()).startsWith("the body is not ");
    }

    @Test
    void a_body_nested_without_end_is_refused() {
        AlfredException error =
                catchThrowableOfType(
                        AlfredException.class,
                        () -> ExactJson.readObject(bytes("{\"a\":" + "[".repeat(100_000))));
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    }
}
