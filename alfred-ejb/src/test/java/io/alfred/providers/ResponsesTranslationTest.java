package io.alfred.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;

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

/** Models of OpenAI's that answer at {@code /v1/responses} only, for clients that ask elsewhere. */
class ResponsesTranslationTest {
    private static final String CODEX = "gpt-5-codex";

    private static ProviderSettings provider(String name, Protocol protocol) {
        return new ProviderSettings(
                name, URI.create("https://api.example.com/v1"), protocol, true, true);
    }

    private static boolean needed(Endpoint endpoint, String provider, String model) {
        return Translations.needed(
                endpoint, provider(provider, Protocol.OPENAI), model(provider, model));
    }

    private static Model model(String provider, String name) {
        return new Model(
                provider,
                name,
                name,
                ModelKind.CHAT,
                Vocabulary.O200K,
                400_000,
                128_000,
                0,
                Optional.empty(),
                false);
    }

    private static Translation.Chat chat(Endpoint endpoint, String more) {
        String request =
                "{\"model\":\"m\",\"max_tokens\":99,\"messages\":[{\"role\":\"user\","
                        + "\"content\":\"Hello\"}]"
                        + more
                        + "}";
        return (Translation.Chat)
                Translations.of(
                                endpoint,
                                provider("openai", Protocol.OPENAI),
                                model("openai", CODEX),
                                ExactJson.readObject(request.getBytes(StandardCharsets.UTF_8)))
                        .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "CHAT,openai,gpt-5-codex,true",
        "CHAT,azure,gpt-5-pro,true",
        "CHAT,azure-cognitive-services,gpt-5.4-pro,true",
        "CHAT,openai,gpt-5,false",
        "CHAT,openrouter,openai/gpt-5-codex,false",
        "CHAT,helicone,gpt-5-codex,false",
        "RESPONSES,openai,gpt-5-codex,false",
        "RESPONSES,azure,gpt-5-pro,false",
        "COMPLETIONS,openai,gpt-5-codex,false",
        "MESSAGES,openai,gpt-5-codex,true",
        "MESSAGES,openai,gpt-5,true",
    })
    void only_chats_of_these_models_need_other_words(
            Endpoint endpoint, String provider, String model, boolean needed) {
        assertThat(needed(endpoint, provider, model)).isEqualTo(needed);
    }

    @ParameterizedTest
    @CsvSource({"CHAT", "MESSAGES"})
    void the_call_goes_to_responses_with_its_bound(Endpoint endpoint) {
        Translation.Chat told = chat(endpoint, "");

        assertThat(told.request().path()).isEqualTo("/responses");
        ObjectNode body = ExactJson.readObject(told.request().body());
        assertThat(body.path("model").asText()).isEqualTo(CODEX);
        assertThat(body.path("max_output_tokens").longValue()).isEqualTo(99);
        assertThat(body.path("service_tier").asText()).isEqualTo("default");
        assertThat(body.at("/input/0/content").toString()).contains("Hello");
    }

    @ParameterizedTest
    @CsvSource({
        "MESSAGES,openai,gpt-5,true",
        "MESSAGES,azure,gpt-5,true",
        "MESSAGES,azure,o4-mini,true",
        "MESSAGES,azure,codex-mini,true",
        "CHAT,azure,gpt-5-pro,true",
        "MESSAGES,azure,deepseek-v3.2,false",
        "MESSAGES,azure,grok-4-fast-reasoning,false",
        "MESSAGES,azure,llama-3.3-70b-instruct,false",
        "MESSAGES,azure,mistral-nemo,false",
        "MESSAGES,azure,phi-4,false",
        "MESSAGES,azure-cognitive-services,cohere-command-a,false",
        "MESSAGES,azure,gpt-oss-120b,false",
        "MESSAGES,openai,ft:gpt-4o-mini:acme,true",
        "CHAT,openai,gpt-5-codex,true",
        "CHAT,openai,gpt-5,false",
        "RESPONSES,openai,gpt-5,false",
        "MESSAGES,anyone,gpt-5,false",
        "MESSAGES,groq,gpt-5,false",
    })
    void where_alfred_writes_the_request_it_names_the_standard_tier(
            Endpoint endpoint, String provider, String model, boolean named) {
        assertThat(
                        Translations.namesTier(
                                endpoint,
                                provider(provider, Protocol.OPENAI),
                                model(provider, model)))
                .isEqualTo(named);
    }

    @ParameterizedTest
    @CsvSource({
        "azure,gpt-4o,default",
        "azure,deepseek-v3.2,''",
        "azure,phi-4,''",
        "openai,gpt-4o,default",
    })
    void only_models_of_openais_are_told_a_tier(String provider, String model, String tier) {
        Translation.Chat told =
                (Translation.Chat)
                        Translations.of(
                                        Endpoint.MESSAGES,
                                        provider(provider, Protocol.OPENAI),
                                        model(provider, model),
                                        ExactJson.readObject(
                                                ("{\"model\":\"m\",\"max_tokens\":9,\"messages\":"
                                                                + "[{\"role\":\"user\","
                                                                + "\"content\":\"hi\"}]}")
                                                        .getBytes(StandardCharsets.UTF_8)))
                                .orElseThrow();
        ObjectNode body = ExactJson.readObject(told.request().body());
        assertThat(body.path("service_tier").asText("")).isEqualTo(tier);
        assertThat(body.has("service_tier")).isEqualTo(!tier.isEmpty());
    }

    @Test
    void a_refusal_names_the_clients_own_field() {
        refused(Endpoint.CHAT, ",\"stop\":[\"END\"]", "stop");
        refused(Endpoint.MESSAGES, ",\"stop_sequences\":[\"END\"]", "stop_sequences");
        refused(Endpoint.MESSAGES, ",\"top_k\":5", "top_k");
        refused(Endpoint.CHAT, ",\"n\":2", "n");
        refused(Endpoint.CHAT, ",\"logit_bias\":{\"1\":2}", "logit_bias");
        refused(Endpoint.CHAT, ",\"store\":true", "store");
    }

    private static void refused(Endpoint endpoint, String more, String field) {
        assertThatThrownBy(() -> chat(endpoint, more))
                .isInstanceOfSatisfying(
                        AlfredException.class, e -> assertThat(e.param()).contains(field));
    }
}
