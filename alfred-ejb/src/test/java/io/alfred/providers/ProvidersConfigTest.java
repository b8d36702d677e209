package io.alfred.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.kernel.StartupError;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProvidersConfigTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://oauth2-acme.p.googleapis.com/token",
                "https://token.internal:8443/token",
                "http://127.0.0.1:9000/token",
                "http://[::1]/token",
                "HTTP://LocalHost/token",
            })
    void an_operator_names_the_address_of_tokens(String text) {
        assertThat(ProvidersConfig.tokenUri(" " + text + " ")).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "oauth2.googleapis.com/token",
                "//oauth2.googleapis.com/token",
                "https:token",
                "https:///token",
                "ftp://oauth2.googleapis.com/token",
                "http://oauth2.googleapis.com/token",
                "http://127.0.0.1.evil.example/token",
                "http://127.0.0.1@evil.example/token",
                "https://user@token.internal/token",
                "https://token.internal/token?a=b",
                "https://token.internal/token#a",
                "https://token.internal/a b",
            })
    void an_address_that_others_could_read_along_at_stops_the_start(String text) {
        assertThatThrownBy(() -> ProvidersConfig.tokenUri(text))
                .isInstanceOf(StartupError.class)
                .hasMessageContaining("alfred.google.token-uri");
    }

    @Test
    void providers_that_are_fast_by_default_are_named_in_a_list() {
        assertThat(ProvidersConfig.names("openai")).containsExactly("openai");
        assertThat(ProvidersConfig.names(" openai , openai-eu"))
                .containsExactlyInAnyOrder("openai", "openai-eu");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "openai,", "OpenAI", "a b", "openai;azure"})
    void what_is_no_list_of_names_is_refused(String text) {
        assertThatThrownBy(() -> ProvidersConfig.names(text))
                .isInstanceOf(StartupError.class)
                .hasMessageContaining("alfred.providers.fast-by-default");
    }
}
