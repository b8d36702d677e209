package io.alfred.providers.faces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.dialogue.Answer;
import io.alfred.providers.dialogue.AnswerEvent;
import io.alfred.providers.dialogue.CacheStay;
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

class MessagesFaceTest {
    private static final String USER =
            "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    private final MessagesFace face = new MessagesFace();

    private Dialogue read(String more) {
        return face.read(Said.json("{\"model\":\"m\"," + USER + more + "}"));
    }

    private AlfredException refused(String more) {
        return catchThrowableOfType(AlfredException.class, () -> read(more));
    }

    private AlfredException refusedBlock(String role, String block) {
        String request = "{\"messages\":[{\"role\":\"" + role + "\",\"content\":[" + block + "]}]}";
        return catchThrowableOfType(AlfredException.class, () -> face.read(Said.json(request)));
    }

    @Test
    void a_request_is_read_with_all_that_it_says() {
        assertThat(face.read(Said.json(Said.golden("messages.request.json"))))
                .isEqualTo(
                        new Dialogue(
                                List.of(
                                        new Part.Text("Be brief."),
                                        new Part.Text("Use metric units.", true),
                                        new Part.Text("Now in French.")),
                                List.of(
                                        asked(),
                                        answered(),
                                        results(),
                                        new Turn(Role.USER, List.of(new Part.Text("Go on")))),
                                tools(),
                                new ToolChoice.Any(),
                                false,
                                new AnswerFormat.JsonSchema(
                                        "answer",
                                        Optional.empty(),
                                        "{\"type\":\"object\",\"minimum\":1.50}",
                                        true),
                                new Sampling(
                                        OptionalLong.of(500),
                                        Optional.of(new BigDecimal("0.70")),
                                        Optional.of(new BigDecimal("0.9")),
                                        OptionalLong.of(40),
                                        Optional.empty(),
                                        Optional.empty(),
                                        OptionalLong.empty(),
                                        List.of("END")),
                                new Reasoning(
                                        Optional.of(Effort.XHIGH), OptionalLong.of(2048), true),
                                Optional.of("u-1"),
                                true));
    }

    private static Turn asked() {
        return new Turn(
                Role.USER,
                List.of(
                        new Part.Text("What is on it?"),
                        new Part.Image(
                                new Media.Inline("image/png", "iVBORw=="), Optional.empty(), true),
                        new Part.Image(
                                new Media.Link("https://example.org/cat.png"),
                                Optional.empty(),
                                false),
                        new Part.Document(
                                new Media.Inline("application/pdf", "JVBERg=="),
                                Optional.of("report.pdf"),
                                false),
                        new Part.Document(
                                new Media.Inline("text/plain", "Z3LDvG4="),
                                Optional.empty(),
                                false),
                        new Part.Document(new Media.Stored("file_7"), Optional.empty(), false)));
    }

    private static Turn answered() {
        return new Turn(
                Role.ASSISTANT,
                List.of(
                        new Part.Reasoned("look it up", Optional.of("c2ln")),
                        new Part.Reasoned("unsigned", Optional.empty()),
                        new Part.Sealed("c2VhbA=="),
                        new Part.Text("One moment."),
                        new Part.ToolCall(
                                "toolu_1",
                                "weather",
                                "{\"city\":\"Zürich\",\"n\":1.50}",
                                Optional.empty()),
                        new Part.ToolCall("toolu_2", "time", "{}", Optional.of("dGhv"))));
    }

    private static Turn results() {
        Part.Image clock =
                new Part.Image(
                        new Media.Link("https://example.org/clock.png"), Optional.empty(), false);
        return new Turn(
                Role.USER,
                List.of(
                        new Part.ToolResult(
                                "toolu_1", List.of(new Part.Text("7.50 °C")), false, true),
                        new Part.ToolResult(
                                "toolu_2", List.of(new Part.Text("no clock"), clock), true, false),
                        new Part.ToolResult("toolu_3", List.of(), false, false)));
    }

