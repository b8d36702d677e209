package io.alfred.providers.bedrock;

import static io.alfred.providers.bedrock.Dialogues.CLOCK;
import static io.alfred.providers.bedrock.Dialogues.WEATHER;
import static io.alfred.providers.bedrock.Dialogues.assistant;
import static io.alfred.providers.bedrock.Dialogues.bound;
import static io.alfred.providers.bedrock.Dialogues.budget;
import static io.alfred.providers.bedrock.Dialogues.dialogue;
import static io.alfred.providers.bedrock.Dialogues.effort;
import static io.alfred.providers.bedrock.Dialogues.sampling;
import static io.alfred.providers.bedrock.Dialogues.streamed;
import static io.alfred.providers.bedrock.Dialogues.told;
import static io.alfred.providers.bedrock.Dialogues.user;
import static io.alfred.providers.bedrock.Dialogues.weather;
import static io.alfred.providers.bedrock.Dialogues.with;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.dialogue.CacheStay;
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

class ConverseRequestTest {
    private static final String CLAUDE = "eu.anthropic.claude-sonnet-4-5-20250929-v1:0";
    private static final String NOVA = "amazon.nova-pro-v1:0";
    private static final String LLAMA = "meta.llama3-1-70b-instruct-v1:0";
    private static final ConverseWire WIRE = new ConverseWire();

    private static JsonNode sent(Dialogue dialogue, String model) {
        return GoldenFiles.json(WIRE.request(dialogue, model).body());
    }

    private static JsonNode fields(Dialogue dialogue, String model) {
        return sent(dialogue, model).path("additionalModelRequestFields");
    }

    private static AlfredException refused(Dialogue dialogue, String model) {
        return catchThrowableOfType(AlfredException.class, () -> WIRE.request(dialogue, model));
    }

    private static Dialogue hello() {
        return dialogue(user("Hello"));
    }

    @Test
    void a_dialogue_with_tools_and_reasoning_is_told_whole() {
        Dialogue dialogue =
                told(
                        with(
                                with(
                                        weather(Optional.of("c2lnbmVk")),
                                        new ToolChoice.Any(),
                                        true,
                                        WEATHER,
                                        CLOCK),
                                sampling()),
                        new Part.Text("Be brief.", true));
        assertThat(sent(dialogue, CLAUDE)).isEqualTo(GoldenFiles.json("bedrock/tools.json"));
    }

    @Test
    void pictures_documents_and_cache_points_are_told() {
        Dialogue dialogue =
                dialogue(
                        user(
                                new Part.Image(
                                        new Media.Inline("image/jpeg", "/9j/AA=="),
                                        Optional.of("auto"),
                                        false),
                                new Part.Document(
                                        new Media.Inline("application/pdf", "JVBERg=="),
                                        Optional.of("Q3_report: final.pdf"),
                                        true),
                                new Part.Document(
                                        new Media.Inline("text/plain; charset=utf-8", "aGk="),
                                        Optional.of("Q3_report: final.txt"),
                                        false),
                                new Part.Audio(new Media.Inline("audio/wav", "UklGRg==")),
                                new Part.Text("Compare them.", true)));
        assertThat(sent(dialogue, CLAUDE)).isEqualTo(GoldenFiles.json("bedrock/media.json"));
    }

    @Test
    void a_schema_and_sealed_reasoning_and_a_failed_tool_are_told() {
        Dialogue dialogue =
                with(
                        dialogue(
                                user("Ask the tool"),
                                assistant(
                                        new Part.Sealed("c2VhbGVk"),
                                        new Part.ToolCall("call_9", "clock", "", Optional.empty())),
                                user(
                                        new Part.ToolResult(
                                                "call_9",
                                                List.of(new Part.Text("no clock here")),
                                                true,
                                                true))),
                        new AnswerFormat.JsonSchema(
                                "town",
                                Optional.of("A town"),
                                "{\"type\":\"object\",\"properties\":{},"
                                        + "\"additionalProperties\":false}",
                                true));
        Tool strict = new Tool("clock", Optional.empty(), "{}", true, true);
        assertThat(sent(with(dialogue, new ToolChoice.Named("clock"), true, strict), CLAUDE))
                .isEqualTo(GoldenFiles.json("bedrock/schema.json"));
    }

