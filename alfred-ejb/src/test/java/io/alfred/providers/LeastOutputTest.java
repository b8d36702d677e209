package io.alfred.providers;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.catalog.Endpoint;
import io.alfred.catalog.Model;
import io.alfred.catalog.ModelKind;
import io.alfred.catalog.Protocol;
import io.alfred.catalog.ProviderSettings;
import io.alfred.catalog.Vocabulary;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;
import java.util.Optional;

class LeastOutputTest {
    private static ProviderSettings provider(String name, Protocol protocol) {
        return new ProviderSettings(name, URI.create("https://p.test"), protocol, true, true);
    }

    private static Model model(String name) {
        return new Model(
                "p",
                name,
                name,
                ModelKind.CHAT,
                Vocabulary.UTF8_BYTES,
                200_000,
                4_096,
                0,
                Optional.empty(),
                false);
    }

    @ParameterizedTest
    @CsvSource({
        "CHAT,openai,OPENAI,gpt-5-codex,16",
        "MESSAGES,openai,OPENAI,gpt-5-codex,16",
        "RESPONSES,openai,OPENAI,gpt-5-codex,16",
        "RESPONSES,openai,OPENAI,gpt-4o,16",
        "RESPONSES,xai,OPENAI,grok-4,16",
        "CHAT,openai,OPENAI,gpt-4o,1",
        "CHAT,anyone,OPENAI,gpt-5-codex,1",
        "RESPONSES,mistral,OPENAI,mistral-large-latest,1",
        "RESPONSES,anthropic,ANTHROPIC,claude-sonnet-4-5,1",
        "MESSAGES,anthropic,ANTHROPIC,claude-sonnet-4-5,1",
    })
    void a_request_for_a_response_has_a_least_output_bound(
            Endpoint endpoint, String name, Protocol protocol, String model, long least) {
        assertThat(OutputBounds.leastOutput(endpoint, provider(name, protocol), model(model)))
                .isEqualTo(least);
    }
}
