package io.alfred.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.catalog.Endpoint;
import io.alfred.catalog.Model;
import io.alfred.catalog.ModelKind;
import io.alfred.catalog.Protocol;
import io.alfred.catalog.ProviderSettings;
import io.alfred.catalog.Vocabulary;
import io.alfred.kernel.AlfredException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Counts of tokens, asked for in Anthropic's protocol. */
class CountTranslationTest {
    private static final String HI = "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    private static ProviderSettings provider(Protocol protocol) {
        return new ProviderSettings("p", URI.create("https://p.test"), protocol, true, false);
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

    private static Optional<Translation> translation(
            Protocol protocol, String model, String request) {
        return Translations.of(
                Endpoint.COUNT_TOKENS,
                provider(protocol),
                model(model),
                ExactJson.readObject(request.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({
        "GEMINI,gemini-2.5-flash,/models/gemini-2.5-flash:countTokens",
        "VERTEX,gemini-2.5-flash,/publishers/google/models/gemini-2.5-flash:countTokens",
        "BEDROCK,us.anthropic.claude-haiku-4-5-v1:0,"
                + "/model/anthropic.claude-haiku-4-5-v1%3A0/count-tokens",
    })
    void providers_that_count_are_asked(Protocol protocol, String model, String path) {
        assertThat(translation(protocol, model, HI).orElseThrow())
                .isInstanceOfSatisfying(
                        Translation.Count.class,
                        count -> assertThat(count.request().path()).isEqualTo(path));
    }

    @ParameterizedTest
    @CsvSource({"OPENAI,gpt-4o", "COHERE,command-a-03-2025", "BEDROCK,amazon.nova-pro-v1:0"})
    void others_are_sent_nothing(Protocol protocol, String model) {
        assertThat(translation(protocol, model, HI)).isEmpty();
        assertThat(Translations.needed(Endpoint.COUNT_TOKENS, provider(protocol), model(model)))
                .isTrue();
    }

    @Test
    void what_a_message_would_be_refused_for_is_refused_everywhere() {
        String unknown = HI.replace("\"hi\"", "\"hi\",\"x\":1");
        for (Protocol protocol : new Protocol[] {Protocol.GEMINI, Protocol.OPENAI}) {
            assertThatThrownBy(() -> translation(protocol, "gemini-2.5-flash", unknown))
                    .isInstanceOfSatisfying(
                            AlfredException.class,
                            e -> assertThat(e.param()).contains("messages[0].x"));
        }
    }
}
