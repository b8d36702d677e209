package io.alfred.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.catalog.Endpoint;
import io.alfred.catalog.Model;
import io.alfred.catalog.ModelKind;
import io.alfred.catalog.Protocol;
import io.alfred.catalog.ProviderSettings;
import io.alfred.catalog.Vocabulary;
import io.alfred.kernel.TokenUsage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

class SandboxAdapterTest {
    private static final ProviderSettings PROVIDER =
            new ProviderSettings(
                    "sandbox", URI.create("sandbox:local"), Protocol.OPENAI, true, true);
    private static final Model ECHO =
            new Model(
                    "sandbox",
                    "echo",
                    "echo",
                    ModelKind.CHAT,
                    Vocabulary.O200K,
                    128_000,
                    4_096,
                    0,
                    Optional.empty(),
                    true);

    private final Providers providers = new Providers();

    @BeforeEach
    void open() {
        providers.open();
    }

    @AfterEach
    void close() {
        providers.close();
    }

    /** One token per started word, so that the figures are easy to follow. */
    private static long words(String text) {
        return text.isBlank() ? 0 : text.strip().split(" ").length;
    }

    private static ProviderCall call(String more, boolean stream) {
        byte[] raw =
                ("{\"messages\":[{\"role\":\"system\",\"content\":\"be nice\"},"
                                + "{\"role\":\"user\",\"content\":\"first\"},"
                                + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":"
                                + "\"one two three\"}]},"
                                + "{\"role\":\"assistant\",\"content\":\"ok\"}]"
                                + more
                                + "}")
                        .getBytes(StandardCharsets.UTF_8);
        return new ProviderCall(
                Endpoint.CHAT,
                UUID.randomUUID(),
                PROVIDER,
                Optional.empty(),
                ECHO,
                ExactJson.readObject(raw),
                raw,
                Map.of(),
                stream,
                21,
                SandboxAdapterTest::words,
                Duration.ofSeconds(1));
    }

    private ProviderReply.Whole whole(String more) throws UpstreamException {
        return (ProviderReply.Whole) providers.send(call(more, false));
    }

    @Test
    void it_echoes_the_last_user_message_and_says_that_it_is_the_sandbox()
            throws UpstreamException {
        ProviderReply.Whole whole = whole("");
        JsonNode body = ExactJson.readObject(whole.body());
        JsonNode choice = body.path("choices").path(0);
        assertThat(choice.path("message").path("content").asText())
                .isEqualTo("echo: one two three");
        assertThat(choice.path("finish_reason").asText()).isEqualTo("stop");
        assertThat(body.path("system_fingerprint").asText()).isEqualTo("sandbox");
        assertThat(body.path("model").asText()).isEqualTo("sandbox/echo");
        assertThat(body.path("usage").path("total_tokens").asLong()).isEqualTo(25);
        assertThat(whole.usage()).contains(TokenUsage.reported(21, 4));
    }

    private JsonNode other(Endpoint endpoint, String request) throws UpstreamException {
        byte[] raw = request.getBytes(StandardCharsets.UTF_8);
        ProviderCall call =
                new ProviderCall(
                        endpoint,
                        UUID.randomUUID(),
                        PROVIDER,
                        Optional.empty(),
                        ECHO,
                        ExactJson.readObject(raw),
                        raw,
                        Map.of(),
                        false,
                        21,
                        SandboxAdapterTest::words,
                        Duration.ofSeconds(1));
        return ExactJson.readObject(((ProviderReply.Whole) providers.send(call)).body());
    }

    @Test
    void it_embeds_every_form_of_input_and_alike_in_both_encodings() throws UpstreamException {
        assertThat(other(Endpoint.EMBEDDINGS, "{\"input\":[1,2,3]}").path("data")).hasSize(1);
        assertThat(other(Endpoint.EMBEDDINGS, "{\"input\":[[1],[2,3]]}").path("data")).hasSize(2);
        JsonNode floats =
                other(Endpoint.EMBEDDINGS, "{\"input\":[\"a\",\"b\"],\"dimensions\":2}")
                        .path("data");
        byte[] bytes =
                Base64.getDecoder()
                        .decode(
                                other(
                                                Endpoint.EMBEDDINGS,
                                                "{\"input\":\"b\",\"dimensions\":2,"
                                                        + "\"encoding_format\":\"base64\"}")
                                        .path("data")
                                        .path(0)
                                        .path("embedding")
                                        .textValue());
        FloatBuffer vector = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        assertThat(floats.path(1).path("embedding")).hasSize(2);
        for (int i = 0; i < 2; i++) {
            assertThat(floats.path(1).path("embedding").path(i).floatValue())
                    .isEqualTo(vector.get(i));
        }
        assertThat(floats.path(0)).isNotEqualTo(floats.path(1));
    }

