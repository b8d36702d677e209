package io.alfred.providers.gemini;

import static io.alfred.providers.gemini.Dialogues.assistant;
import static io.alfred.providers.gemini.Dialogues.tool;
import static io.alfred.providers.gemini.Dialogues.user;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.providers.ExactJson;
import io.alfred.providers.dialogue.Dialogue.AnswerFormat;
import io.alfred.providers.dialogue.Dialogue.Tool;
import io.alfred.providers.dialogue.Dialogue.ToolChoice;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.Part.Media;
import io.alfred.providers.dialogue.ProviderWire.Request;
import io.alfred.providers.dialogue.Reasoning;
import io.alfred.providers.dialogue.Reasoning.Effort;
import io.alfred.providers.dialogue.Sampling;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

class GeminiRequestTest {
    private static final String THREE = "gemini-3-flash-preview";
    private static final String TWO_FIVE = "gemini-2.5-flash";

    private static Request sent(Dialogues dialogue, String model) {
        return new GeminiWire(GeminiApi.GENERATIVE_LANGUAGE).request(dialogue.made(), model);
    }

    private static ObjectNode body(Dialogues dialogue, String model) {
        return ExactJson.readObject(sent(dialogue, model).body());
    }

    private static Part.ToolCall call(String id, String arguments) {
        return new Part.ToolCall(id, "weather", arguments, Optional.empty());
    }

    private static Part.ToolResult result(String id, boolean failed, Part... content) {
        return new Part.ToolResult(id, List.of(content), failed, false);
    }

    @Test
    void a_conversation_with_media_is_told_in_full() {
        Sampling sampling =
                new Sampling(
                        OptionalLong.of(512),
                        Optional.of(new BigDecimal("0.70")),
                        Optional.of(new BigDecimal("0.95")),
                        OptionalLong.of(40),
                        Optional.of(new BigDecimal("1.25")),
                        Optional.of(new BigDecimal("-0.5")),
                        OptionalLong.of(-7),
                        List.of("END", "\n\n"));
        Media png = new Media.Inline("image/png", "iVBORw0KGgo=");
        Dialogues dialogue =
                Dialogues.of(
                                user(
                                        new Part.Text("What is on this picture?", true),
                                        new Part.Image(png, Optional.of("high"), true)),
                                assistant(new Part.Text("Un chat.")),
                                user(
                                        new Part.Document(
                                                new Media.Link("https://example.org/report.pdf"),
                                                Optional.of("report.pdf"),
                                                false),
                                        new Part.Audio(new Media.Inline("audio/wav", "UklGRg==")),
                                        new Part.Text("And now?")))
                        .told("You answer in one sentence.", "", "You speak French.")
                        .with(sampling);

        assertThat(body(dialogue, TWO_FIVE)).isEqualTo(Golden.json("request-conversation.json"));
    }

    @Test
    void tools_their_calls_and_results_are_told_in_full() {
        String schema =
                "{\"type\": \"object\", \"properties\": {\"city\": {\"type\": \"string\"},"
                    + " \"limit\": {\"type\": \"number\", \"maximum\": 12345678901234567890.5}},"
                    + " \"required\": [\"city\"], \"additionalProperties\": false}";
        Tool weather = new Tool("weather", Optional.of("The weather now"), schema, false, false);
        Dialogues dialogue =
                Dialogues.of(
                                user(new Part.Text("Weather in Oslo and Rome?")),
                                assistant(new Part.Text("I look it up.")),
                                assistant(
                                        new Part.ToolCall(
                                                "c1",
                                                "weather",
                                                "{\"city\":\"Oslo\",\"limit\":1.50}",
                                                Optional.of("U0lHLUNBTEw=")),
                                        call("c2", "{\"city\":\"Rome\"}")),
                                user(result("c1", false, new Part.Text("4 degrees"))),
                                user(
                                        result(
                                                "c2",
                                                true,
                                                new Part.Text("no such city"),
                                                new Part.Image(
                                                        new Media.Inline("image/jpeg", "/9j/"),
                                                        Optional.empty(),
                                                        false)),
                                        new Part.Text("Go on.")))
                        .with(
                                new ToolChoice.Named("weather"),
                                weather,
                                tool("stop_all", "{}", false))
                        .with(new Reasoning(Optional.of(Effort.LOW), OptionalLong.empty(), true));

        assertThat(body(dialogue, THREE)).isEqualTo(Golden.json("request-tools.json"));
    }

