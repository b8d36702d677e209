package io.alfred.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTest {
    @Test
    void the_scheme_is_read_in_any_case() {
        assertThat(Bearer.secretOf("Bearer abc")).isEqualTo("abc");
        assertThat(Bearer.secretOf("bearer  abc ")).isEqualTo("abc");
        assertThat(Bearer.secretOf("Bearer " + "x".repeat(512))).hasSize(512);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Basic abc", "abc"})
    void anything_else_is_no_key(String header) {
        refused(header);
    }

    @Test
    void an_endless_secret_is_not_looked_at() {
        refused("Bearer " + "x".repeat(513));
    }

    private static void refused(String header) {
        assertThatThrownBy(() -> Bearer.secretOf(header))
                .isInstanceOfSatisfying(
                        AlfredException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_API_KEY));
    }
}
