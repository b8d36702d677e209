package io.alfred.providers.cohere;

import static io.alfred.providers.bedrock.Dialogues.CLOCK;
import static io.alfred.providers.bedrock.Dialogues.WEATHER;
import static io.alfred.providers.bedrock.Dialogues.assistant;
import static io.alfred.providers.bedrock.Dialogues.bound;
import static io.alfred.providers.bedrock.Dialogues.budget;
import static io.alfred.providers.bedrock.Dialogues.dialogue;
import static io.alfred.providers.bedrock.Dialogues.effort;
import static io.alfred.providers.bedrock.Dialogues.streamed;
import static io.alfred.providers.bedrock.Dialogues.told;
import static io.alfred.providers.bedrock.Dialogues.user;
import static io.alfred.providers.bedrock.Dialogues.weather;
import static io.alfred.providers.bedrock.Dialogues.with;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.bedrock.GoldenFiles;
import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.Dialogue.AnswerFormat;
import io.alfred.providers.dialogue.Dialogue.Tool;
import io.alfred.providers.dialogue.Dialogue.ToolChoice;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.Part.Media;
import io.alfred.providers.dialogue.ProviderWire.Request;
import io.alfred.providers.dialogue.Reasoning.Effort;
import io.alfred.providers.dialogue.Sampling;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

class CohereRequestTest {
    private static final String MODEL = "command-a-03-2025";
    private static final CohereWire WIRE = new CohereWire();

    private static JsonNode sent(Dialogue dialogue) {
        return GoldenFiles.json(WIRE.request(dialogue, MODEL).body());
    }

    private static AlfredException refused(Dialogue dialogue) {
        return catchThrowableOfType(AlfredException.class, () -> WIRE.request(dialogue, MODEL));
    }

    private static Dialogue hello() {
        return dialogue(user("Hello"));
    }

    private static Sampling only(String field, String value) {
        Optional<BigDecimal> number = Optional.of(new BigDecimal(value));
        Optional<BigDecimal> none = Optional.empty();
        OptionalLong whole = OptionalLong.of(number.get().longValue());
        return new Sampling(
                OptionalLong.empty(),
                none,
                field.equals("top_p") ? number : none,
                field.equals("top_k") ? whole : OptionalLong.empty(),
                field.equals("frequency_penalty") ? number : none,
                field.equals("presence_penalty") ? number : none,
                field.equals("seed") ? whole : OptionalLong.empty(),
                List.of());
    }

    @Test
    void a_dialogue_with_tools_and_a_plan_is_told_whole() {
        Sampling sampling =
                new Sampling(
                        OptionalLong.of(500),
                        Optional.of(new BigDecimal("0.30")),
                        Optional.of(new BigDecimal("0.9")),
                        OptionalLong.of(40),
                        Optional.of(new BigDecimal("0.1")),
                        Optional.of(new BigDecimal("0.2")),
                        OptionalLong.of(7),
                        List.of("END"));
        Dialogue dialogue =
                told(
                        with(
                                with(
                                        weather(Optional.of("c2ln")),
                                        new ToolChoice.Any(),
                                        true,
                                        WEATHER,
                                        CLOCK),
                                sampling),
                        new Part.Text("Be brief.", true));
        assertThat(sent(streamed(dialogue))).isEqualTo(GoldenFiles.json("cohere/tools.json"));
    }

    @Test
    void pictures_and_a_schema_are_told() {
        Dialogue dialogue =
                with(
                        dialogue(
                                user(
                                        new Part.Text("What is this?"),
                                        new Part.Image(
                                                new Media.Inline("image/png", "iVBORw=="),
                                                Optional.of("low"),
                                                false),
                                        new Part.Image(
                                                new Media.Link("https://x.test/a.png"),
                                                Optional.empty(),
                                                false))),
                        new AnswerFormat.JsonSchema(
                                "town",
                                Optional.empty(),
                                "{\"type\":\"object\",\"properties\":{\"n\":{\"const\":1.10}}}",
                                true));
        assertThat(sent(with(dialogue, budget(64))))
                .isEqualTo(GoldenFiles.json("cohere/media.json"));
        String body = new String(WIRE.request(dialogue, MODEL).body(), StandardCharsets.UTF_8);
        assertThat(body).contains("{\"type\":\"object\",\"properties\":{\"n\":{\"const\":1.10}}}");
    }

    @Test
    void the_request_goes_to_chat() {
        Request request = WIRE.request(hello(), MODEL);
        assertThat(request.path()).isEqualTo("/v2/chat");
        assertThat(request.headers()).containsEntry("Accept", "application/json");
        assertThat(WIRE.request(streamed(hello()), MODEL).headers())
                .containsEntry("Accept", "text/event-stream");
    }

