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

class LongCachingTest {
    private static final String CLAUDE = "anthropic/Claude-Sonnet-4.5";

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

    private static boolean hides(Endpoint endpoint, String name, Protocol protocol, String model) {
        return Translations.hidesLongCaching(endpoint, provider(name, protocol), model(model));
    }

    @ParameterizedTest
    @CsvSource({
        "CHAT,openrouter,OPENAI,true",
        "MESSAGES,openrouter,OPENAI,true",
        "CHAT,vercel,OPENAI,true",
        "CHAT,anyone,OPENAI,true",
        "RESPONSES,openrouter,OPENAI,true",
        "MESSAGES,anyone,OPENAI,false",
        "RESPONSES,vercel,OPENAI,false",
        "CHAT,anthropic,ANTHROPIC,false",
        "MESSAGES,anthropic,ANTHROPIC,false",
        "CHAT,amazon-bedrock,BEDROCK,false",
    })
    void it_is_hidden_where_marks_go_out_and_no_stay_is_reported(
            Endpoint endpoint, String name, Protocol protocol, boolean hides) {
        assertThat(hides(endpoint, name, protocol, CLAUDE)).isEqualTo(hides);
    }

    @ParameterizedTest
    @CsvSource({"openai,gpt-4o", "openrouter,google/gemini-2.5-flash", "anyone,qwen3"})
    void other_models_keep_nothing_for_an_hour(String name, String model) {
        assertThat(hides(Endpoint.CHAT, name, Protocol.OPENAI, model)).isFalse();
        assertThat(hides(Endpoint.MESSAGES, name, Protocol.OPENAI, model)).isFalse();
    }
}
