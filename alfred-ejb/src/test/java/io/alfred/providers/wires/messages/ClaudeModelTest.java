package io.alfred.providers.wires.messages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClaudeModelTest {
    @ParameterizedTest
    @CsvSource({
        "claude-3-5-sonnet-20241022,305",
        "claude-3-7-sonnet-latest,307",
        "claude-opus-4-20250514,400",
        "claude-sonnet-4@20250514,400",
        "claude-haiku-4-5-20251001,405",
        "anthropic.claude-opus-4-6-v1,406",
        "anthropic/claude-4.7-opus,407",
        "claude-fable-5,500",
    })
    void a_version_is_read_from_a_models_name(String name, int version) {
        assertThat(ClaudeModel.of(name)).isEqualTo(new ClaudeModel(true, version));
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-mythos-preview", "our-claude", ""})
    void a_name_without_a_version_is_taken_for_a_new_model(String name) {
        assertThat(ClaudeModel.of(name).adaptive()).isTrue();
        assertThat(ClaudeModel.of(name).reasonsUnasked()).isTrue();
    }
}
