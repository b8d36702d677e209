package io.alfred.providers.wires;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponsesOnlyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt-5-codex",
                "gpt-5.1-codex",
                "gpt-5.1-codex-max",
                "gpt-5.1-codex-mini",
                "gpt-5.2-codex",
                "gpt-5.3-codex",
                "gpt-5.3-codex-spark",
                "codex-mini",
                "codex-mini-latest",
                "gpt-5-pro",
                "gpt-5-pro-2025-10-06",
                "gpt-5.2-pro",
                "gpt-5.4-pro-2026-03-05",
                "gpt-5.5-pro",
                "gpt-5.6-cyber",
                "gpt-daybreak-blue-latest",
                "o1-pro",
                "o1-pro-2025-03-19",
                "o3-pro",
                "o3-deep-research",
                "o4-mini-deep-research-2025-06-26",
                "computer-use-preview-2025-03-11",
            })
    void these_models_answer_responses_only_wherever_openai_or_azure_host_them(String model) {
        assertThat(ResponsesOnly.is("openai", model)).isTrue();
        assertThat(ResponsesOnly.is("azure", model)).isTrue();
        assertThat(ResponsesOnly.is("azure-cognitive-services", model)).isTrue();
        assertThat(ResponsesOnly.is("Azure OpenAI", model)).isTrue();
        assertThat(ResponsesOnly.is("openrouter", model)).isFalse();
        assertThat(ResponsesOnly.is("our-proxy", model)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt-5",
                "gpt-5.5",
                "gpt-5.5-2026-04-23",
                "gpt-5-chat-latest",
                "gpt-5-mini",
                "gpt-5.4-nano",
                "gpt-4o",
                "gpt-4o-2024-08-06",
                "gpt-4-turbo",
                "o1",
                "o3",
                "o3-mini",
                "o4-mini",
                "codestral-2501",
                "deepseek-v4-pro",
                "gpt-5-prose",
                "my-gpt-5-pro",
                "gpt-5-codex ",
                "",
            })
    void these_models_take_chats(String model) {
        assertThat(ResponsesOnly.is("openai", model)).isFalse();
        assertThat(ResponsesOnly.is("azure", model)).isFalse();
    }
}
