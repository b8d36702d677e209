package io.alfred.providers.wires.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.dialogue.Dialogue.AnswerFormat;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.Part.Media;
import io.alfred.providers.dialogue.ProviderWire.Request;
import io.alfred.providers.dialogue.Reasoning.Effort;
import io.alfred.providers.http.ProviderError;
import io.alfred.providers.wires.Dialogues;
import io.alfred.providers.wires.Golden;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

class VertexMessagesWireTest {
    private static final VertexMessagesWire WIRE = new VertexMessagesWire();
    private static final Media PIXEL = new Media.Inline("image/png", "iVBORw0KGgo=");

    private static void refused(Dialogues dialogue, String field) {
        assertThatThrownBy(() -> WIRE.request(dialogue.build(), "claude-opus-4-8@default"))
                .isInstanceOfSatisfying(
                        AlfredException.class,
                        e -> {
                            assertThat(e.param()).contains(field);
                            assertThat(e.getMessage()).contains("Vertex AI");
                            assertThat(e.fix()).contains("base64");
                        });
    }

    @Test
    void a_request_has_the_version_in_its_body_and_the_model_in_its_path() {
        Dialogues asked =
                new Dialogues()
                        .user(
                                new Part.Text("What is this?"),
                                new Part.Image(PIXEL, Optional.empty(), false),
                                new Part.Document(
                                        new Media.Inline("application/pdf", "JVBERi0="),
                                        Optional.of("report.pdf"),
                                        true))
                        .assistant(
                                new Part.Reasoned("One call.", Optional.of("c2ln")),
                                new Part.Sealed("c2VhbGVk"),
                                Dialogues.call("call_a", "weather", "{\"city\": \"Oslo\"}"))
                        .user(
                                new Part.ToolResult(
                                        "call_a",
                                        List.of(
                                                new Part.Text("4 degrees"),
                                                new Part.Image(PIXEL, Optional.empty(), false)),
                                        false,
                                        true))
                        .tool("weather")
                        .effort(Effort.MEDIUM);
        asked.system.add(new Part.Text("A long text", true));
        asked.format =
                new AnswerFormat.JsonSchema(
                        "place", Optional.empty(), "{\"type\": \"object\"}", true);
        asked.max = OptionalLong.of(8000);
        asked.stream = true;

        Request request = WIRE.request(asked.build(), "claude-sonnet-4-5@20250929");

        assertThat(request.path())
                .isEqualTo(
                        "/publishers/anthropic/models/claude-sonnet-4-5@20250929:streamRawPredict");
        assertThat(request.headers()).isEmpty();
        assertThat(Golden.body(request)).isEqualTo(Golden.request("messages-vertex-request.json"));
    }

    @Test
    void a_short_request_is_short() {
        Request request = WIRE.request(new Dialogues().build(), "claude-opus-4-8@default");

        assertThat(request.path())
                .isEqualTo("/publishers/anthropic/models/claude-opus-4-8@default:rawPredict");
        assertThat(new String(request.body(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"anthropic_version\":\"vertex-2023-10-16\",\"max_tokens\":1000,"
                            + "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\","
                            + "\"text\":\"Hello\"}]}]}");
    }

    @ParameterizedTest
    @CsvSource({
        "claude-opus-4-8, true, claude-opus-4-8",
        "claude-haiku-4-5@20251001, true, claude-haiku-4-5@20251001",
        "anthropic/claude-sonnet-5, true, claude-sonnet-5",
        "claude/../x y?z, true, claude%2F..%2Fx%20y%3Fz",
        "gemini-2.5-pro, false, gemini-2.5-pro",
        "meta/llama-4, false, meta%2Fllama-4",
    })
    void models_of_anthropic_are_known_by_their_names(String model, boolean served, String name) {
        assertThat(VertexMessagesWire.serves(model)).isEqualTo(served);
        assertThat(WIRE.request(new Dialogues().build(), model).path())
                .isEqualTo("/publishers/anthropic/models/" + name + ":rawPredict");
    }

    @Test
    void what_is_not_in_the_request_itself_is_refused() {
        Media.Link link = new Media.Link("https://example.com/cat.jpg");
        Media.Stored stored = new Media.Stored("file_011");
        for (Media elsewhere : List.of(link, stored)) {
            Part.Image image = new Part.Image(elsewhere, Optional.empty(), false);
            Part.Document document = new Part.Document(elsewhere, Optional.empty(), false);

            refused(new Dialogues().user(image), "messages[0]");
            refused(new Dialogues().user("a").assistant(text()).user(document), "messages[2]");
            refused(
                    new Dialogues()
                            .user("a")
                            .assistant(Dialogues.call("a", "look", "{}"))
                            .user(new Part.ToolResult("a", List.of(image), false, false)),
                    "messages[2]");
        }
    }

    private static Part text() {
        return new Part.Text("b");
    }

    @Test
    void answers_and_events_are_anthropics() {
        MessagesWire anthropic = new MessagesWire();

        assertThat(WIRE.answer(Golden.answer("messages-answer.json")))
                .isPresent()
                .isEqualTo(anthropic.answer(Golden.answer("messages-answer.json")));
        assertThat(Golden.events("messages-stream.sse", WIRE.reader()))
                .contains("ToolCallBegun", "ReasoningSigned")
                .isEqualTo(Golden.events("messages-stream.sse", anthropic.reader()));
        assertThat(WIRE.error(Golden.answer("messages-answer.json"))).isEmpty();
    }

    @Test
    void errors_are_those_of_the_model_or_of_google() {
        assertThat(
                        WIRE.error(
                                Golden.json(
                                        """
                                        {"type":"error","error":{"type":"invalid_request_error",
                                         "message":"max_tokens: too large"},
                                         "request_id":"req_vrtx_011"}\
                                        """)))
                .contains(
                        new ProviderError(
                                "max_tokens: too large", "invalid_request_error", null, null));
        String google =
                """
                {"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"Quota exceeded for
                 online_prediction_requests_per_base_model"}}\
                """
                        .replace("\n", "");
        assertThat(WIRE.error(Golden.json(google)).map(ProviderError::code))
                .contains("RESOURCE_EXHAUSTED");
        assertThat(WIRE.error(Golden.json("[" + google + "]")).map(ProviderError::code))
                .contains("RESOURCE_EXHAUSTED");
    }
}