    @Test
    void the_model_is_one_segment_of_the_path() {
        Request whole = WIRE.request(hello(), CLAUDE);
        assertThat(whole.path())
                .isEqualTo("/model/eu.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse");
        assertThat(whole.headers()).containsEntry("Accept", "application/json");
        String arn = "arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc";
        Request streamed = WIRE.request(streamed(hello()), arn);
        assertThat(streamed.path())
                .isEqualTo(
                        "/model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A123456789012%3A"
                                + "application-inference-profile%2Fabc/converse-stream");
        assertThat(streamed.headers()).containsEntry("Accept", ConverseWire.EVENT_STREAM);
    }

    @Test
    void texts_of_json_go_out_as_they_were_written() {
        Dialogue dialogue =
                with(weather(Optional.of("c2ln")), new ToolChoice.Auto(), true, WEATHER);
        String body = new String(WIRE.request(dialogue, CLAUDE).body(), StandardCharsets.UTF_8);
        assertThat(body)
                .contains("{\"town\":\"Graz\",\"scale\":1.10}")
                .contains("\"json\":" + WEATHER.parameters());
    }

    @Test
    void blank_texts_say_nothing_and_roles_alternate() {
        JsonNode messages =
                sent(dialogue(user("One"), assistant(new Part.Text(" ")), user("Two")), CLAUDE)
                        .path("messages");
        assertThat(messages.size()).isEqualTo(1);
        assertThat(messages.path(0).path("content").size()).isEqualTo(2);
        assertThat(refused(dialogue(user("")), CLAUDE).param()).contains("messages");
    }

    @Test
    void unsigned_reasoning_is_not_sent_to_claude_but_to_others() {
        Dialogue dialogue = weather(Optional.empty());
        assertThat(sent(dialogue, CLAUDE).toString()).doesNotContain("reasoningContent");
        assertThat(sent(dialogue, "deepseek.r1-v1:0").toString())
                .contains("\"reasoningText\":{\"text\":\"I need the tool.\"}");
    }

