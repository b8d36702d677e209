package io.alfred.providers.wires;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.providers.dialogue.Reasoning.Effort;
import io.alfred.providers.wires.Quirks.Feature;
import io.alfred.providers.wires.Quirks.OutputField;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmallPartsTest {
    @ParameterizedTest
    @CsvSource({
        "openai,OpenAI",
        "Azure OpenAI,Azure OpenAI",
        "azure,Azure OpenAI",
        "groq,Groq",
        "Mistral AI,Mistral",
        "together,Together",
        "fireworks-ai,Fireworks",
        "DeepSeek,DeepSeek",
        "xAI,xAI",
        "open_router,OpenRouter",
        "perplexity,Perplexity",
        "ollama,Ollama",
        "vLLM,vLLM",
        "lm-studio,LM Studio",
    })
    void a_provider_is_known_by_its_name(String name, String provider) {
        assertThat(Quirks.of(name).provider()).isEqualTo(provider);
    }

    @Test
    void an_unknown_provider_gets_the_older_words() {
        Quirks quirks = Quirks.of("our own");

        assertThat(quirks.provider()).isEqualTo("our own");
        assertThat(quirks.outputField()).isEqualTo(OutputField.MAX_TOKENS);
        assertThat(quirks.take(Feature.DEVELOPER_ROLE)).isFalse();
        assertThat(quirks.take(Feature.STREAM_OPTIONS)).isTrue();
        assertThat(quirks.take(Feature.TOP_K)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "MINIMAL,20000,2000",
        "LOW,20000,4000",
        "MEDIUM,20000,10000",
        "HIGH,20000,16000",
        "XHIGH,20000,19000",
        "LOW,5120,1024",
        "LOW,5119,1024",
        "HIGH,1000,1024",
        "HIGH,160000,128000",
        "HIGH,9223372036854775807,128000",
    })
    void an_effort_is_a_share_of_the_output_bound(Effort effort, long max, long budget) {
        assertThat(EffortShares.budget(effort, max)).isEqualTo(budget);
    }

    @ParameterizedTest
    @CsvSource({
        "2000,10000,LOW",
        "2001,10000,MEDIUM",
        "5000,10000,MEDIUM",
        "5001,10000,HIGH",
        "9999,10000,HIGH",
        "4000,9223372036854775807,LOW",
    })
    void a_budget_is_the_least_effort_that_covers_it(long budget, long max, Effort effort) {
        assertThat(EffortShares.effort(budget, max)).isEqualTo(effort);
    }

    @Test
    void a_name_that_fits_is_kept() {
        assertThat(CallIds.nine("a1B2c3D4e")).isEqualTo("a1B2c3D4e");
        assertThat(CallIds.anthropic("toolu_01-x")).isEqualTo("toolu_01-x");
    }

    @Test
    void a_name_that_does_not_fit_always_becomes_the_same_one_that_does() {
        assertThat(CallIds.nine("toolu_01")).matches("[A-Za-z0-9]{9}");
        assertThat(CallIds.nine("toolu_01"))
                .isEqualTo(CallIds.nine("toolu_01"))
                .isNotEqualTo(CallIds.nine("toolu_02"));
        assertThat(CallIds.anthropic("functions.get:0"))
                .matches("[A-Za-z0-9_-]+")
                .isEqualTo(CallIds.anthropic("functions.get:0"))
                .isNotEqualTo(CallIds.anthropic("functions.get:1"));
    }
}
