package io.alfred.providers.faces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.dialogue.AnswerEvent;
import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.Dialogue.AnswerFormat;
import io.alfred.providers.dialogue.Dialogue.Role;
import io.alfred.providers.dialogue.Dialogue.Tool;
import io.alfred.providers.dialogue.Dialogue.ToolChoice;
import io.alfred.providers.dialogue.Dialogue.Turn;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.Part.Media;
import io.alfred.providers.dialogue.Reasoning;
import io.alfred.providers.dialogue.Reasoning.Effort;
import io.alfred.providers.dialogue.Sampling;
import io.alfred.providers.dialogue.StopReason;
import io.alfred.providers.http.ProviderError;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

class ResponsesFaceTest {
    private static final ObjectNode REQUEST = Said.json(Said.golden("responses.request.json"));

    private final ResponsesFace face = new ResponsesFace();

    private Dialogue read(String fields) {
        return face.read(Said.json("{\"model\":\"m\"," + fields + "}"));
    }

    private AlfredException refused(String fields) {
        return catchThrowableOfType(AlfredException.class, () -> read(fields));
    }

    @Test
    void a_request_is_read_with_all_that_it_says() {
        assertThat(face.read(REQUEST))
                .isEqualTo(
                        new Dialogue(
                                List.of(
                                        new Part.Text("Be brief."),
                                        new Part.Text("Use metric units.")),
                                List.of(
                                        asked(),
                                        answered(),
                                        results(),
                                        new Turn(Role.USER, List.of(new Part.Text("Go on")))),
                                tools(),
                                new ToolChoice.Any(),
                                false,
                                new AnswerFormat.JsonSchema(
                                        "day",
                                        Optional.empty(),
                                        "{\"type\":\"object\",\"minimum\":1.50}",
                                        true),
                                new Sampling(
                                        OptionalLong.of(500),
                                        Optional.of(new BigDecimal("0.70")),
                                        Optional.of(BigDecimal.ONE),
                                        OptionalLong.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        OptionalLong.empty(),
                                        List.of()),
                                new Reasoning(
                                        Optional.of(Effort.MINIMAL), OptionalLong.empty(), true),
                                Optional.of("u-1"),
                                false));
    }

    private static Turn asked() {
        return new Turn(
                Role.USER,
                List.of(
                        new Part.Text("What is on it?"),
                        new Part.Image(
                                new Media.Link("https://example.org/cat.png"),
                                Optional.of("high"),
                                false),
                        new Part.Image(new Media.Stored("file-1"), Optional.of("auto"), false),
                        new Part.Document(
                                new Media.Inline("application/pdf", "JVBERg=="),
                                Optional.of("report.pdf"),
                                false),
                        new Part.Document(
                                new Media.Link("https://example.org/report.pdf"),
                                Optional.empty(),
                                false)));
    }

    private static Turn answered() {
        return new Turn(
                Role.ASSISTANT,
                List.of(
                        new Part.Reasoned("look it up", Optional.of("c2ln")),
                        new Part.Sealed("c2VhbA=="),
                        new Part.Text("One moment."),
                        new Part.Refusal("Not that."),
                        new Part.ToolCall(
                                "call_1", "weather", "{\"city\":\"Zürich\"}", Optional.empty()),
                        new Part.ToolCall("call_2", "time", "{}", Optional.of("dGhv"))));
    }

    private static Turn results() {
        Part.Image clock =
                new Part.Image(new Media.Inline("image/png", "iVBORw=="), Optional.empty(), false);
        return new Turn(
                Role.USER,
                List.of(
                        new Part.ToolResult(
                                "call_1", List.of(new Part.Text("7.50 °C")), false, false),
                        new Part.ToolResult(
                                "call_2", List.of(new Part.Text("noon"), clock), false, false)));
    }

    private static List<Tool> tools() {
        return List.of(
                new Tool(
                        "weather",
                        Optional.of("of a city"),
                        "{\"type\":\"object\",\"properties\":{}}",
                        true,
                        false),
                new Tool("time", Optional.empty(), "{}", false, false));
    }

    @Test
    void an_input_may_be_a_text_alone() {
        Dialogue dialogue = read("\"input\":\"hi\"");
        assertThat(dialogue.turns())
                .containsExactly(new Turn(Role.USER, List.of(new Part.Text("hi"))));
        assertThat(dialogue.reasoning()).isEqualTo(Reasoning.DEFAULT);
        assertThat(dialogue.sampling()).isEqualTo(Sampling.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"previous_response_id\":\"resp_1\"",
                "\"conversation\":\"conv_1\"",
                "\"conversation\":{\"id\":\"conv_1\"}",
                "\"background\":true",
                "\"store\":true",
                "\"prompt\":{\"id\":\"p\"}",
                "\"context_management\":[{\"type\":\"compaction\"}]",
                "\"truncation\":\"auto\"",
                "\"top_logprobs\":2",
                "\"include\":[\"message.output_text.logprobs\"]",
                "\"service_tier\":\"flex\"",
                "\"moderation\":{\"model\":\"x\"}",
                "\"stop\":[\"x\"]",
                "\"brand_new\":true",
                "\"tool_choice\":\"required\"",
                "\"temperature\":3",
            })
    void what_cannot_be_told_is_refused_by_its_name(String field) {
        AlfredException error = refused("\"input\":\"hi\"," + field);
        String name = field.substring(1, field.indexOf('"', 1));
        assertThat(error).isNotNull();
        assertThat(error.param()).contains(name);
        assertThat(error.fix()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"input\":[] | input",
                "\"instructions\":\"x\" | input",
                "\"input\":[{\"type\":\"item_reference\",\"id\":\"rs_1\"}] | input[0].type",
                "\"input\":[{\"type\":\"web_search_call\",\"id\":\"w\"}] | input[0].type",
                "\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}]}]"
                        + " | input[0].content[0].type",
                "\"input\":[{\"role\":\"system\",\"content\":[{\"type\":\"input_image\","
                        + "\"file_id\":\"f\"}]}] | input[0].content",
                "\"input\":[{\"type\":\"function_call\",\"name\":\"f\",\"arguments\":\"{}\"}]"
                        + " | input[0].call_id",
                "\"input\":\"x\",\"tools\":[{\"type\":\"web_search\"}] | tools[0].type",
                "\"input\":\"x\",\"tools\":[{\"type\":\"mcp\"}] | tools[0].type",
                "\"input\":\"x\",\"tool_choice\":{\"type\":\"file_search\"} | tool_choice.type",
                "\"input\":\"x\",\"text\":{\"verbosity\":\"high\"} | text.verbosity",
                "\"input\":\"x\",\"text\":{\"format\":{\"type\":\"xml\"}} | text.format.type",
                "\"input\":\"x\",\"reasoning\":{\"context\":\"all_turns\"} | reasoning.context",
                "\"input\":\"x\",\"reasoning\":{\"depth\":1} | reasoning.depth",
            })
    void an_error_names_the_path_of_its_field(String fields, String path) {
        assertThat(refused(fields).param()).contains(path);
    }