    private static List<Tool> tools() {
        return List.of(
                new Tool("weather", Optional.of("of a city"), "{\"type\":\"object\"}", false, true),
                new Tool("time", Optional.empty(), "{\"type\":\"object\"}", true, false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"disabled\"} | NONE | | false",
                "{\"type\":\"adaptive\"} | | | true",
                "{\"type\":\"adaptive\",\"display\":\"omitted\"} | | | false",
                "{\"type\":\"enabled\",\"budget_tokens\":1024} | | 1024 | true",
            })
    void thinking_is_read(String thinking, Effort effort, Long budget, boolean shown) {
        assertThat(read(",\"thinking\":" + thinking).reasoning())
                .isEqualTo(
                        new Reasoning(
                                Optional.ofNullable(effort),
                                budget == null ? OptionalLong.empty() : OptionalLong.of(budget),
                                shown));
    }

    @Test
    void the_older_name_of_a_format_is_read_too() {
        String format = "{\"type\":\"json_schema\",\"schema\":{}}";
        assertThat(read(",\"output_format\":" + format).format())
                .isEqualTo(new AnswerFormat.JsonSchema("answer", Optional.empty(), "{}", true));
        String both = ",\"output_config\":{\"format\":" + format + "},\"output_format\":" + format;
        assertThat(refused(both).param()).contains("output_format");
    }

    @Test
    void a_mark_on_the_request_is_one_at_its_end() {
        Dialogue dialogue = read(",\"cache_control\":{\"type\":\"ephemeral\"}");
        assertThat(dialogue.turns().getLast().parts()).containsExactly(new Part.Text("hi", true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"ephemeral\"} | SHORT",
                "{\"type\":\"ephemeral\",\"ttl\":null} | SHORT",
                "{\"type\":\"ephemeral\",\"ttl\":\"5m\"} | SHORT",
                "{\"type\":\"ephemeral\",\"ttl\":\"1h\"} | HOUR",
                "null | UNMARKED",
            })
    void how_long_a_prompt_stays_in_the_cache_is_read(String mark, CacheStay stay) {
        Dialogue dialogue =
                read(
                        ",\"cache_control\":"
                                + mark
                                + ",\"tools\":[{\"name\":\"f\",\"cache_control\":"
                                + mark
                                + "}]");
        assertThat(dialogue.turns().getLast().parts()).containsExactly(new Part.Text("hi", stay));
        assertThat(dialogue.tools().getFirst().stay()).isEqualTo(stay);
    }

    @Test
    void a_mark_on_the_request_does_not_shorten_one_that_is_there() {
        Dialogue dialogue =
                face.read(
                        Said.json(
                                "{\"cache_control\":{\"type\":\"ephemeral\"},"
                                        + "\"messages\":[{\"role\":\"user\",\"content\":"
                                        + "[{\"type\":\"text\",\"text\":\"hi\",\"cache_control\":"
                                        + "{\"type\":\"ephemeral\",\"ttl\":\"1h\"}}]}]}"));
        assertThat(dialogue.turns().getLast().parts())
                .containsExactly(new Part.Text("hi", CacheStay.HOUR));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"container\":\"c\" | container",
                "\"mcp_servers\":[{\"name\":\"x\"}] | mcp_servers",
                "\"context_management\":{\"edits\":[{\"type\":\"x\"}]} | context_management",
                "\"inference_geo\":\"us\" | inference_geo",
                "\"service_tier\":\"batch\" | service_tier",
                "\"temperature\":1.5 | temperature",
                "\"frequency_penalty\":1 | frequency_penalty",
                "\"tools\":[{\"type\":\"web_search_20260318\",\"name\":\"s\"}] | tools[0].type",
                "\"tools\":[{\"name\":\"f\",\"input_examples\":[{}]}] | tools[0].input_examples",
                "\"tool_choice\":{\"type\":\"tool\",\"name\":\"f\"} | tool_choice",
                "\"tool_choice\":{\"type\":\"some\"} | tool_choice.type",
                "\"output_config\":{\"task_budget\":{}} | output_config.task_budget",
                "\"output_config\":{\"effort\":\"huge\"} | output_config.effort",
                "\"output_config\":{\"effort\":\"low\"},\"thinking\":{\"type\":\"disabled\"}"
                        + " | output_config.effort",
                "\"metadata\":{\"team\":\"x\"} | metadata.team",
                "\"cache_control\":{\"type\":\"forever\"} | cache_control.type",
                "\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"2h\"} | cache_control.ttl",
            })
    void what_cannot_be_told_is_refused_by_its_name(String field, String path) {
        AlfredException error = refused("," + field);
        assertThat(error).isNotNull();
        assertThat(error.param()).contains(path);
        assertThat(error.fix()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"service_tier\":\"standard_only\"",
                "\"speed\":\"standard\"",
                "\"inference_geo\":\"global\"",
                "\"mcp_servers\":[]",
                "\"context_management\":{\"edits\":[]}",
                "\"container\":null",
                "\"brand_new\":null",
            })
    void what_has_no_effect_passes(String field) {
        assertThat(read("," + field)).isEqualTo(read(""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "user | {\"type\":\"search_result\"} | type",
                "user | {\"type\":\"thinking\",\"thinking\":\"x\"} | type",
                "user | {\"type\":\"document\",\"context\":\"x\"} | context",
                "user | {\"type\":\"document\",\"citations\":{\"enabled\":true}} | citations",
                "user | {\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":"
                        + "\"image/png\",\"data\":\"?\"}} | source.data",
                "user | {\"type\":\"tool_result\"} | tool_use_id",
                "assistant | {\"type\":\"server_tool_use\"} | type",
                "assistant | {\"type\":\"image\"} | type",
                "assistant | {\"type\":\"tool_use\",\"id\":\"i\",\"name\":\"n\",\"input\":[]}"
                        + " | input",
            })
    void an_error_names_the_path_of_its_field(String role, String block, String path) {
        assertThat(refusedBlock(role, block).param()).contains("messages[0].content[0]." + path);
    }

    // answers

    @Test
    void a_whole_answer_has_all_that_clients_read() {
        assertThat(Said.json(face.whole(Said.rich(), Said.asked())))
                .isEqualTo(Said.json(Said.golden("messages.whole.json")));
    }

    @Test
    void a_stream_has_all_that_clients_read() {
        assertThat(Said.stream(face.writer(Said.asked()), Said.busy()))
                .isEqualTo(Said.golden("messages.stream.txt"));
    }

    @Test
    void a_call_waits_until_the_one_before_it_is_whole() {
        List<AnswerEvent> events =
                Said.started(
                        new AnswerEvent.ToolCallBegun(0, "a", "f", Optional.empty()),
                        new AnswerEvent.ToolArguments(0, "{\"x\":"),
                        new AnswerEvent.ToolCallBegun(1, "b", "g", Optional.empty()),
                        new AnswerEvent.ToolArguments(1, "{}"));
        var writer = face.writer(Said.asked());
        assertThat(Said.stream(writer, events)).contains("\"id\":\"a\"").doesNotContain("\"b\"");
        assertThat(Said.stream(writer, List.of(new AnswerEvent.ToolArguments(0, "1}"))))
                .containsSubsequence(
                        "\"index\":0,\"delta\"", "content_block_stop", "\"id\":\"b\"", "{}");
    }

    @ParameterizedTest
    @CsvSource({
        "DONE,end_turn",
        "LENGTH,max_tokens",
        "TOOL_CALLS,tool_use",
        "STOP_TEXT,stop_sequence",
        "FILTERED,refusal",
        "PAUSED,pause_turn",
    })
    void the_reason_of_the_end_is_told(StopReason reason, String word) {
        Optional<String> stop =
                reason == StopReason.STOP_TEXT ? Optional.of("END") : Optional.empty();
        Answer answer =
                new Answer(
                        Optional.empty(),
                        "m",
                        List.of(new Part.Refusal("no")),
                        reason,
                        stop,
                        Optional.empty());
        JsonNode whole = Said.json(face.whole(answer, Said.asked()));
        assertThat(whole.path("stop_reason").asText()).isEqualTo(word);
        assertThat(whole.path("stop_sequence").asText("")).isEqualTo(stop.orElse(""));
        assertThat(whole.at("/content/0/text").asText()).isEqualTo("no");
        assertThat(whole.at("/usage/input_tokens").asLong(-1)).isZero();
        String stream =
                Said.stream(
                        face.writer(Said.asked()),
                        Said.started(
                                new AnswerEvent.Stopped(reason, stop), new AnswerEvent.Ended()));
        assertThat(stream)
                .contains("\"stop_reason\":\"" + word + "\"")
                .endsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    }

    @Test
    void arguments_that_are_no_object_are_kept_as_a_text() {
        Part call = new Part.ToolCall("c", "f", "{\"cut", Optional.empty());
        JsonNode whole =
                Said.json(face.whole(Said.answer(List.of(call), StopReason.LENGTH), Said.asked()));
        assertThat(whole.at("/content/0/input/arguments").asText()).isEqualTo("{\"cut");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "invalid_request_error | {\"type\":\"invalid_request_error\",\"message\":\"oh\"}",
                "overloaded_error | {\"type\":\"overloaded_error\",\"message\":"
                        + "\"the provider failed while it was answering\","
                        + "\"code\":\"upstream_failed\"}",
                "server_error | {\"type\":\"api_error\",\"message\":"
                        + "\"the provider failed while it was answering\","
                        + "\"code\":\"upstream_failed\"}",
            })
    void an_error_is_told_in_the_words_of_the_protocol(String type, String told) {
        String stream =
                Said.stream(
                        face.writer(Said.asked()),
                        List.of(
                                new AnswerEvent.Failed(new ProviderError("oh", type, null, null)),
                                new AnswerEvent.Ended()));
        assertThat(stream)
                .isEqualTo("event: error\ndata: {\"type\":\"error\",\"error\":" + told + "}\n\n");
    }

    @Test
    void a_picture_has_to_be_one() {
        for (String source :
                new String[] {
                    "{\"type\":\"base64\",\"media_type\":\"application/pdf\",\"data\":\"AAAA\"}",
                    "{\"type\":\"base64\",\"media_type\":\"video/mp4\",\"data\":\"AAAA\"}",
                    "{\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":\"much\"}"
                }) {
            AlfredException error =
                    refusedBlock("user", "{\"type\":\"image\",\"source\":" + source + "}");
            assertThat(error.message()).contains("picture");
        }
    }
}
