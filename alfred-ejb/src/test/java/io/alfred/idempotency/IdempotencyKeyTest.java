package io.alfred.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTest {
    @Test
    void a_key_may_have_255_characters_and_no_more() {
        assertThat(IdempotencyKey.of("k".repeat(255))).isPresent();
        assertRefused("k".repeat(256), "has 256 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "   "})
    void an_empty_key_is_refused(String value) {
        assertRefused(value, "is empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\tb", "a\u0000b", "a\u001fb", "a\u007fb", "a\r\nb"})
    void a_control_character_is_refused(String value) {
        assertRefused(value, "has a control character");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", " a b ", "018f-…-\u00e9\u00ff", "~!\"#", "\u0080"})
    void any_other_text_is_a_key(String value) {
        assertThat(IdempotencyKey.of(value).orElseThrow().value()).isEqualTo(value);
    }

    @Test
    void no_header_is_no_key() {
        assertThat(IdempotencyKey.of(null)).isEmpty();
    }

    @Test
    void a_key_never_prints_its_value() {
        assertThat(new IdempotencyKey("canary")).hasToString("***");
    }

    private static void assertRefused(String value, String problem) {
        assertThatThrownBy(() -> IdempotencyKey.of(value))
                .isInstanceOfSatisfying(
                        AlfredException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
                            assertThat(e.param()).contains("Idempotency-Key");
                            assertThat(e.message()).isEqualTo("Idempotency-Key " + problem);
                        });
    }
}
