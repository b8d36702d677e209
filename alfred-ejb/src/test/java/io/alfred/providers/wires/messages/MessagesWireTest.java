package io.alfred.providers.wires.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.TokenUsage;
import io.alfred.providers.dialogue.Answer;
import io.alfred.providers.dialogue.AnswerEvent;
import io.alfred.providers.dialogue.CacheStay;
import io.alfred.providers.dialogue.Dialogue.AnswerFormat;
import io.alfred.providers.dialogue.Dialogue.Tool;
import io.alfred.providers.dialogue.Dialogue.ToolChoice;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.Part.Media;
import io.alfred.providers.dialogue.ProviderWire.Request;
import io.alfred.providers.dialogue.Reasoning.Effort;
import io.alfred.providers.dialogue.StopReason;
import io.alfred.providers.http.ProviderError;
import io.alfred.providers.wires.Dialogues;
import io.alfred.providers.wires.Golden;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

class MessagesWireTest {
    private static final MessagesWire WIRE = new MessagesWire();

    private static ObjectNode body(Dialogues dialogue, String model) {
        return Golden.body(WIRE.request(dialogue.build(), model));
    }

    private static void refused(Dialogues dialogue, String model, String field) {
        assertThatThrownBy(() -> WIRE.request(dialogue.build(), model))
                .isInstanceOfSatisfying(
                        AlfredException.class,
                        e -> {
                            assertThat(e.param()).contains(field);
                            assertThat(e.fix()).isNotBlank();
                        });
    }

    private static void refused(Dialogues dialogue, String field) {
        refused(dialogue, "claude-opus-4-6", field);
    }

    private static Part.Image image(String url) {
        return new Part.Image(new Media.Link(url), Optional.empty(), false);
    }

    @Test
    void an_hour_in_the_cache_is_told_wherever_it_is_asked_for() {
        Dialogues asked =
                new Dialogues()
                        .user(
                                new Part.Text("short", true),
                                new Part.Image(
                                        new Media.Link("https://example.com/cat.jpg"),
                                        Optional.empty(),
                                        CacheStay.HOUR));
        asked.system.add(new Part.Text("long", CacheStay.HOUR));
        asked.tools.add(new Tool("now", Optional.empty(), "{}", false, CacheStay.HOUR));

        ObjectNode body = body(asked, "claude-haiku-4-5");

        for (String place : List.of("/system/0", "/tools/0", "/messages/0/content/1")) {
            assertThat(body.at(place + "/cache_control").toString())
                    .as(place)
                    .isEqualTo("{\"type\":\"ephemeral\",\"ttl\":\"1h\"}");
        }
        assertThat(body.at("/messages/0/content/0/cache_control").toString())
                .isEqualTo("{\"type\":\"ephemeral\"}");
    }

    @Test
    void a_budget_goes_down_with_the_limit_as_far_as_there_is_room() {
        long[][] shares = {{10_000, 8_000}, {2_000, 1_600}, {1_025, 1_024}};
        for (long[] share : shares) {
            Dialogues asked = new Dialogues().effort(Effort.HIGH);
            asked.max = OptionalLong.of(share[0]);
            assertThat(body(asked, "claude-haiku-4-5").at("/thinking/budget_tokens").longValue())
                    .isEqualTo(share[1]);
        }
        Dialogues tight = new Dialogues().effort(Effort.HIGH);
        tight.max = OptionalLong.of(1_024);
        refused(tight, "claude-haiku-4-5", "reasoning_effort");
    }

