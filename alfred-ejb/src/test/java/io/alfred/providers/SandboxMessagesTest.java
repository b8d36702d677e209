package io.alfred.providers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.catalog.Endpoint;
import io.alfred.catalog.Model;
import io.alfred.catalog.ModelKind;
import io.alfred.catalog.Protocol;
import io.alfred.catalog.ProviderSettings;
import io.alfred.catalog.Vocabulary;
import io.alfred.kernel.TokenUsage;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

class SandboxMessagesTest {
    private static final UUID TX = new UUID(5, 6);

    /** One token per started word, so that the figures are easy to follow. */
    private static long words(String text) {
        return text.isBlank() ? 0 : text.strip().split(" ").length;
    }

    private static ProviderReply send(Endpoint endpoint, int maxTokens, boolean stream) {
        byte[] raw =
                ("{\"max_tokens\":"
                                + maxTokens
                                + ",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":"
                                + "\"text\",\"text\":\"one two\"}]}]}")
                        .getBytes(StandardCharsets.UTF_8);
        return SandboxMessages.send(
                new ProviderCall(
                        endpoint,
                        TX,
                        new ProviderSettings(
                                "sandbox",
                                URI.create("sandbox:local"),
                                Protocol.OPENAI,
                                true,
                                true),
                        Optional.empty(),
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
                                true),
                        ExactJson.readObject(raw),
                        raw,
                        Map.of(),
                        stream,
                        21,
                        SandboxMessagesTest::words,
                        Duration.ofSeconds(1)));
    }

    @Test
    void it_echoes_the_last_user_message() {
        ProviderReply.Whole whole = (ProviderReply.Whole) send(Endpoint.MESSAGES, 100, false);

        JsonNode body = ExactJson.readObject(whole.body());
        assertThat(body.path("type").asText()).isEqualTo("message");
        assertThat(body.at("/content/0/text").asText()).isEqualTo("echo: one two");
        assertThat(body.path("stop_reason").asText()).isEqualTo("end_turn");
        assertThat(body.at("/usage/input_tokens").asLong()).isEqualTo(21);
        assertThat(body.at("/usage/output_tokens").asLong()).isEqualTo(3);
        assertThat(whole.usage()).contains(TokenUsage.reported(21, 3));
    }

    @Test
    void it_stops_at_the_token_limit() {
        ProviderReply.Whole whole = (ProviderReply.Whole) send(Endpoint.MESSAGES, 2, false);

        JsonNode body = ExactJson.readObject(whole.body());
        assertThat(body.path("stop_reason").asText()).isEqualTo("max_tokens");
        assertThat(body.at("/usage/output_tokens").asLong()).isEqualTo(2);
    }

    @Test
    void its_stream_has_all_events_of_the_protocol() throws UpstreamException {
        AnswerStream stream = ((ProviderReply.Stream) send(Endpoint.MESSAGES, 100, true)).stream();
        StringBuilder events = new StringBuilder();
        for (byte[] event = stream.next(Duration.ZERO);
                event != null;
                event = stream.next(Duration.ZERO)) {
            events.append(new String(event, StandardCharsets.UTF_8));
        }

        assertThat(events.toString().lines().filter(line -> line.startsWith("event: ")))
                .containsExactly(
                        "event: message_start",
                        "event: content_block_start",
                        "event: content_block_delta",
                        "event: content_block_delta",
                        "event: content_block_delta",
                        "event: content_block_stop",
                        "event: message_delta",
                        "event: message_stop");
        assertThat(stream.producedText()).isEqualTo("echo: one two");
        assertThat(stream.usage()).contains(TokenUsage.reported(21, 3));
    }

    @Test
    void its_count_is_the_estimates_and_uses_nothing() {
        ProviderReply.Whole whole = (ProviderReply.Whole) send(Endpoint.COUNT_TOKENS, 1, false);

        assertThat(new String(whole.body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"input_tokens\":21}");
        assertThat(whole.usage()).contains(TokenUsage.reported(0, 0));
    }
}
