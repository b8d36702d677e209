package io.alfred.providers.gemini;

import static io.alfred.providers.gemini.Dialogues.assistant;
import static io.alfred.providers.gemini.Dialogues.tool;
import static io.alfred.providers.gemini.Dialogues.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.providers.dialogue.Dialogue.AnswerFormat;
import io.alfred.providers.dialogue.Dialogue.ToolChoice;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.Part.Media;
import io.alfred.providers.dialogue.Sampling;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

class GeminiRefusalTest {
    private static final String THREE = "gemini-3-flash-preview";

    private static void request(GeminiApi api, Dialogues dialogue, String model) {
        new GeminiWire(api).request(dialogue.made(), model);
    }

    private static void refused(GeminiApi api, Dialogues dialogue, String model, String field) {
        AlfredException refusal =
                catchThrowableOfType(AlfredException.class, () -> request(api, dialogue, model));
        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refusal.param()).contains(field);
        assertThat(refusal.fix()).isNotEmpty();
    }

    private static void refused(Dialogues dialogue, String field) {
        refused(GeminiApi.GENERATIVE_LANGUAGE, dialogue, THREE, field);
    }

    private static Sampling sampling(OptionalLong seed, List<String> stop) {
        return new Sampling(
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                seed,
                stop);
    }

    private static Dialogues image(Media media) {
        return Dialogues.of(user(new Part.Image(media, Optional.empty(), false)));
    }

    private static Dialogues result(Part content) {
        return Dialogues.of(
                user(new Part.Text("Hi")),
                assistant(new Part.ToolCall("c1", "look", "{}", Optional.empty())),
                user(new Part.ToolResult("c1", List.of(content), false, false)));
    }

    @Test
    void one_tool_at_a_time_cannot_be_told() {
        Dialogues hi = Dialogues.saying("Hi").oneToolAtATime();
        refused(
                hi.with(new ToolChoice.Auto(), tool("a", "{}", false)).oneToolAtATime(),
                "parallel_tool_calls");
        assertThatCode(() -> request(GeminiApi.VERTEX, hi, THREE)).doesNotThrowAnyException();
        assertThatCode(
                        () ->
                                request(
                                        GeminiApi.VERTEX,
                                        hi.with(new ToolChoice.None(), tool("a", "{}", false)),
                                        THREE))
                .doesNotThrowAnyException();
    }

    @Test
    void a_seed_of_more_than_32_bits_is_refused() {
        Dialogues hi = Dialogues.saying("Hi");
        refused(hi.with(sampling(OptionalLong.of(Integer.MAX_VALUE + 1L), List.of())), "seed");
        refused(hi.with(sampling(OptionalLong.of(Integer.MIN_VALUE - 1L), List.of())), "seed");
        assertThatCode(
                        () ->
                                request(
                                        GeminiApi.VERTEX,
                                        hi.with(
                                                sampling(
                                                        OptionalLong.of(Integer.MAX_VALUE),
                                                        List.of())),
                                        THREE))
                .doesNotThrowAnyException();
    }

    @Test
    void more_stop_texts_than_google_takes_are_refused() {
        Dialogues hi = Dialogues.saying("Hi");
        List<String> most = Collections.nCopies(GenerationSettings.STOP_TEXTS_MAX, "x");
        List<String> more = Collections.nCopies(GenerationSettings.STOP_TEXTS_MAX + 1, "x");
        refused(hi.with(sampling(OptionalLong.empty(), more)), "stop");
        assertThatCode(
                        () ->
                                request(
                                        GeminiApi.VERTEX,
                                        hi.with(sampling(OptionalLong.empty(), most)),
                                        THREE))
                .doesNotThrowAnyException();
    }

    @Test
    void files_of_our_account_are_nobodys() {
        refused(image(new Media.Stored("files/abc")), "file_id");
        refused(
                image(new Media.Link("https://generativelanguage.googleapis.com/v1beta/files/abc")),
                "image_url");
        refused(
                image(
                        new Media.Link(
                                "https://GenerativeLanguage.googleapis.com./v1beta/files/abc")),
                "image_url");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"gs://bucket/x.png", "file:///etc/passwd", "not an address", "https:///x"})
    void only_addresses_of_the_web_are_sent_on(String url) {
        refused(image(new Media.Link(url)), "image_url");
    }

    @Test
    void a_link_to_a_picture_has_to_end_like_one() {
        for (String url :
                new String[] {
                    "https://example.org/picture?id=7",
                    "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
                    "https://example.org/thousand-pages.pdf"
                }) {
            Dialogues unknown = image(new Media.Link(url));
            refused(GeminiApi.VERTEX, unknown, THREE, "image_url");
            refused(GeminiApi.GENERATIVE_LANGUAGE, unknown, THREE, "image_url");
        }
    }

    @Test
    void pictures_as_results_need_a_model_that_takes_them() {
        Media png = new Media.Inline("image/png", "iVBORw0KGgo=");
        Dialogues shown = result(new Part.Image(png, Optional.empty(), false));
        refused(GeminiApi.GENERATIVE_LANGUAGE, shown, "gemini-2.5-pro", "messages");
        assertThatCode(() -> request(GeminiApi.VERTEX, shown, THREE)).doesNotThrowAnyException();
        refused(
                result(
                        new Part.Image(
                                new Media.Link("https://example.org/a.png"),
                                Optional.empty(),
                                false)),
                "messages");
        refused(result(new Part.Sealed("x")), "messages");
    }

    @Test
    void a_result_without_its_call_is_refused() {
        refused(
                Dialogues.of(
                        user(
                                new Part.ToolResult(
                                        "lost", List.of(new Part.Text("4")), false, false))),
                "messages");
    }

    @Test
    void texts_that_are_no_json_objects_are_refused() {
        Dialogues hi = Dialogues.saying("Hi");
        refused(hi.with(new ToolChoice.Auto(), tool("a", "[]", false)), "tools[0]");
        refused(
                hi.with(
                        new ToolChoice.Auto(),
                        tool("a", "{}", false),
                        tool("b", "{\"a\":1,\"a\":2}", false)),
                "tools[1]");
        refused(
                hi.with(new AnswerFormat.JsonSchema("x", Optional.empty(), "{} ]", false)),
                "response_format");
        refused(
                Dialogues.of(
                        assistant(new Part.ToolCall("c1", "look", "not json", Optional.empty()))),
                "messages");
    }

    @Test
    void a_request_that_says_nothing_is_refused() {
        refused(Dialogues.saying(""), "messages");
    }
}
