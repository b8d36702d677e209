package io.alfred.providers.wires.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.dialogue.Dialogue.AnswerFormat;
import io.alfred.providers.dialogue.Dialogue.Tool;
import io.alfred.providers.dialogue.Dialogue.ToolChoice;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.Part.Media;
import io.alfred.providers.dialogue.ProviderWire.Request;
import io.alfred.providers.dialogue.Reasoning;
import io.alfred.providers.dialogue.Reasoning.Effort;
import io.alfred.providers.wires.Dialogues;
import io.alfred.providers.wires.Golden;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

class ResponsesRequestTest {
    private static final String MODEL = "gpt-5.3-codex";
    private static final Media MAP = new Media.Link("https://example.com/map.png");

    private static Request request(Dialogues dialogue, String model) {
        return new ResponsesWire("OpenAI").request(dialogue.build(), model);
    }

    private static ObjectNode body(Dialogues dialogue) {
        return Golden.body(request(dialogue, MODEL));
    }

    private static void refused(Dialogues dialogue, String field) {
        assertThatThrownBy(() -> request(dialogue, MODEL))
                .isInstanceOfSatisfying(
                        AlfredException.class,
                        e -> {
                            assertThat(e.param()).contains(field);
                            assertThat(e.message()).isNotBlank();
                            assertThat(e.fix()).isNotBlank();
                        });
    }

    private static Part.Image image(Media media) {
        return new Part.Image(media, Optional.empty(), false);
    }

    private static Part.Document document(String type, String base64, String name) {
        return new Part.Document(new Media.Inline(type, base64), Optional.of(name), false);
    }

    private static Part.Document document(Media media) {
        return new Part.Document(media, Optional.empty(), false);
    }

    private static Part.ToolResult result(String id, boolean failed, Part... content) {
        return new Part.ToolResult(id, List.of(content), failed, false);
    }

    private static Dialogues conversation() {
        return new Dialogues()
                .system("Be brief.", "Be kind.")
                .user(
                        new Part.Text("What is this?", true),
                        new Part.Image(
                                new Media.Inline("image/png", "iVBORw0KGgo="),
                                Optional.of("low"),
                                false),
                        image(new Media.Link("https://example.com/cat.jpg")),
                        image(new Media.Stored("file-9")),
                        document("application/pdf", "JVBERi0=", "report.pdf"),
                        document(new Media.Link("https://example.com/a.pdf")),
                        document(new Media.Stored("file-123")),
                        document("text/plain", "V29yZHM=", "notes"))
                .assistant(
                        new Part.Reasoned("**Looking**", Optional.of("rs_1:gAAAAB-one")),
                        new Part.Text("Let me "),
                        new Part.Text("look."),
                        new Part.Sealed("rs_2:gAAAAB-two"),
                        Dialogues.call("call_a", "weather", "{\"city\":\"Oslo\"}"),
                        Dialogues.call("call_b", "weather", "{\"city\": \"Rome\", \"days\": 1.10}"),
                        Dialogues.call("call_c", "now", ""))
                .user(
                        new Part.Text("And now?"),
                        Dialogues.result("call_a", "4 degrees"),
                        result("call_b", true, new Part.Text("no such city"), image(MAP)),
                        result("call_c", false))
                .assistant(new Part.Refusal("No."))
                .user("Please");
    }

    @Test
    void everything_is_told_that_has_a_field() {
        Dialogues asked = conversation().tool("weather");
        asked.reasoning = new Reasoning(Optional.of(Effort.HIGH), OptionalLong.empty(), true);
        asked.tools.add(new Tool("now", Optional.empty(), "{}", true, true));
        asked.toolChoice = new ToolChoice.Named("weather");
        asked.parallelTools = false;
        asked.format =
                new AnswerFormat.JsonSchema(
                        "place", Optional.of("A place"), "{\"type\": \"object\"}", true);
        asked.temperature = Optional.of(new BigDecimal("0.70"));
        asked.topP = Optional.of(new BigDecimal("0.9"));
        asked.presencePenalty = Optional.of(BigDecimal.ZERO);
        asked.endUser = Optional.of("user-7");
        asked.stream = true;

        Request request = request(asked, MODEL);

        assertThat(request.path()).isEqualTo("/responses");
        assertThat(request.headers()).isEmpty();
        assertThat(Golden.body(request)).isEqualTo(Golden.request("responses-request.json"));
    }

    @Test
    void nothing_that_was_not_asked_is_told_but_how_it_is_stored_and_billed() {
        assertThat(body(new Dialogues()).toString())
                .isEqualTo(
                        "{\"model\":\"gpt-5.3-codex\","
                                + "\"input\":[{\"role\":\"user\",\"content\":\"Hello\"}],"
                                + "\"store\":false,\"include\":[\"reasoning.encrypted_content\"],"
                                + "\"service_tier\":\"default\",\"max_output_tokens\":1000}");
    }