    @Test
    void a_schema_of_the_answer_is_told_with_its_description() {
        String schema =
                "{\"type\": \"object\", \"properties\": {\"colours\": {\"type\": \"array\","
                        + " \"items\": {\"$ref\": \"#/$defs/colour\"}, \"maxItems\": 2}},"
                        + " \"$defs\": {\"colour\": {\"enum\": [\"red\", \"blue\"]}}}";
        Sampling bound =
                new Sampling(
                        OptionalLong.of(100),
                        Optional.empty(),
                        Optional.empty(),
                        OptionalLong.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        OptionalLong.empty(),
                        List.of());
        Dialogues dialogue =
                Dialogues.saying("List two colours.")
                        .with(bound)
                        .with(
                                new AnswerFormat.JsonSchema(
                                        "colours", Optional.of("Two colours"), schema, true));

        assertThat(body(dialogue, TWO_FIVE)).isEqualTo(Golden.json("request-schema.json"));
    }

    @Test
    void any_json_object_is_asked_for_by_its_type_alone() {
        assertThat(
                        body(Dialogues.saying("Hi").with(new AnswerFormat.JsonObject()), THREE)
                                .path("generationConfig"))
                .isEqualTo(Golden.parsed("{\"responseMimeType\":\"application/json\"}"));
    }

    @Test
    void schemas_and_arguments_stay_as_they_were_written() {
        String odd = "{ \"type\":\"object\",\n \"maximum\" : 1.0e2 }";
        Dialogues dialogue =
                Dialogues.of(
                                user(new Part.Text("Hi")),
                                assistant(call("c1", "{ \"n\" : 0.10 }")),
                                user(result("c1", false, new Part.Text("ok"))))
                        .with(new ToolChoice.Auto(), tool("weather", odd, false));

        assertThat(new String(sent(dialogue, THREE).body(), StandardCharsets.UTF_8))
                .contains("\"parametersJsonSchema\":" + odd)
                .contains("\"args\":{ \"n\" : 0.10 }");
    }

    @Test
    void the_path_names_model_and_method_and_asks_for_events() {
        Dialogues hi = Dialogues.saying("Hi");
        GeminiWire vertex = new GeminiWire(GeminiApi.VERTEX);

        assertThat(sent(hi, TWO_FIVE).path()).isEqualTo("/models/gemini-2.5-flash:generateContent");
        assertThat(sent(hi.streamed(), TWO_FIVE).path())
                .isEqualTo("/models/gemini-2.5-flash:streamGenerateContent?alt=sse");
        assertThat(vertex.request(hi.made(), TWO_FIVE).path())
                .isEqualTo("/publishers/google/models/gemini-2.5-flash:generateContent");
        assertThat(vertex.request(hi.streamed().made(), TWO_FIVE).path())
                .isEqualTo(
                        "/publishers/google/models/gemini-2.5-flash:streamGenerateContent?alt=sse");
        assertThat(sent(hi, "../x?a=1 b").path())
                .isEqualTo("/models/..%2Fx%3Fa%3D1%20b:generateContent");
        assertThat(sent(hi, TWO_FIVE).headers()).isEmpty();
    }

    @Test
    void both_apis_get_the_same_body() {
        Dialogues hi = Dialogues.saying("Hi").told("Be kind.");
        assertThat(new GeminiWire(GeminiApi.VERTEX).request(hi.made(), THREE).body())
                .isEqualTo(sent(hi, THREE).body());
    }

    @Test
    void the_first_call_of_a_step_is_signed_as_foreign_where_signatures_are_checked() {
        Dialogues history =
                Dialogues.of(
                        user(new Part.Text("Hi")),
                        assistant(call("c1", "{}"), call("c2", "")),
                        user(result("c1", false), result("c2", false)),
                        assistant(call("c3", "{}")),
                        user(result("c3", false)));

        ObjectNode checked = body(history, THREE);
        assertThat(checked.at("/contents/1/parts/0/thoughtSignature").textValue())
                .isEqualTo("skip_thought_signature_validator");
        assertThat(checked.at("/contents/1/parts/1").has("thoughtSignature")).isFalse();
        assertThat(checked.at("/contents/1/parts/1/functionCall/args").isEmpty()).isTrue();
        assertThat(checked.at("/contents/3/parts/0/thoughtSignature").textValue())
                .isEqualTo("skip_thought_signature_validator");
        assertThat(body(history, TWO_FIVE).at("/contents/1/parts/0").has("thoughtSignature"))
                .isFalse();
    }