    @Test
    void who_leans_on_a_stored_response_is_told_to_send_it_all() {
        AlfredException error = refused("\"input\":\"hi\",\"previous_response_id\":\"resp_1\"");
        assertThat(error.fix())
                .contains("send the whole conversation in input")
                .contains("whose provider speaks /v1/responses");
    }

    // answers

    @Test
    void a_whole_answer_has_all_that_clients_read() {
        assertThat(Said.json(face.whole(Said.rich(), Said.asked(REQUEST))))
                .isEqualTo(Said.json(Said.golden("responses.whole.json")));
    }

    @Test
    void a_stream_has_all_that_clients_read() {
        assertThat(Said.stream(face.writer(Said.asked()), Said.busy()))
                .isEqualTo(Said.golden("responses.stream.txt"));
    }

    @Test
    void events_are_numbered_without_a_gap() {
        String text = Said.stream(face.writer(Said.asked()), Said.busy());
        List<String> data = text.lines().filter(line -> line.startsWith("data: ")).toList();
        for (int i = 0; i < data.size(); i++) {
            assertThat(data.get(i)).contains("\"sequence_number\":" + i + ",");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LENGTH,max_output_tokens",
        "FILTERED,content_filter",
    })
    void an_answer_that_was_cut_is_incomplete(StopReason reason, String why) {
        Part text = new Part.Text("x");
        JsonNode whole = Said.json(face.whole(Said.answer(List.of(text), reason), Said.asked()));
        assertThat(whole.path("status").asText()).isEqualTo("incomplete");
        assertThat(whole.at("/incomplete_details/reason").asText()).isEqualTo(why);
        assertThat(whole.at("/output/0/status").asText()).isEqualTo("incomplete");
        String stream =
                Said.stream(
                        face.writer(Said.asked()),
                        Said.started(
                                new AnswerEvent.TextPiece("x"),
                                new AnswerEvent.Stopped(reason, Optional.empty()),
                                new AnswerEvent.Ended()));
        assertThat(stream)
                .contains("event: response.incomplete\n")
                .contains("\"incomplete_details\":{\"reason\":\"" + why + "\"}")
                .contains("\"status\":\"incomplete\",\"content\"");
    }

    @Test
    void a_refusal_follows_a_text_in_the_same_message() {
        String stream =
                Said.stream(
                        face.writer(Said.asked()),
                        Said.started(
                                new AnswerEvent.TextPiece("Well,"),
                                new AnswerEvent.RefusalPiece(" no."),
                                new AnswerEvent.Stopped(StopReason.DONE, Optional.empty()),
                                new AnswerEvent.Ended()));
        assertThat(stream)
                .containsOnlyOnce("event: response.output_item.added")
                .contains("event: response.refusal.delta\n")
                .contains("event: response.refusal.done\n")
                .contains("\"content_index\":1,\"refusal\":\" no.\"");
    }

    @Test
    void a_stream_that_fails_ends_with_a_failed_response() {
        ProviderError error = new ProviderError("node 7 is down", null, null, null);
        String stream =
                Said.stream(
                        face.writer(Said.asked()),
                        Said.started(
                                new AnswerEvent.TextPiece("a"),
                                new AnswerEvent.Failed(error),
                                new AnswerEvent.Ended()));
        String last = stream.substring(stream.lastIndexOf("event: "));
        assertThat(last)
                .startsWith("event: response.failed\n")
                .contains("\"status\":\"failed\"")
                .contains("\"error\":{\"code\":\"server_error\",\"message\":\"the provider failed")
                .doesNotContain("node 7");
    }

    @Test
    void a_stream_that_fails_before_it_begins_is_an_error_alone() {
        ProviderError error =
                new ProviderError("bad picture", "invalid_request_error", "invalid_image", null);
        String stream =
                Said.stream(face.writer(Said.asked()), List.of(new AnswerEvent.Failed(error)));
        assertThat(stream)
                .isEqualTo(
                        "event: error\ndata: {\"type\":\"error\",\"sequence_number\":0,"
                                + "\"code\":\"invalid_image\",\"message\":\"bad picture\","
                                + "\"param\":null}\n\n");
    }
}