    @Test
    void a_named_tool_is_the_only_one_told_and_required() {
        JsonNode body = sent(with(hello(), new ToolChoice.Named("clock"), true, WEATHER, CLOCK));
        assertThat(body.path("tools").size()).isEqualTo(1);
        assertThat(body.path("tools").path(0).path("function").path("name").asText())
                .isEqualTo("clock");
        assertThat(body.path("tool_choice").asText()).isEqualTo("REQUIRED");
        assertThat(refused(with(hello(), new ToolChoice.Named("x"), true, CLOCK)).param())
                .contains("tool_choice");
    }

    @Test
    void tools_are_strict_together() {
        Tool strict = new Tool("a", Optional.empty(), "{}", true, false);
        assertThat(
                        sent(with(hello(), new ToolChoice.None(), true, CLOCK, strict))
                                .path("strict_tools")
                                .booleanValue())
                .isTrue();
        assertThat(sent(with(hello(), new ToolChoice.None(), false, CLOCK)).toString())
                .contains("\"tool_choice\":\"NONE\"")
                .doesNotContain("strict");
    }

    @Test
    void one_tool_call_at_most_is_refused() {
        assertThat(refused(with(hello(), new ToolChoice.Auto(), false, CLOCK)).param())
                .contains("parallel_tool_calls");
        assertThat(sent(with(hello(), new ToolChoice.Auto(), false)).has("tools")).isFalse();
    }

    @Test
    void a_failed_tool_is_told_in_words() {
        Dialogue dialogue =
                dialogue(
                        user("Hi"),
                        assistant(new Part.ToolCall("c", "clock", "{}", Optional.empty())),
                        user(
                                new Part.ToolResult(
                                        "c", List.of(new Part.Text("no clock")), true, false)));
        assertThat(sent(dialogue).path("messages").path(2).toString())
                .isEqualTo(
                        "{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":[{\"type\":\"text\","
                                + "\"text\":\"The tool"
                                + " failed.\"},{\"type\":\"text\",\"text\":\"no clock\"}]}");
    }

    @ParameterizedTest
    @CsvSource({
        "NONE, '{\"type\":\"disabled\"}'",
        "MINIMAL, '{\"type\":\"enabled\",\"token_budget\":100}'",
        "XHIGH, '{\"type\":\"enabled\",\"token_budget\":950}'",
    })
    void an_effort_is_a_share_of_the_output_bound(Effort effort, String told) {
        Dialogue dialogue = with(with(hello(), effort(effort)), bound(1000));
        assertThat(sent(dialogue).path("thinking").toString()).isEqualTo(told);
    }

    @Test
    void an_effort_needs_an_output_bound() {
        assertThat(refused(with(hello(), effort(Effort.HIGH))).param())
                .contains("reasoning_effort");
        Dialogue most = with(with(hello(), effort(Effort.HIGH)), bound(Long.MAX_VALUE));
        assertThat(sent(most).path("thinking").path("token_budget").longValue()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "top_p, 0.99, 0.995",
        "top_p, 0.01, 0.009",
        "top_k, 500, 501",
        "top_k, 0, -1",
        "frequency_penalty, 1, 1.01",
        "presence_penalty, 0, -0.01",
        "seed, 0, -1",
    })
    void numbers_are_taken_to_cohere_s_limit_and_not_beyond(
            String field, String within, String beyond) {
        assertThat(sent(with(hello(), only(field, within))).has("messages")).isTrue();
        assertThat(refused(with(hello(), only(field, beyond))).param()).contains(field);
    }

    @Test
    void five_texts_may_end_an_answer_and_not_six() {
        Sampling five = stop(List.of("1", "2", "3", "4", "5"));
        assertThat(sent(with(hello(), five)).path("stop_sequences").size()).isEqualTo(5);
        Sampling six = stop(List.of("1", "2", "3", "4", "5", "6"));
        assertThat(refused(with(hello(), six)).param()).contains("stop");
    }

    private static Sampling stop(List<String> texts) {
        return new Sampling(
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                texts);
    }

    @Test
    void parts_that_cohere_does_not_take_are_refused() {
        Media bytes = new Media.Inline("application/pdf", "AA==");
        List<Dialogue> dialogues =
                List.of(
                        dialogue(user(new Part.Document(bytes, Optional.empty(), false))),
                        dialogue(user(new Part.Audio(bytes))),
                        dialogue(
                                user(
                                        new Part.Image(
                                                new Media.Stored("f"), Optional.empty(), false))),
                        dialogue(user(new Part.Image(bytes, Optional.of("original"), false))),
                        dialogue(user("Hi"), assistant(new Part.Sealed("x"))),
                        dialogue(
                                user(
                                        new Part.ToolResult(
                                                "c",
                                                List.of(
                                                        new Part.Image(
                                                                bytes, Optional.empty(), false)),
                                                false,
                                                false))));
        for (Dialogue dialogue : dialogues) {
            assertThat(refused(dialogue).param()).contains("messages");
        }
    }
}
