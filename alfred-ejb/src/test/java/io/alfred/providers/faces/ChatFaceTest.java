package io.alfred.providers.faces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.dialogue.Answer;
import io.alfred.providers.dialogue.AnswerEvent;
import io.alfred.providers.dialogue.CacheStay;
import io.alfred.providers.dialogue.ClientFace.Asked;
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

class ChatFaceTest {
    private static final String USER = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    private final ChatFace face = new ChatFace();

    private Dialogue read(String more) {
        return face.read(Said.json("{\"model\":\"m\"," + USER + more + "}"));
    }

    private Dialogue messages(String messages) {
        return face.read(Said.json("{\"model\":\"m\",\"messages\":[" + messages + "]}"));
    }

    private AlfredException refused(String more) {
        return catchThrowableOfType(AlfredException.class, () -> read(more));
    }

    private AlfredException refusedMessages(String messages) {
        return catchThrowableOfType(AlfredException.class, () -> messages(messages));
    }

    @Test
    void a_request_is_read_with_all_that_it_says() {
        Dialogue dialogue = face.read(Said.json(Said.golden("chat.request.json")));
        assertThat(dialogue)
                .isEqualTo(
                        new Dialogue(
                                List.of(
                                        new Part.Text("Be brief."),
                                        new Part.Text("Use metric units.", CacheStay.HOUR)),
                                turns(),
                                tools(),
                                new ToolChoice.Named("weather"),
                                false,
                                new AnswerFormat.JsonSchema(
                                        "day", Optional.of("a day"), "{\"type\":\"object\"}", true),
                                new Sampling(
                                        OptionalLong.of(500),
                                        Optional.of(new BigDecimal("0.70")),
                                        Optional.of(new BigDecimal("0.9")),
                                        OptionalLong.of(40),
                                        Optional.of(new BigDecimal("-0.5")),
                                        Optional.of(new BigDecimal("2")),
                                        OptionalLong.of(-9007199254740993L),
                                        List.of("END", "\n\n")),
                                new Reasoning(Optional.of(Effort.HIGH), OptionalLong.empty(), true),
                                Optional.of("u-1"),
                                true));
    }

    private static List<Turn> turns() {
        return List.of(
                new Turn(
                        Role.USER,
                        List.of(
                                new Part.Text("What is on it? 👋"),
                                new Part.Image(
                                        new Media.Inline("image/png", "iVBORw=="),
                                        Optional.of("low"),
                                        false),
                                new Part.Image(
                                        new Media.Link("https://example.org/cat.png"),
                                        Optional.empty(),
                                        false),
                                new Part.Document(
                                        new Media.Inline("application/pdf", "JVBERg=="),
                                        Optional.of("report.pdf"),
                                        false),
                                new Part.Document(
                                        new Media.Stored("file-7"), Optional.empty(), false),
                                new Part.Audio(new Media.Inline("audio/wav", "UklGRg==")))),
                new Turn(
                        Role.ASSISTANT,
                        List.of(
                                new Part.Reasoned("look it up", Optional.empty()),
                                new Part.ToolCall(
                                        "call_1",
                                        "weather",
                                        "{\"city\": \"Zürich\"}",
                                        Optional.of("dGhv")),
                                new Part.ToolCall("call_2", "time", "{}", Optional.empty()))),
                new Turn(Role.USER, List.of(result("call_1", new Part.Text("7.50 °C")))),
                new Turn(Role.USER, List.of(result("call_2", new Part.Text("noon", true)))),
                new Turn(
                        Role.ASSISTANT,
                        List.of(new Part.Text("It is"), new Part.Refusal("No more."))),
                new Turn(Role.USER, List.of(new Part.Text("Go on"))));
    }

    private static Part result(String id, Part content) {
        return new Part.ToolResult(id, List.of(content), false, false);
    }

