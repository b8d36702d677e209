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
import org.junit.jupiter.params.provider.EnumSource;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Vertex AI serves models of several makers, each in its maker's shape. */
class VertexTranslationTest {
    private static final String MESSAGE =
            "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\","
                    + "\"content\":\"Hello\"}]}";
    private static final String INPUT =
            "{\"model\":\"m\",\"max_output_tokens\":9,\"input\":\"Hello\"}";

    private static Translation translation(Endpoint endpoint, String model, String request) {
        return Translations.of(endpoint, vertex(), model(model), read(request)).orElseThrow();
    }

    private static ProviderSettings vertex() {
        return new ProviderSettings(
                "google-vertex-anthropic",
                URI.create("https://aiplatform.googleapis.com/v1/projects/p/locations/global"),
                Protocol.VERTEX,
                true,
                true);
    }

    private static Model model(String name) {
        return new Model(
                "google-vertex-anthropic",
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

    private static ObjectNode read(String request) {
        return ExactJson.readObject(request.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @EnumSource(names = {"CHAT", "MESSAGES", "RESPONSES"})
    void claude_is_asked_in_anthropics_words_and_others_in_googles(Endpoint endpoint) {
        String request = endpoint == Endpoint.RESPONSES ? INPUT : MESSAGE;

        Translation claude = translation(endpoint, "claude-haiku-4-5@20251001", request);
        assertThat(claude.request().path())
                .isEqualTo("/publishers/anthropic/models/claude-haiku-4-5@20251001:rawPredict");
        ObjectNode body = ExactJson.readObject(claude.request().body());
        assertThat(body.path("anthropic_version").asText()).isEqualTo("vertex-2023-10-16");
        assertThat(body.has("model")).isFalse();

        assertThat(translation(endpoint, "gemini-2.5-flash", request).request().path())
                .isEqualTo("/publishers/google/models/gemini-2.5-flash:generateContent");
    }

    @Test
    void a_field_that_claude_cannot_be_told_there_has_the_clients_name() {
        String picture =
                "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":"
                        + "[{\"type\":\"image\",\"source\":{\"type\":\"url\","
                        + "\"url\":\"https://example.com/a.png\"}}]}]}";

        assertThatThrownBy(() -> translation(Endpoint.MESSAGES, "claude-sonnet-5", picture))
                .isInstanceOfSatisfying(
                        AlfredException.class, e -> assertThat(e.param()).contains("messages[0]"));
    }
}