    @Test
    void a_request_tells_everything() {
        Dialogues asked =
                new Dialogues()
                        .user(
                                new Part.Text("What is this?"),
                                new Part.Image(
                                        new Media.Inline("image/png", "iVBORw0KGgo="),
                                        Optional.of("low"),
                                        false),
                                image("https://example.com/cat.jpg"))
                        .user(
                                new Part.Document(
                                        new Media.Inline("application/pdf", "JVBERi0="),
                                        Optional.of("report.pdf"),
                                        true),
                                new Part.Document(
                                        new Media.Stored("file_011"), Optional.empty(), false),
                                new Part.Document(
                                        new Media.Inline("text/plain", "V29yZHM="),
                                        Optional.empty(),
                                        false))
                        .assistant(
                                new Part.Reasoned("Two calls.", Optional.of("c2ln")),
                                new Part.Reasoned("Of somebody else", Optional.empty()),
                                new Part.Sealed("c2VhbGVk"),
                                new Part.Text("Let me look."),
                                new Part.Text(""))
                        .assistant(
                                Dialogues.call(
                                        "call_a",
                                        "weather",
                                        "{\"city\": \"Oslo\", \"days\": 1.10}"),
                                Dialogues.call("call_b", "weather", ""))
                        .user(Dialogues.result("call_a", "4 degrees"))
                        .user(
                                new Part.Text("And now?"),
                                new Part.ToolResult(
                                        "call_b",
                                        List.of(
                                                new Part.Text("no such city"),
                                                image("https://example.com/map.png")),
                                        true,
                                        true))
                        .tool("weather")
                        .effort(Effort.MEDIUM);
        asked.system.add(new Part.Text("A long text", true));
        asked.system("Be brief.", "");
        asked.tools.add(new Tool("now", Optional.empty(), " { } ", true, true));
        asked.parallelTools = false;
        asked.format =
                new AnswerFormat.JsonSchema(
                        "place",
                        Optional.empty(),
                        "{\"type\": \"object\", \"additionalProperties\": false}",
                        true);
        asked.max = OptionalLong.of(8000);
        asked.topP = Optional.of(new BigDecimal("0.95"));
        asked.topK = OptionalLong.of(40);
        asked.presencePenalty = Optional.of(BigDecimal.ZERO);
        asked.stop = List.of("END");
        asked.endUser = Optional.of("user-7");
        asked.stream = true;

        Request request = WIRE.request(asked.build(), "claude-sonnet-4-5");

        assertThat(request.path()).isEqualTo("/messages");
        assertThat(request.headers())
                .containsEntry("anthropic-version", "2023-06-01")
                .containsEntry("anthropic-beta", "files-api-2025-04-14");
        assertThat(Golden.body(request)).isEqualTo(Golden.request("messages-request.json"));
        assertThat(new String(request.body(), StandardCharsets.UTF_8))
                .contains("\"days\": 1.10", Dialogues.WEATHER_SCHEMA);
    }