    private static List<Tool> tools() {
        return List.of(
                new Tool(
                        "weather",
                        Optional.of("of a city"),
                        "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"},"
                                + "\"n\":{\"maximum\":12345678901234567890.50}}}",
                        true,
                        false),
                new Tool("time", Optional.empty(), "{}", false, false));
    }

    @Test
    void what_is_left_out_is_left_to_the_provider() {
        Dialogue dialogue = read("");
        assertThat(dialogue.sampling()).isEqualTo(Sampling.DEFAULT);
        assertThat(dialogue.reasoning()).isEqualTo(Reasoning.DEFAULT);
        assertThat(dialogue.toolChoice()).isEqualTo(new ToolChoice.Auto());
        assertThat(dialogue.parallelTools()).isTrue();
        assertThat(dialogue.format()).isEqualTo(new AnswerFormat.PlainText());
        assertThat(dialogue.endUser()).isEmpty();
        assertThat(dialogue.stream()).isFalse();
    }

    @Test
    void the_lower_of_two_output_bounds_holds() {
        Dialogue dialogue = read(",\"max_tokens\":7,\"max_completion_tokens\":9");
        assertThat(dialogue.sampling().maxOutputTokens()).hasValue(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"n\":2",
                "\"n\":\"1\"",
                "\"logprobs\":true",
                "\"top_logprobs\":3",
                "\"logit_bias\":{\"50256\":-100}",
                "\"prediction\":{\"type\":\"content\",\"content\":\"x\"}",
                "\"modalities\":[\"text\",\"audio\"]",
                "\"audio\":{\"voice\":\"alloy\",\"format\":\"wav\"}",
                "\"web_search_options\":{}",
                "\"moderation\":{\"model\":\"x\"}",
                "\"store\":true",
                "\"service_tier\":\"priority\"",
                "\"verbosity\":\"low\"",
                "\"functions\":[{\"name\":\"f\"}]",
                "\"function_call\":\"auto\"",
                "\"brand_new\":0",
                "\"temperature\":2.01",
                "\"temperature\":\"1\"",
                "\"top_p\":-0.1",
                "\"max_tokens\":0",
                "\"max_tokens\":1.5",
                "\"seed\":9223372036854775808",
                "\"stop\":[1]",
                "\"stream\":\"true\"",
                "\"reasoning_effort\":\"much\"",
                "\"user\":7",
                "\"tool_choice\":\"required\"",
                "\"tool_choice\":\"sometimes\"",
                "\"tools\":{}",
            })
    void what_cannot_be_told_is_refused_by_its_name(String field) {
        AlfredException error = refused("," + field);
        String name = field.substring(1, field.indexOf('"', 1));
        assertThat(error).isNotNull();
        assertThat(error.param()).contains(name);
        assertThat(error.message()).startsWith(name);
        assertThat(error.fix()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"role\":\"user\"} | messages[0].content",
                "{\"content\":\"x\"} | messages[0].role",
                "{\"role\":\"function\",\"name\":\"f\",\"content\":\"x\"} | messages[0].role",
                "{\"role\":\"user\",\"name\":\"Ann\",\"content\":\"x\"} | messages[0].name",
                "{\"role\":\"user\",\"content\":[{\"type\":\"refusal\",\"refusal\":\"x\"}]}"
                        + " | messages[0].content[0].type",
                "{\"role\":\"system\",\"content\":[{\"type\":\"image_url\"}]}"
                        + " | messages[0].content[0].type",
                "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"x\",\"y\":1}]}"
                        + " | messages[0].content[0].y",
                "{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}"
                        + " | messages[0].content[0].text",
                "{\"role\":\"user\",\"content\":[7]} | messages[0].content[0]",
                "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":"
                        + "{\"url\":\"ftp://x\"}}]} | messages[0].content[0].image_url.url",
                "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":"
                        + "{\"url\":\"data:image/png;base64,a\"}}]}"
                        + " | messages[0].content[0].image_url.url",
                "{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\",\"input_audio\":"
                        + "{\"data\":\"aaaa\",\"format\":\"midi\"}}]}"
                        + " | messages[0].content[0].input_audio.format",
                "{\"role\":\"assistant\",\"audio\":{\"id\":\"a\"}} | messages[0].audio",
                "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\",\"type\":\"custom\"}]}"
                        + " | messages[0].tool_calls[0].type",
                "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\","
                        + "\"function\":{\"name\":\"f\",\"arguments\":\"[1]\"}}]}"
                        + " | messages[0].tool_calls[0].function.arguments",
                "{\"role\":\"tool\",\"content\":\"x\"} | messages[0].tool_call_id",
                "{\"role\":\"system\",\"content\":\"alone\"} | messages",
            })
    void an_error_names_the_path_of_its_field(String message, String path) {
        assertThat(refusedMessages(message).param()).contains(path);
    }

    @Test
    void a_tool_that_runs_at_the_provider_is_refused_with_another_way() {
        AlfredException error = refused(",\"tools\":[{\"type\":\"web_search\"}]");
        assertThat(error.param()).contains("tools[0].type");
        assertThat(error.fix())
                .contains("function")
                .contains("whose provider speaks /v1/chat/completions");
    }

    @Test
    void a_choice_has_to_be_one_of_the_tools() {
        String tool = "{\"type\":\"function\",\"function\":{\"name\":\"f\"}}";
        String choice = ",\"tools\":[" + tool + "],\"tool_choice\":";
        assertThat(read(choice + tool).toolChoice()).isEqualTo(new ToolChoice.Named("f"));
        assertThat(refused(choice + tool.replace("\"f\"", "\"g\"")).param())
                .contains("tool_choice");
        assertThat(read(choice + "\"required\"").toolChoice()).isEqualTo(new ToolChoice.Any());
        assertThat(read(choice + "\"none\"").toolChoice()).isEqualTo(new ToolChoice.None());
    }

    @Test
    void an_error_repeats_no_long_text() {
        String secret = "a secret prompt that went into the wrong field by some mistake";
        AlfredException error = refused(",\"reasoning_effort\":\"" + secret + "\"");
        assertThat(error.message()).doesNotContain(secret);
    }

    @Test
    void a_mark_on_a_message_is_one_on_its_last_part() {
        Dialogue dialogue =
                messages(
                        "{\"role\":\"user\",\"cache_control\":{\"type\":\"ephemeral\"},"
                                + "\"content\":[{\"type\":\"text\",\"text\":\"a\"},"
                                + "{\"type\":\"text\",\"text\":\"b\"}]}");
        assertThat(dialogue.turns().getFirst().parts())
                .containsExactly(new Part.Text("a"), new Part.Text("b", true));
    }

    // answers

    @Test
    void a_whole_answer_has_all_that_clients_read() {
        assertThat(Said.json(face.whole(Said.rich(), Said.asked())))
                .isEqualTo(Said.json(Said.golden("chat.whole.json")));
    }

    @Test
    void a_stream_has_all_that_clients_read() {
        assertThat(Said.stream(face.writer(Said.asked()), Said.busy()))
                .isEqualTo(Said.golden("chat.stream.txt"));
    }

    @Test
    void a_client_that_did_not_ask_sees_no_usage_in_a_stream() {
        Asked asked = new Asked("0190", 1, false, Said.json("{}"));
        String text = Said.stream(face.writer(asked), Said.busy());
        assertThat(text).doesNotContain("usage").endsWith("data: [DONE]\n\n");
    }

    @Test
    void usage_that_nobody_knows_is_not_made_up() {
        Answer answer =
                new Answer(
                        Optional.empty(),
                        "m",
                        List.of(new Part.Text("x")),
                        StopReason.DONE,
                        Optional.empty(),
                        Optional.empty());
        ObjectNode whole = Said.json(face.whole(answer, Said.asked()));
        assertThat(whole.has("usage")).isFalse();
        assertThat(whole.path("id").asText()).isEqualTo("chatcmpl-0190");
    }

    @ParameterizedTest
    @CsvSource({
        "DONE,stop",
        "LENGTH,length",
        "TOOL_CALLS,tool_calls",
        "STOP_TEXT,stop",
        "FILTERED,content_filter",
        "PAUSED,stop",
    })
    void the_reason_of_the_end_is_told(StopReason reason, String word) {
        Answer answer = Said.answer(List.of(new Part.Text("x")), reason);
        JsonNode whole = Said.json(face.whole(answer, Said.asked()));
        assertThat(whole.path("choices").path(0).path("finish_reason").asText()).isEqualTo(word);
        String stream =
                Said.stream(
                        face.writer(Said.asked()),
                        Said.started(new AnswerEvent.Stopped(reason, Optional.empty())));
        assertThat(stream).contains("\"finish_reason\":\"" + word + "\"");
    }

    @Test
    void calls_are_told_as_the_reason_when_the_provider_says_only_that_it_is_done() {
        Part call = new Part.ToolCall("c", "f", "", Optional.empty());
        JsonNode choice =
                Said.json(face.whole(Said.answer(List.of(call), StopReason.DONE), Said.asked()))
                        .path("choices")
                        .path(0);
        assertThat(choice.path("finish_reason").asText()).isEqualTo("tool_calls");
        assertThat(choice.path("message").path("content").isNull()).isTrue();
        assertThat(choice.at("/message/tool_calls/0/function/arguments").asText()).isEqualTo("{}");
    }

    @Test
    void a_refusal_has_its_own_member() {
        Part refusal = new Part.Refusal("I will not.");
        JsonNode message =
                Said.json(face.whole(Said.answer(List.of(refusal), StopReason.DONE), Said.asked()))
                        .at("/choices/0/message");
        assertThat(message.path("refusal").asText()).isEqualTo("I will not.");
        assertThat(message.path("content").isNull()).isTrue();
        String stream =
                Said.stream(
                        face.writer(Said.asked()),
                        Said.started(new AnswerEvent.RefusalPiece("I will not.")));
        assertThat(stream).contains("\"delta\":{\"refusal\":\"I will not.\"}");
    }

    @Test
    void an_error_about_the_request_keeps_its_words_and_ends_the_stream() {
        ProviderError error =
                new ProviderError("too long", "invalid_request_error", "length", "messages");
        assertThat(failing(error))
                .endsWith(
                        "data: {\"error\":{\"message\":\"too long\","
                                + "\"type\":\"invalid_request_error\",\"code\":\"length\","
                                + "\"param\":\"messages\"}}\n\n");
    }

    @Test
    void other_errors_tell_nothing_of_the_provider() {
        assertThat(failing(new ProviderError("node 7 is down", "server_error", null, null)))
                .doesNotContain("node 7")
                .endsWith(
                        "data: {\"error\":{\"message\":"
                                + "\"the provider failed while it was answering\","
                                + "\"type\":\"upstream_error\",\"code\":\"upstream_failed\","
                                + "\"param\":null}}\n\n");
    }

    private String failing(ProviderError error) {
        return Said.stream(
                face.writer(Said.asked()),
                Said.started(
                        new AnswerEvent.TextPiece("a"),
                        new AnswerEvent.Failed(error),
                        new AnswerEvent.Ended()));
    }

    @Test
    void a_picture_has_to_be_one() {
        for (String type : new String[] {"application/pdf", "video/mp4", "audio/mpeg"}) {
            AlfredException error =
                    refusedMessages(
                            "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":"
                                    + "{\"url\":\"data:"
                                    + type
                                    + ";base64,AAAA\"}}]}");
            assertThat(error.param()).contains("messages[0].content[0].image_url.url");
        }
    }
}
