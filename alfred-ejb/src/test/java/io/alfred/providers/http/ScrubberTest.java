package io.alfred.providers.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.secrets.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Optional;

class ScrubberTest {
    private static String clean(String text) {
        return Scrubber.clean(text, Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sk-proj-abcDEF123456",
                "sk-abc***************xyz",
                "SK-UPPERCASE1",
                "org-AbCdEf123456",
                "proj_1234abcd",
                "user-abcdef12",
                "Bearer abc.def",
                "bearer  x",
                "acct_1GqIC8XYZ",
                "gsk_abcdefgh",
                "someone@example.com",
                "123456789012",
                "0198c0de-0000-7000-8000-000000000001",
                "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
                "AIzaSyA1234567890abcdefghijklmnop",
                "abcd****wxyz",
            })
    void what_looks_like_a_key_or_an_account_is_removed(String secret) {
        assertThat(clean("see " + secret + " there")).isEqualTo("see [removed] there");
        assertThat(clean("(" + secret + ")")).doesNotContain(secret);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Invalid value for 'max_completion_tokens': must be at most 16384.",
                "The model `gpt-4o-mini-search-preview-2025-03-11` does not exist",
                "messages[0].content[1].image_url.url is not a valid URL",
                "This model's maximum context length is 128000 tokens.",
            })
    void what_helps_the_caller_stays(String text) {
        assertThat(clean(text)).isEqualTo(text);
    }

    @Test
    void the_key_in_use_is_removed_whatever_it_looks_like() {
        assertThat(Scrubber.clean("bad key: hunter2!", Optional.of(new Secret("hunter2"))))
                .isEqualTo("bad key: [removed]!");
    }

    @Test
    void long_and_odd_text_is_cut_and_made_plain() {
        assertThat(clean("x ".repeat(1_000_000))).hasSize(1_000);
        assertThat(clean("a\u001b[31mb\r\nc")).isEqualTo("a [31mb \nc");
    }
}