    @Test
    void signed_reasoning_goes_back_and_that_of_others_does_not() {
        Dialogues history =
                Dialogues.of(
                        user(new Part.Text("Hi")),
                        assistant(
                                new Part.Reasoned("mine", Optional.of("gemini:QQ==")),
                                new Part.Reasoned("another's", Optional.of("ErUBCkYI")),
                                new Part.Reasoned("unsigned", Optional.empty()),
                                new Part.Sealed("opaque"),
                                new Part.Text("Hello"),
                                new Part.Sealed("gemini:Qg=="),
                                new Part.Refusal("No more.")),
                        user(new Part.Text("Why?")));

        assertThat(body(history, THREE).at("/contents/1/parts"))
                .isEqualTo(
                        Golden.parsed(
                                        "{\"p\":[{\"text\":\"mine\",\"thought\":true,"
                                            + "\"thoughtSignature\":\"QQ==\"},"
                                            + "{\"text\":\"Hello\",\"thoughtSignature\":\"Qg==\"},{\"text\":\"No"
                                            + " more.\"}]}")
                                .get("p"));
    }

    @Test
    void strict_tools_are_held_to_their_schema_without_being_forced() {
        Tool strict = tool("weather", "{\"type\":\"object\"}", true);
        String mode = "/toolConfig/functionCallingConfig/mode";
        Dialogues hi = Dialogues.saying("Hi");

        assertThat(body(hi.with(new ToolChoice.Auto(), strict), THREE).at(mode).textValue())
                .isEqualTo("VALIDATED");
        assertThat(
                        body(hi.with(new ToolChoice.Auto(), tool("a", "{}", false)), THREE)
                                .has("toolConfig"))
                .isFalse();
        assertThat(body(hi.with(new ToolChoice.None(), strict), THREE).at(mode).textValue())
                .isEqualTo("NONE");
        assertThat(body(hi.with(new ToolChoice.Any(), strict), THREE).at(mode).textValue())
                .isEqualTo("ANY");
    }

    @Test
    void low_detail_is_asked_for_only_when_it_holds_for_all_pictures() {
        Media png = new Media.Inline("image/png", "iVBORw0KGgo=");
        Part low = new Part.Image(png, Optional.of("low"), false);
        Part other = new Part.Image(png, Optional.of("auto"), false);

        assertThat(
                        body(Dialogues.of(user(low, low)), THREE)
                                .at("/generationConfig/mediaResolution")
                                .textValue())
                .isEqualTo("MEDIA_RESOLUTION_LOW");
        assertThat(body(Dialogues.of(user(low, other)), THREE).has("generationConfig")).isFalse();
    }

    @Test
    void a_prompt_is_counted_as_it_would_be_sent() {
        Dialogues dialogue =
                Dialogues.saying("Hi")
                        .with(
                                new ToolChoice.Any(),
                                tool("weather", "{\"type\":\"object\"}", false));
        ObjectNode sent = body(dialogue, TWO_FIVE);

        Request gemini =
                new GeminiWire(GeminiApi.GENERATIVE_LANGUAGE)
                        .counting(dialogue.made(), TWO_FIVE)
                        .orElseThrow();
        assertThat(gemini.path()).isEqualTo("/models/gemini-2.5-flash:countTokens");
        ObjectNode asked = ExactJson.readObject(gemini.body());
        assertThat(asked.properties()).hasSize(1);
        assertThat(asked.at("/generateContentRequest/model").asText())
                .isEqualTo("models/gemini-2.5-flash");
        assertThat(asked.at("/generateContentRequest/contents")).isEqualTo(sent.path("contents"));
        assertThat(asked.at("/generateContentRequest/tools")).isEqualTo(sent.path("tools"));
        assertThat(asked.at("/generateContentRequest/toolConfig"))
                .isEqualTo(sent.path("toolConfig"));

        Request vertex =
                new GeminiWire(GeminiApi.VERTEX).counting(dialogue.made(), TWO_FIVE).orElseThrow();
        assertThat(vertex.path())
                .isEqualTo("/publishers/google/models/gemini-2.5-flash:countTokens");
        ObjectNode told = ExactJson.readObject(vertex.body());
        assertThat(told.path("contents")).isEqualTo(sent.path("contents"));
        assertThat(told.path("tools")).isEqualTo(sent.path("tools"));
        assertThat(told.properties()).as("no choice among the tools").hasSize(2);
    }

    @Test
    void what_only_the_answer_depends_on_is_not_counted() {
        Sampling bounded =
                new Sampling(
                        OptionalLong.of(512),
                        Optional.empty(),
                        Optional.empty(),
                        OptionalLong.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        OptionalLong.empty(),
                        List.of("END"));
        GeminiWire wire = new GeminiWire(GeminiApi.VERTEX);

        Request asked =
                wire.counting(Dialogues.saying("Hi").with(bounded).made(), THREE).orElseThrow();

        assertThat(new String(asked.body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]}");
        assertThat(asked.headers()).isEmpty();
        ObjectNode answer = ExactJson.readObject(asked.body()).put("totalTokens", 31);
        assertThat(wire.counted(answer).asInt()).isEqualTo(31);
    }
}