    @Test
    void a_vector_has_at_most_3072_dimensions() throws UpstreamException {
        for (int dimensions : new int[] {3_072, 3_073}) {
            assertThat(
                            other(
                                            Endpoint.EMBEDDINGS,
                                            "{\"input\":\"a\",\"dimensions\":" + dimensions + "}")
                                    .path("data")
                                    .path(0)
                                    .path("embedding"))
                    .hasSize(3_072);
        }
    }

    @Test
    void it_flags_what_asks_for_it() throws UpstreamException {
        JsonNode results =
                other(Endpoint.MODERATIONS, "{\"input\":[\"a\",\"sandbox-flag-me\"]}")
                        .path("results");
        assertThat(results.path(0).path("flagged").booleanValue()).isFalse();
        assertThat(results.path(1).path("flagged").booleanValue()).isTrue();
        assertThat(other(Endpoint.MODERATIONS, "{\"input\":\"a\"}").path("results")).hasSize(1);
    }

    @Test
    void it_stops_at_the_token_limit() throws UpstreamException {
        JsonNode choice =
                ExactJson.readObject(whole(",\"max_tokens\":2").body()).path("choices").path(0);
        assertThat(words(choice.path("message").path("content").asText())).isEqualTo(2);
        assertThat(choice.path("message").path("content").asText()).startsWith("echo: one");
        assertThat(choice.path("finish_reason").asText()).isEqualTo("length");
        assertThat(whole(",\"max_completion_tokens\":1").usage())
                .contains(TokenUsage.reported(21, 1));
    }

    @Test
    void every_choice_is_counted() throws UpstreamException {
        ProviderReply.Whole whole = whole(",\"n\":3");
        assertThat(ExactJson.readObject(whole.body()).path("choices")).hasSize(3);
        assertThat(whole.usage()).contains(TokenUsage.reported(21, 12));
    }

    private static List<String> events(AnswerStream stream) throws UpstreamException {
        List<String> events = new ArrayList<>();
        for (byte[] event = stream.next(Duration.ofSeconds(20));
                event != null;
                event = stream.next(Duration.ofSeconds(20))) {
            events.add(new String(event, StandardCharsets.UTF_8));
        }
        return events;
    }

    private AnswerStream stream(String more) throws UpstreamException {
        return ((ProviderReply.Stream) providers.send(call(more, true))).stream();
    }

    @Test
    void a_stream_comes_in_several_events_and_shows_usage_only_when_asked()
            throws UpstreamException {
        try (AnswerStream stream = stream("")) {
            List<String> events = events(stream);
            assertThat(events).hasSize(1 + 4 + 1 + 1).allMatch(e -> e.endsWith("\n\n"));
            assertThat(events.getLast()).isEqualTo("data: [DONE]\n\n");
            assertThat(events).noneMatch(event -> event.contains("prompt_tokens"));
            assertThat(stream.producedText()).isEqualTo("echo: one two three");
            assertThat(stream.usage()).contains(TokenUsage.reported(21, 4));
            assertThat(stream.complete()).isTrue();
        }
        try (AnswerStream asked = stream(",\"stream_options\":{\"include_usage\":true}")) {
            List<String> events = events(asked);
            assertThat(events.get(events.size() - 2))
                    .contains("\"choices\":[]", "\"prompt_tokens\":21");
        }
    }

    @Test
    void a_stream_left_early_is_not_complete_and_has_no_usage() throws UpstreamException {
        AnswerStream stream = stream("");
        assertThat(stream.next(Duration.ofSeconds(20))).isNotNull();
        assertThat(stream.next(Duration.ofSeconds(20))).isNotNull();
        stream.close();
        assertThat(
                        catchThrowableOfType(
                                        UpstreamException.class,
                                        () -> stream.next(Duration.ofSeconds(20)))
                                .kind())
                .isEqualTo(UpstreamException.Kind.CANCELLED);
        assertThat(stream.complete()).isFalse();
        assertThat(stream.usage()).isEmpty();
        assertThat(stream.producedText()).isEqualTo("echo:");
    }

    @Test
    void its_test_needs_no_network() {
        assertThat(providers.test(PROVIDER, Optional.empty()).ok()).isTrue();
    }
}