    @Test
    void an_output_bound_below_the_least_is_refused() {
        Dialogues dialogue = new Dialogues();
        dialogue.max = OptionalLong.of(16);
        assertThat(body(dialogue).path("max_output_tokens").longValue()).isEqualTo(16);

        dialogue.max = OptionalLong.of(15);
        refused(dialogue, "max_completion_tokens");
    }

    @Test
    void a_temperature_of_one_is_what_the_model_does_by_itself() {
        Dialogues dialogue = new Dialogues();
        dialogue.temperature = Optional.of(new BigDecimal("1.0"));
        dialogue.topP = Optional.of(BigDecimal.ONE);

        assertThat(body(dialogue).has("temperature")).isFalse();
        assertThat(body(dialogue).has("top_p")).isFalse();
    }

    @Test
    void what_has_no_field_is_refused_by_its_name() {
        Dialogues topK = new Dialogues();
        topK.topK = OptionalLong.of(40);
        refused(topK, "top_k");
        Dialogues seed = new Dialogues();
        seed.seed = OptionalLong.of(7);
        refused(seed, "seed");
        Dialogues stop = new Dialogues();
        stop.stop = List.of("END");
        refused(stop, "stop");
        Dialogues frequency = new Dialogues();
        frequency.frequencyPenalty = Optional.of(new BigDecimal("0.1"));
        refused(frequency, "frequency_penalty");
        Dialogues presence = new Dialogues();
        presence.presencePenalty = Optional.of(new BigDecimal("-0.1"));
        refused(presence, "presence_penalty");
        refused(
                new Dialogues()
                        .user(
                                new Part.Text("Listen"),
                                new Part.Audio(new Media.Inline("audio/wav", "UklGRg=="))),
                "messages[0].content[1].input_audio");
    }

    @ParameterizedTest
    @CsvSource({"NONE,none", "MINIMAL,minimal", "LOW,low", "MEDIUM,medium", "XHIGH,xhigh"})
    void an_effort_is_told_as_it_is(Effort effort, String word) {
        JsonNode reasoning = body(new Dialogues().effort(effort)).path("reasoning");

        assertThat(reasoning).hasToString("{\"effort\":\"" + word + "\"}");
    }

    @Test
    void a_budget_becomes_the_least_effort_that_covers_it() {
        assertThat(body(new Dialogues().budget(500)).path("reasoning"))
                .hasToString("{\"effort\":\"medium\",\"summary\":\"auto\"}");
        assertThat(body(new Dialogues().budget(0)).path("reasoning"))
                .hasToString("{\"effort\":\"none\"}");
    }

    @Test
    void a_summary_is_asked_of_models_that_make_one() {
        Dialogues shown = new Dialogues();
        shown.reasoning = new Reasoning(Optional.of(Effort.LOW), OptionalLong.empty(), true);

        assertThat(Golden.body(request(shown, "gpt-5-pro")).at("/reasoning/summary").asText())
                .isEqualTo("auto");
        assertThat(Golden.body(request(shown, "o3-pro-2025-06-10")).path("reasoning"))
                .hasToString("{\"effort\":\"low\"}");
    }

    @Test
    void tool_choices_are_told_without_tools_that_are_not_there() {
        Dialogues dialogue = new Dialogues();
        dialogue.toolChoice = new ToolChoice.None();
        dialogue.parallelTools = false;
        assertThat(body(dialogue).has("tool_choice")).isFalse();
        assertThat(body(dialogue).has("parallel_tool_calls")).isFalse();

        dialogue.tool("weather");
        assertThat(body(dialogue).path("tool_choice").asText()).isEqualTo("none");
        dialogue.toolChoice = new ToolChoice.Any();
        assertThat(body(dialogue).path("tool_choice").asText()).isEqualTo("required");
        dialogue.toolChoice = new ToolChoice.Auto();
        assertThat(body(dialogue).has("tool_choice")).isFalse();
        assertThat(body(dialogue).path("parallel_tool_calls").asBoolean(true)).isFalse();
    }

    @Test
    void json_without_a_schema_can_be_asked_for() {
        Dialogues dialogue = new Dialogues().system("Answer in json.");
        dialogue.format = new AnswerFormat.JsonObject();

        assertThat(body(dialogue).path("text"))
                .hasToString("{\"format\":{\"type\":\"json_object\"}}");
        assertThat(body(dialogue).at("/input/0/role").asText()).isEqualTo("developer");
    }

