package io.alfred.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.dialogue.Reasoning;
import io.alfred.providers.dialogue.Reasoning.Effort;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;
import java.util.OptionalLong;

class ThinkingTest {
    private static String config(Reasoning reasoning, String model) {
        return Thinking.config(reasoning, ModelName.of(model)).map(JsonText::of).orElse("");
    }

    private static Reasoning effort(Effort effort) {
        return new Reasoning(Optional.of(effort), OptionalLong.empty(), false);
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-3.1-pro-preview, MINIMAL, LOW",
        "gemini-3.1-pro-preview, MEDIUM, MEDIUM",
        "gemini-3.1-pro-preview, XHIGH, HIGH",
        "gemini-3-pro-preview, MEDIUM, HIGH",
        "gemini-3-flash-preview, NONE, MINIMAL",
        "gemini-3-flash-preview, MINIMAL, MINIMAL",
        "gemini-3-flash-preview, LOW, LOW",
        "gemini-3-flash-preview, HIGH, HIGH",
        "gemini-flash-latest, MEDIUM, MEDIUM",
    })
    void from_three_on_an_effort_is_a_level(String model, Effort effort, String level) {
        assertThat(config(effort(effort), model))
                .isEqualTo("{\"thinkingLevel\":\"" + level + "\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-2.5-flash, NONE, 0",
        "gemini-2.5-flash, MINIMAL, 1024",
        "gemini-2.5-flash, LOW, 1024",
        "gemini-2.5-flash, MEDIUM, 8192",
        "gemini-2.5-flash, HIGH, 24576",
        "gemini-2.5-flash, XHIGH, 24576",
        "gemini-2.5-pro, XHIGH, 32768",
    })
    void before_three_an_effort_is_a_budget(String model, Effort effort, long tokens) {
        assertThat(config(effort(effort), model)).isEqualTo("{\"thinkingBudget\":" + tokens + "}");
    }

    @Test
    void a_budget_goes_out_as_it_is_and_alone() {
        Reasoning both = new Reasoning(Optional.of(Effort.HIGH), OptionalLong.of(777), true);
        String sent = "{\"includeThoughts\":true,\"thinkingBudget\":777}";
        assertThat(config(both, "gemini-2.5-pro")).isEqualTo(sent);
        assertThat(config(both, "gemini-3-flash-preview")).isEqualTo(sent);
    }

    @Test
    void nothing_is_sent_when_nothing_was_asked() {
        assertThat(config(Reasoning.DEFAULT, "gemini-3-flash-preview")).isEmpty();
        assertThat(config(effort(Effort.NONE), "gemini-2.0-flash")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-2.5-pro, NONE",
        "gemini-3.1-pro-preview, NONE",
        "gemini-2.0-flash, LOW",
        "gemini-1.5-pro, HIGH",
    })
    void what_a_model_cannot_do_is_refused(String model, Effort effort) {
        assertThatThrownBy(() -> config(effort(effort), model))
                .isInstanceOf(AlfredException.class)
                .hasMessageContaining(model);
    }

    @Test
    void a_budget_for_a_model_that_does_not_think_is_refused() {
        Reasoning budget = new Reasoning(Optional.empty(), OptionalLong.of(1), false);
        assertThatThrownBy(() -> config(budget, "gemini-2.0-flash"))
                .isInstanceOf(AlfredException.class);
    }
}