    @Test
    void a_short_request_is_short() {
        Request request = WIRE.request(new Dialogues().build(), "claude-opus-4-6");

        assertThat(request.headers()).containsOnlyKeys("anthropic-version");
        assertThat(new String(request.body(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"model\":\"claude-opus-4-6\",\"max_tokens\":1000,\"messages\":"
                                + "[{\"role\":\"user\",\"content\":[{\"type\":\"text\","
                                + "\"text\":\"Hello\"}]}]}");
    }

    @Test
    void the_scale_of_temperature_ends_at_one() {
        Dialogues dialogue = new Dialogues();
        dialogue.temperature = Optional.of(new BigDecimal("1.00"));

        assertThat(body(dialogue, "claude-opus-4-6").path("temperature")).hasToString("1.00");
        dialogue.temperature = Optional.of(new BigDecimal("1.01"));
        refused(dialogue, "temperature");
    }

    @Test
    void penalties_and_a_seed_are_refused() {
        Dialogues frequency = new Dialogues();
        frequency.frequencyPenalty = Optional.of(BigDecimal.ONE);
        Dialogues presence = new Dialogues();
        presence.presencePenalty = Optional.of(BigDecimal.ONE);
        Dialogues seed = new Dialogues();
        seed.seed = OptionalLong.of(1);

        refused(frequency, "frequency_penalty");
        refused(presence, "presence_penalty");
        refused(seed, "seed");
    }

    @Test
    void an_output_bound_is_required() {
        Dialogues dialogue = new Dialogues();
        dialogue.max = OptionalLong.empty();

        refused(dialogue, "max_tokens");
    }

    @Test
    void formats_that_cannot_be_told_are_refused() {
        Dialogues object = new Dialogues();
        object.format = new AnswerFormat.JsonObject();
        Dialogues described = new Dialogues();
        described.format = new AnswerFormat.JsonSchema("x", Optional.of("y"), "{}", true);

        refused(object, "response_format");
        refused(described, "response_format.json_schema.description");
    }

    @Test
    void tool_choices_are_told() {
        Dialogues dialogue = new Dialogues().tool("weather");

        assertThat(body(dialogue, "claude-opus-4-6").has("tool_choice")).isFalse();
        dialogue.toolChoice = new ToolChoice.None();
        assertThat(body(dialogue, "claude-opus-4-6").path("tool_choice"))
                .hasToString("{\"type\":\"none\"}");
        dialogue.toolChoice = new ToolChoice.Any();
        assertThat(body(dialogue, "claude-opus-4-6").path("tool_choice"))
                .hasToString("{\"type\":\"any\"}");
        dialogue.toolChoice = new ToolChoice.Named("weather");
        dialogue.parallelTools = false;
        assertThat(body(dialogue, "claude-opus-4-6").path("tool_choice"))
                .hasToString(
                        "{\"type\":\"tool\",\"name\":\"weather\","
                                + "\"disable_parallel_tool_use\":true}");
    }

    @ParameterizedTest
    @CsvSource({
        "claude-opus-4-6,MINIMAL,low",
        "claude-opus-4-6,LOW,low",
        "claude-opus-4-6,MEDIUM,medium",
        "claude-opus-4-6,HIGH,high",
        "claude-opus-4-6,XHIGH,max",
        "claude-opus-4-7,XHIGH,xhigh",
        "claude-opus-5,XHIGH,xhigh",
        "claude-mythos-preview,XHIGH,xhigh",
    })
    void newer_models_are_told_an_effort(String model, Effort effort, String word) {
        ObjectNode body = body(new Dialogues().effort(effort), model);

        assertThat(body.path("thinking")).hasToString("{\"type\":\"adaptive\"}");
        assertThat(body.path("output_config")).hasToString("{\"effort\":\"" + word + "\"}");
    }

    @Test
    void a_budget_becomes_an_effort_for_newer_models() {
        Dialogues dialogue = new Dialogues().budget(4000);
        dialogue.max = OptionalLong.of(10_000);
        ObjectNode body = body(dialogue, "claude-opus-4-8");

        assertThat(body.path("thinking"))
                .hasToString("{\"type\":\"adaptive\",\"display\":\"summarized\"}");
        assertThat(body.at("/output_config/effort").asText()).isEqualTo("medium");
    }

    @Test
    void older_models_are_told_a_budget_below_the_output_bound() {
        Dialogues dialogue = new Dialogues().effort(Effort.HIGH);
        dialogue.max = OptionalLong.of(1025);

        assertThat(body(dialogue, "claude-sonnet-4-5").at("/thinking/budget_tokens").longValue())
                .isEqualTo(1024);
        dialogue.max = OptionalLong.of(1024);
        refused(dialogue, "claude-sonnet-4-5", "reasoning_effort");
        dialogue.budget(2000);
        dialogue.max = OptionalLong.of(2001);
        assertThat(body(dialogue, "claude-3-7-sonnet-latest").path("thinking"))
                .hasToString(
                        "{\"type\":\"enabled\",\"budget_tokens\":2000,\"display\":\"summarized\"}");
        dialogue.max = OptionalLong.of(2000);
        refused(dialogue, "claude-3-7-sonnet-latest", "thinking.budget_tokens");
        dialogue.budget(1023);
        refused(dialogue, "claude-3-7-sonnet-latest", "thinking.budget_tokens");
    }

    @Test
    void a_model_that_does_not_reason_refuses_to() {
        refused(new Dialogues().effort(Effort.LOW), "claude-3-5-haiku-latest", "reasoning_effort");
        assertThat(
                        body(new Dialogues().effort(Effort.NONE), "claude-3-5-haiku-latest")
                                .has("thinking"))
                .isFalse();
    }

    @Test
    void no_reasoning_is_told_only_to_models_that_reason_unasked() {
        Dialogues none = new Dialogues().effort(Effort.NONE);

        assertThat(body(none, "claude-sonnet-4-5").has("thinking")).isFalse();
        assertThat(body(none, "claude-opus-4-7").has("thinking")).isFalse();
        assertThat(body(none, "claude-sonnet-5").path("thinking"))
                .hasToString("{\"type\":\"disabled\"}");
        assertThat(body(new Dialogues().budget(0), "claude-opus-4-7").has("thinking")).isFalse();
    }

    @Test
    void what_excludes_reasoning_is_refused_in_the_clients_words() {
        Dialogues forced = new Dialogues().tool("weather").effort(Effort.LOW);
        forced.toolChoice = new ToolChoice.Any();
        Dialogues cold = new Dialogues().effort(Effort.LOW);
        cold.temperature = Optional.of(new BigDecimal("0.2"));

        refused(forced, "tool_choice");
        refused(cold, "temperature");
        cold.temperature = Optional.of(new BigDecimal("1.0"));
        assertThat(body(cold, "claude-opus-4-6").has("thinking")).isTrue();
    }

    @Test
    void reasoning_with_a_budget_does_not_begin_between_a_call_and_its_result() {
        Dialogues unreasoned =
                new Dialogues()
                        .user("Weather?")
                        .assistant(Dialogues.call("a", "weather", "{}"))
                        .user(Dialogues.result("a", "4"))
                        .user("And?")
                        .effort(Effort.LOW);
        unreasoned.max = OptionalLong.of(8000);
        Dialogues reasoned =
                new Dialogues()
                        .user("Weather?")
                        .assistant(new Part.Reasoned("Hm", Optional.of("c2ln")))
                        .assistant(Dialogues.call("a", "weather", "{}"))
                        .user(Dialogues.result("a", "4"))
                        .effort(Effort.LOW);
        reasoned.max = OptionalLong.of(8000);

        assertThat(body(unreasoned, "claude-sonnet-4-5").has("thinking")).isFalse();
        assertThat(body(unreasoned, "claude-opus-4-6").has("thinking")).isTrue();
        assertThat(body(reasoned, "claude-sonnet-4-5").has("thinking")).isTrue();
        unreasoned.assistant(new Part.Text("4")).user("Thanks");
        assertThat(body(unreasoned, "claude-sonnet-4-5").has("thinking")).isTrue();
    }

    @Test
    void names_of_calls_are_made_to_fit_on_both_sides() {
        Dialogues dialogue =
                new Dialogues()
                        .user("Weather?")
                        .assistant(Dialogues.call("functions.weather:0", "weather", "{}"))
                        .user(Dialogues.result("functions.weather:0", "4"));
        ObjectNode body = body(dialogue, "claude-opus-4-6");

        assertThat(body.at("/messages/1/content/0/id").asText())
                .matches("[A-Za-z0-9_-]+")
                .isEqualTo(body.at("/messages/2/content/0/tool_use_id").asText());
    }

    @Test
    void what_cannot_be_shown_is_refused() {
        refused(
                new Dialogues().user(new Part.Audio(new Media.Inline("audio/wav", "UklGRg=="))),
                "messages[0].input_audio");
        refused(
                new Dialogues()
                        .user(
                                new Part.Document(
                                        new Media.Inline("application/zip", "UEs="),
                                        Optional.empty(),
                                        false)),
                "messages[0]");
        refused(
                new Dialogues()
                        .user(
                                new Part.Document(
                                        new Media.Inline("text/plain", "?"),
                                        Optional.empty(),
                                        false)),
                "messages[0]");
        refused(new Dialogues().user(""), "messages[0]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "nonsense", "{}{}", "{\"a\":1,\"a\":2}"})
    void arguments_that_are_no_object_never_reach_a_body(String arguments) {
        refused(
                new Dialogues()
                        .user("a")
                        .assistant(Dialogues.call("a", "weather", arguments))
                        .user(Dialogues.result("a", "4")),
                "messages[1].tool_calls[].function.arguments");
    }

    @Test
    void a_whole_answer_is_read() {
        assertThat(WIRE.answer(Golden.answer("messages-answer.json")))
                .contains(
                        new Answer(
                                Optional.of("msg_013"),
                                "claude-sonnet-4-5-20250929",
                                List.of(
                                        new Part.Reasoned(
                                                "Two calls are needed.", Optional.of("RXVZ")),
                                        new Part.Sealed("RW1w"),
                                        new Part.Text("I look it up."),
                                        Dialogues.call(
                                                "toolu_01",
                                                "weather",
                                                "{\"city\":\"Oslo\",\"at\":9007199254740993}"),
                                        Dialogues.call("toolu_02", "now", "{}")),
                                StopReason.TOOL_CALLS,
                                Optional.empty(),
                                Optional.of(new TokenUsage(4320, 4000, 300, 200, 120, 30, false))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"messages-stream", "messages-broken"})
    void a_stream_tells_what_was_written(String name) {
        assertThat(Golden.events(name + ".sse", WIRE.reader()))
                .isEqualTo(Golden.text(name + ".events"));
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn,DONE",
        "max_tokens,LENGTH",
        "model_context_window_exceeded,LENGTH",
        "tool_use,TOOL_CALLS",
        "pause_turn,PAUSED",
        "refusal,FILTERED",
        "something_new,DONE",
    })
    void a_reason_of_the_end_is_read(String told, StopReason reason) {
        String delta = "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"" + told + "\"}}";

        assertThat(WIRE.reader().read("message_delta", Golden.json(delta)))
                .containsExactly(new AnswerEvent.Stopped(reason, Optional.empty()));
    }

    @Test
    void the_text_that_ended_an_answer_is_read() {
        String delta =
                """
                {"type":"message_delta","delta":{"stop_reason":"stop_sequence",
                 "stop_sequence":"END"}}\
                """;

        assertThat(WIRE.reader().read("message_delta", Golden.json(delta)))
                .containsExactly(new AnswerEvent.Stopped(StopReason.STOP_TEXT, Optional.of("END")));
    }

    @Test
    void an_error_is_read() {
        assertThat(
                        WIRE.error(
                                Golden.json(
                                        """
                                        {"type":"error","error":{"type":"invalid_request_error",
                                         "message":"max_tokens: too large"},"request_id":"r"}\
                                        """)))
                .contains(
                        new ProviderError(
                                "max_tokens: too large", "invalid_request_error", null, null));
        assertThat(WIRE.error(Golden.answer("messages-answer.json"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"input_tokens\":1}",
                "{\"output_tokens\":1}",
                "{\"input_tokens\":-1,\"output_tokens\":1}",
                "{\"input_tokens\":1000000001,\"output_tokens\":1}",
                "{\"input_tokens\":1000000000,\"cache_read_input_tokens\":1,\"output_tokens\":1}",
                "{\"input_tokens\":\"1\",\"output_tokens\":1}",
                "{\"input_tokens\":1,\"output_tokens\":1.5}",
                "{\"input_tokens\":1,\"output_tokens\":1,\"cache_creation_input_tokens\":1,"
                        + "\"cache_creation\":{\"ephemeral_1h_input_tokens\":2}}",
                "{\"input_tokens\":1,\"output_tokens\":1,"
                        + "\"output_tokens_details\":{\"thinking_tokens\":2}}",
            })
    void usage_that_cannot_be_true_counts_as_none(String usage) {
        String body = "{\"type\":\"message\",\"content\":[],\"usage\":" + usage + "}";

        assertThat(WIRE.answer(Golden.json(body)).orElseThrow().usage()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "{}",
                "{\"type\":\"message\"}",
                "{\"content\":[]}",
                "{\"type\":\"message\",\"content\":{}}",
                "{\"type\":\"error\",\"content\":[]}",
            })
    void what_is_no_message_is_no_answer(String body) {
        assertThat(WIRE.answer(Golden.json(body))).isEmpty();
    }
}