    @Test
    void reasoning_that_is_not_the_providers_own_is_left_out() {
        Dialogues dialogue =
                new Dialogues()
                        .user("Hi")
                        .assistant(
                                new Part.Reasoned("Hm", Optional.of("RXVvQkNrWUlCUmdD")),
                                new Part.Reasoned("Hm", Optional.empty()),
                                new Part.Sealed("c2VhbGVk"),
                                new Part.Text("Hello"))
                        .user("Go on");

        assertThat(body(dialogue).path("input"))
                .hasToString(
                        "[{\"role\":\"user\",\"content\":\"Hi\"},"
                                + "{\"role\":\"assistant\",\"content\":\"Hello\"},"
                                + "{\"role\":\"user\",\"content\":\"Go on\"}]");
    }

    @Test
    void reasoning_that_nothing_followed_is_left_out() {
        Dialogues dialogue =
                new Dialogues().user("Hi").assistant(new Part.Sealed("rs_1:abc")).user("Hello?");

        assertThat(body(dialogue).path("input")).hasSize(2);
    }

    @Test
    void an_item_without_an_id_is_sent_back_without_one() {
        Dialogues dialogue =
                new Dialogues()
                        .user("Hi")
                        .assistant(new Part.Sealed(":abc"), new Part.Text("Hello"))
                        .user("Go on");

        assertThat(body(dialogue).at("/input/1"))
                .hasToString(
                        "{\"type\":\"reasoning\",\"summary\":[],\"encrypted_content\":\"abc\"}");
    }

    @Test
    void a_name_of_a_call_that_is_too_long_becomes_the_same_shorter_one() {
        String longest = "c".repeat(64);
        String tooLong = "c".repeat(65);
        JsonNode input =
                body(new Dialogues()
                                .user("Hi")
                                .assistant(
                                        Dialogues.call(longest, "now", "{}"),
                                        Dialogues.call(tooLong, "now", "{}"))
                                .user(
                                        Dialogues.result(longest, "1"),
                                        Dialogues.result(tooLong, "2")))
                        .path("input");

        assertThat(input.at("/1/call_id").asText()).isEqualTo(longest);
        assertThat(input.at("/3/call_id").asText()).isEqualTo(longest);
        assertThat(input.at("/2/call_id").asText()).matches("[A-Za-z0-9]{9}");
        assertThat(input.at("/4/call_id")).isEqualTo(input.at("/2/call_id"));
    }

    @Test
    void a_failed_result_without_words_still_says_so() {
        JsonNode input =
                body(new Dialogues()
                                .user("Hi")
                                .assistant(Dialogues.call("a", "now", "{}"))
                                .user(result("a", true)))
                        .path("input");

        assertThat(input.at("/2/output").asText()).isEqualTo("The tool failed: ");
    }

    @Test
    void a_name_for_the_user_that_is_too_long_is_left_out() {
        Dialogues dialogue = new Dialogues();
        dialogue.endUser = Optional.of("u".repeat(64));
        assertThat(body(dialogue).path("user").asText()).hasSize(64);

        dialogue.endUser = Optional.of("u".repeat(65));
        assertThat(body(dialogue).has("user")).isFalse();
    }

    @Test
    void a_begun_answer_is_refused_for_it_would_not_be_continued() {
        refused(new Dialogues().user("Hi").assistant(new Part.Text("{")), "messages[1]");
        assertThat(
                        body(new Dialogues().user("Hi").assistant(Dialogues.call("a", "b", "{}")))
                                .path("input"))
                .hasSize(2);
    }

    @Test
    void a_schema_that_is_not_json_never_reaches_a_body() {
        Dialogues dialogue = new Dialogues();
        dialogue.tools.add(
                new Tool("x", Optional.empty(), "{}},\"n\":5,\"y\":{\"a\":{}", false, false));
        refused(dialogue, "tools[0].function.parameters");

        Dialogues format = new Dialogues();
        format.format = new AnswerFormat.JsonSchema("x", Optional.empty(), "[]", false);
        refused(format, "response_format.json_schema.schema");
    }

    @Test
    void what_only_one_side_can_say_is_refused_on_the_other() {
        refused(new Dialogues().user(Dialogues.call("a", "b", "{}")), "messages[0].content[0]");
        refused(
                new Dialogues().user("a").assistant(Dialogues.result("a", "b")).user("c"),
                "messages[1]");
        refused(new Dialogues().user("a").assistant(image(MAP)).user("c"), "messages[1]");
    }

    @ParameterizedTest
    @EnumSource(Effort.class)
    void a_summary_is_not_asked_where_nobody_wants_to_see_it(Effort effort) {
        assertThat(body(new Dialogues().effort(effort)).path("reasoning").has("summary")).isFalse();
    }
}
