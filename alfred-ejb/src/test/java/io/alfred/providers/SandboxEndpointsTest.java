package io.alfred.providers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.catalog.Endpoint;
import io.alfred.kernel.TokenUsage;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The sandbox at responses and legacy completions; it counts one token per word here. */
class SandboxEndpointsTest {
    private final SandboxAdapter sandbox = new SandboxAdapter(InstantSource.system());

    private ProviderReply.Whole whole(Endpoint endpoint, String request) {
        return (ProviderReply.Whole) sandbox.send(TestCalls.sandbox(endpoint, request));
    }

    private static JsonNode json(ProviderReply.Whole whole) {
        return ExactJson.readObject(whole.body());
    }

    private AnswerStream stream(Endpoint endpoint, String request) {
        return ((ProviderReply.Stream) sandbox.send(TestCalls.sandbox(endpoint, request))).stream();
    }

    private static List<String> events(AnswerStream stream) throws UpstreamException {
        List<String> events = new ArrayList<>();
        Duration quiet = Duration.ofSeconds(1);
        for (byte[] event = stream.next(quiet); event != null; event = stream.next(quiet)) {
            events.add(new String(event, StandardCharsets.UTF_8));
        }
        return events;
    }

    @Test
    void a_response_echoes_the_input_and_counts() {
        for (String input :
                List.of(
                        "\"one two three\"",
                        "[{\"role\":\"user\",\"content\":\"first\"},{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"one"
                            + " two three\"}]}]")) {
            ProviderReply.Whole whole = whole(Endpoint.RESPONSES, "{\"input\":" + input + "}");
            JsonNode body = json(whole);
            assertThat(body.path("object").asText()).isEqualTo("response");
            assertThat(body.path("status").asText()).isEqualTo("completed");
            assertThat(body.path("system_fingerprint").asText()).isEqualTo("sandbox");
            assertThat(body.at("/output/0/content/0/text").asText())
                    .isEqualTo("echo: one two three");
            assertThat(body.at("/usage/total_tokens").asLong()).isEqualTo(25);
            assertThat(whole.usage()).contains(TokenUsage.reported(21, 4));
        }
    }

    @Test
    void a_response_is_cut_at_its_limit_and_says_so() {
        ProviderReply.Whole whole =
                whole(Endpoint.RESPONSES, "{\"input\":\"one two three\",\"max_output_tokens\":2}");
        assertThat(json(whole).path("status").asText()).isEqualTo("incomplete");
        assertThat(json(whole).at("/incomplete_details/reason").asText())
                .isEqualTo("max_output_tokens");
        assertThat(whole.usage()).contains(TokenUsage.reported(21, 2));
    }

    @Test
    void a_streamed_response_is_numbered_and_ends_with_the_whole() throws UpstreamException {
        AnswerStream stream =
                stream(Endpoint.RESPONSES, "{\"input\":\"one two three\",\"stream\":true}");
        List<String> events = events(stream);
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i))
                    .startsWith("event: response.")
                    .contains("\"sequence_number\":" + i);
        }
        assertThat(events.get(0)).startsWith("event: response.created\n");
        assertThat(events.get(events.size() - 1))
                .startsWith("event: response.completed\n")
                .contains("\"text\":\"echo: one two three\"");
        assertThat(stream.producedText()).isEqualTo("echo: one two three");
        assertThat(stream.usage()).contains(TokenUsage.reported(21, 4));
    }

    @Test
    void completions_echo_every_prompt_for_every_choice() {
        ProviderReply.Whole whole =
                whole(
                        Endpoint.COMPLETIONS,
                        "{\"prompt\":[\"a b\",\"c d e\"],\"n\":2,\"best_of\":3,\"max_tokens\":3}");
        JsonNode choices = json(whole).path("choices");
        assertThat(choices).hasSize(4);
        assertThat(choices.at("/0/text").asText()).isEqualTo("echo: a b");
        assertThat(choices.at("/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(choices.at("/3/text").asText().strip()).isEqualTo("echo: c d");
        assertThat(choices.at("/3/index").asInt()).isEqualTo(3);
        assertThat(choices.at("/3/finish_reason").asText()).isEqualTo("length");
        assertThat(json(whole).path("object").asText()).isEqualTo("text_completion");
        assertThat(whole.usage()).contains(TokenUsage.reported(21, 2 * 3 * 3));
    }

    @Test
    void token_ids_and_an_echoed_prompt_are_shown() {
        assertThat(
                        json(whole(Endpoint.COMPLETIONS, "{\"prompt\":[5,6]}"))
                                .at("/choices/0/text")
                                .asText())
                .isEqualTo("echo: [5,6]");
        assertThat(
                        json(whole(
                                        Endpoint.COMPLETIONS,
                                        "{\"prompt\":\"a\",\"echo\":true,\"max_tokens\":0}"))
                                .at("/choices/0/text")
                                .asText())
                .isEqualTo("a");
    }

    @Test
    void streamed_completions_tell_usage_when_asked() throws UpstreamException {
        AnswerStream stream =
                stream(
                        Endpoint.COMPLETIONS,
                        "{\"prompt\":\"a b\",\"stream\":true,"
                                + "\"stream_options\":{\"include_usage\":true}}");
        List<String> events = events(stream);
        assertThat(events.get(0)).contains("\"text\":\"echo:\"");
        assertThat(events.get(events.size() - 2)).contains("\"total_tokens\":24");
        assertThat(events.get(events.size() - 1)).isEqualTo("data: [DONE]\n\n");
        assertThat(stream.producedText()).isEqualTo("echo: a b");
    }
}