    @Test
    void cache_points_go_only_to_models_that_take_them() {
        Dialogue dialogue = dialogue(user(new Part.Text("Hello", true)));
        assertThat(sent(dialogue, NOVA).toString()).contains("cachePoint");
        assertThat(sent(dialogue, LLAMA).toString()).doesNotContain("cachePoint");
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic.claude-haiku-4-5-20251001-v1:0,true",
        "eu.anthropic.claude-opus-4-6-v1,true",
        "global.anthropic.claude-sonnet-5-v1:0,true",
        "anthropic.claude-opus-4-1-20250805-v1:0,false",
        "anthropic.claude-sonnet-4-20250514-v1:0,false",
        "anthropic.claude-3-7-sonnet-20250219-v1:0,false",
        "amazon.nova-pro-v1:0,false",
        "arn:aws:bedrock:eu-west-1:1:application-inference-profile/abc,false",
    })
    void an_hour_in_the_cache_is_told_to_models_that_keep_it(String model, boolean told) {
        Tool tool = new Tool("clock", Optional.empty(), "{}", false, CacheStay.HOUR);
        Dialogue dialogue =
                with(
                        dialogue(user(new Part.Text("Hello", CacheStay.HOUR))),
                        new ToolChoice.Auto(),
                        true,
                        tool);
        String point =
                told
                        ? "{\"cachePoint\":{\"type\":\"default\",\"ttl\":\"1h\"}}"
                        : "{\"cachePoint\":{\"type\":\"default\"}}";
        JsonNode sent = sent(dialogue, model);
        assertThat(sent.at("/messages/0/content/1").toString()).isEqualTo(point);
        if (!model.equals(NOVA)) {
            assertThat(sent.at("/toolConfig/tools/1").toString()).isEqualTo(point);
        }
    }

    @Test
    void claude_is_counted_by_its_own_id_and_without_what_is_no_prompt() {
        Dialogue dialogue =
                told(
                        with(
                                with(
                                        weather(Optional.of("c2lnbmVk")),
                                        new ToolChoice.Any(),
                                        true,
                                        WEATHER,
                                        CLOCK),
                                sampling()),
                        new Part.Text("Be brief."));
        Request asked = WIRE.counting(dialogue, CLAUDE).orElseThrow();
        assertThat(asked.path())
                .isEqualTo("/model/anthropic.claude-sonnet-4-5-20250929-v1%3A0/count-tokens");
        JsonNode body = GoldenFiles.json(asked.body());
        assertThat(body.properties()).hasSize(1);
        JsonNode converse = body.at("/input/converse");
        JsonNode sent = sent(dialogue, CLAUDE);
        for (String field : List.of("messages", "system", "toolConfig")) {
            assertThat(converse.path(field)).as(field).isEqualTo(sent.path(field));
        }
        assertThat(converse.properties()).hasSize(3);
        assertThat(WIRE.counted(GoldenFiles.json("{\"inputTokens\":7}".getBytes(UTF_8))).asInt())
                .isEqualTo(7);
        // an effort without a bound to be a share of
        assertThat(WIRE.counting(with(hello(), effort(Effort.HIGH)), CLAUDE)).isPresent();
        String profile = "arn:aws:bedrock:eu-west-1:1:inference-profile/" + CLAUDE;
        assertThat(WIRE.counting(hello(), profile).orElseThrow().path()).isEqualTo(asked.path());
    }

    @Test
    void models_that_are_not_counted_there_are_not_asked_for() {
        for (String model :
                List.of(
                        NOVA,
                        LLAMA,
                        "arn:aws:bedrock:eu-west-1:1:application-inference-profile/a")) {
            assertThat(WIRE.counting(hello(), model)).as(model).isEmpty();
        }
    }

    @Test
    void one_tool_call_at_most_is_said_in_one_place_to_claude() {
        Dialogue dialogue = with(hello(), new ToolChoice.Named("clock"), false, CLOCK);
        assertThat(fields(dialogue, CLAUDE).toString())
                .isEqualTo(
                        "{\"tool_choice\":{\"type\":\"tool\",\"name\":\"clock\","
                                + "\"disable_parallel_tool_use\":true}}");
        assertThat(sent(dialogue, CLAUDE).path("toolConfig").has("toolChoice")).isFalse();
        assertThat(refused(dialogue, NOVA).param()).contains("parallel_tool_calls");
        assertThat(sent(with(hello(), new ToolChoice.Auto(), false), NOVA).has("toolConfig"))
                .isFalse();
    }

    @Test
    void no_tool_call_is_said_to_claude_and_tools_are_kept_from_others() {
        Dialogue dialogue = with(hello(), new ToolChoice.None(), true, CLOCK);
        assertThat(fields(dialogue, CLAUDE).toString())
                .isEqualTo("{\"tool_choice\":{\"type\":\"none\"}}");
        assertThat(sent(dialogue, CLAUDE).has("toolConfig")).isTrue();
        assertThat(sent(dialogue, LLAMA).has("toolConfig")).isFalse();
        Dialogue after = with(weather(Optional.empty()), new ToolChoice.None(), true, WEATHER);
        assertThat(refused(after, LLAMA).param()).contains("tool_choice");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "anthropic.claude-3-7-sonnet-20250219-v1:0 | HIGH |"
                        + " {'thinking':{'type':'enabled','budget_tokens':8000}}",
                "us.anthropic.claude-opus-4-20250514-v1:0 | MINIMAL |"
                        + " {'thinking':{'type':'enabled','budget_tokens':1024}}",
                "anthropic.claude-haiku-4-5-20251001-v1:0 | NONE |"
                        + " {'thinking':{'type':'disabled'}}",
                "anthropic.claude-opus-4-6-v1 | XHIGH |"
                        + " {'thinking':{'type':'adaptive'},'output_config':{'effort':'max'}}",
                "anthropic.claude-opus-4-7 | XHIGH | {'thinking':{'type':'adaptive',"
                        + "'display':'summarized'},'output_config':{'effort':'xhigh'}}",
                "anthropic.claude-sonnet-5 | MEDIUM | {'thinking':{'type':'adaptive',"
                        + "'display':'summarized'},'output_config':{'effort':'medium'}}",
                "openai.gpt-oss-120b-1:0 | LOW | {'reasoning_effort':'low'}",
            })
    void an_effort_is_told_in_the_models_own_way(String model, Effort effort, String told) {
        Dialogue dialogue = with(with(hello(), effort(effort)), bound(10_000));
        assertThat(fields(dialogue, model).toString()).isEqualTo(told.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic.claude-3-5-sonnet-20240620-v1:0, HIGH",
        "anthropic.claude-fable-5, NONE",
        "openai.gpt-oss-20b-1:0, MINIMAL",
        "meta.llama3-1-70b-instruct-v1:0, LOW",
        "amazon.nova-2-lite-v1:0, LOW",
        "arn:aws:bedrock:us-east-1:1:application-inference-profile/x, LOW",
    })
    void an_effort_that_a_model_cannot_be_told_is_refused(String model, Effort effort) {
        Dialogue dialogue = with(with(hello(), effort(effort)), bound(10_000));
        assertThat(refused(dialogue, model).param()).contains("reasoning_effort");
    }

    @Test
    void an_old_model_that_never_thinks_is_not_told_so() {
        String old = "anthropic.claude-3-haiku-20240307-v1:0";
        assertThat(fields(with(hello(), effort(Effort.NONE)), old).isMissingNode()).isTrue();
    }

    @Test
    void a_budget_is_told_or_refused() {
        Dialogue dialogue = with(hello(), budget(4096));
        assertThat(fields(dialogue, CLAUDE).path("thinking").path("budget_tokens").asInt())
                .isEqualTo(4096);
        assertThat(refused(dialogue, "anthropic.claude-opus-4-7").param())
                .contains("thinking.budget_tokens");
        assertThat(refused(dialogue, LLAMA).param()).contains("thinking.budget_tokens");
    }

    @Test
    void an_effort_needs_room_in_the_output_bound() {
        Dialogue dialogue = with(hello(), effort(Effort.LOW));
        assertThat(refused(dialogue, CLAUDE).fix()).contains("max_tokens");
        assertThat(refused(with(dialogue, bound(1024)), CLAUDE).message()).contains("1024");
        assertThat(
                        fields(with(dialogue, bound(1025)), CLAUDE)
                                .path("thinking")
                                .path("budget_tokens")
                                .asInt())
                .isEqualTo(1024);
    }

    @Test
    void top_k_goes_where_the_model_looks_for_it() {
        Dialogue dialogue = with(hello(), only("top_k", "40"));
        assertThat(fields(dialogue, CLAUDE).toString()).isEqualTo("{\"top_k\":40}");
        assertThat(fields(dialogue, NOVA).toString())
                .isEqualTo("{\"inferenceConfig\":{\"topK\":40}}");
        assertThat(refused(dialogue, LLAMA).param()).contains("top_k");
    }

    @ParameterizedTest
    @CsvSource({
        "seed, 7",
        "frequency_penalty, 0.1",
        "presence_penalty, -0.1",
        "temperature, 1.01",
    })
    void what_converse_has_no_place_for_is_refused(String field, String value) {
        AlfredException refused = refused(with(hello(), only(field, value)), CLAUDE);
        assertThat(refused.param()).contains(field);
        assertThat(refused.fix()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"frequency_penalty, 0.0", "presence_penalty, 0", "temperature, 1"})
    void what_changes_nothing_is_not_refused(String field, String value) {
        assertThat(sent(with(hello(), only(field, value)), CLAUDE).has("messages")).isTrue();
    }

    private static Sampling only(String field, String value) {
        Optional<BigDecimal> number = Optional.of(new BigDecimal(value));
        Optional<BigDecimal> none = Optional.empty();
        return new Sampling(
                OptionalLong.empty(),
                field.equals("temperature") ? number : none,
                Optional.empty(),
                field.equals("top_k")
                        ? OptionalLong.of(Long.parseLong(value))
                        : OptionalLong.empty(),
                field.equals("frequency_penalty") ? number : none,
                field.equals("presence_penalty") ? number : none,
                field.equals("seed")
                        ? OptionalLong.of(Long.parseLong(value))
                        : OptionalLong.empty(),
                List.of());
    }

    @Test
    void json_without_a_schema_is_refused() {
        assertThat(refused(with(hello(), new AnswerFormat.JsonObject()), CLAUDE).param())
                .contains("response_format");
    }

    @Test
    void media_that_bedrock_cannot_read_is_refused() {
        List<Part> parts =
                List.of(
                        new Part.Image(
                                new Media.Link("https://x.test/a.png"), Optional.empty(), false),
                        new Part.Image(new Media.Stored("file_1"), Optional.empty(), false),
                        new Part.Image(
                                new Media.Inline("image/tiff", "AA=="), Optional.empty(), false),
                        new Part.Image(
                                new Media.Inline("image/png", "AA=="), Optional.of("low"), false),
                        new Part.Document(
                                new Media.Inline("application/zip", "AA=="),
                                Optional.empty(),
                                false),
                        new Part.Audio(new Media.Inline("audio/midi", "AA==")));
        for (Part part : parts) {
            assertThat(refused(dialogue(user(part)), CLAUDE).param())
                    .as("%s", part)
                    .contains("messages");
        }
    }

    @Test
    void arguments_that_are_no_object_are_refused() {
        for (String arguments : List.of("{\"a\":", "[1]", "{\"a\":1,\"a\":2}", "{} {}")) {
            Dialogue dialogue =
                    dialogue(
                            user("Hi"),
                            assistant(
                                    new Part.ToolCall("c", "clock", arguments, Optional.empty())));
            assertThat(refused(dialogue, CLAUDE).message()).contains("tool call \"c\"");
        }
    }
}
