package io.alfred.providers.wires.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.ExactJson;
import io.alfred.providers.dialogue.CacheStay;
import io.alfred.providers.dialogue.Dialogue.AnswerFormat;
import io.alfred.providers.dialogue.Dialogue.Tool;
import io.alfred.providers.dialogue.Dialogue.ToolChoice;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.Part.Media;
import io.alfred.providers.dialogue.ProviderWire.Request;
import io.alfred.providers.dialogue.Reasoning;
import io.alfred.providers.dialogue.Reasoning.Effort;
import io.alfred.providers.wires.CallIds;
import io.alfred.providers.wires.Dialogues;
import io.alfred.providers.wires.Golden;
import io.alfred.providers.wires.Quirks;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

class ChatRequestTest {
    private static final Media LINKED_PDF = new Media.Link("https://example.com/a.pdf");
    private static final Media MAP = new Media.Link("https://example.com/map.png");

    private static Request request(String provider, Dialogues dialogue, String model) {
        return new ChatWire(Quirks.of(provider)).request(dialogue.build(), model);
    }

    private static ObjectNode body(String provider, Dialogues dialogue) {
        return Golden.body(request(provider, dialogue, "m"));
    }

    private static void refused(String provider, Dialogues dialogue, String field) {
        assertThatThrownBy(() -> request(provider, dialogue, "m"))
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

    @Test
    void openai_is_told_everything_in_its_newest_words() {
        Dialogues asked =
                new Dialogues()
                        .system("Be brief.", "Be kind.")
                        .user(
                                new Part.Text("What is this?", true),
                                new Part.Image(
                                        new Media.Inline("image/png", "iVBORw0KGgo="),
                                        Optional.of("low"),
                                        false),
                                image(new Media.Link("https://example.com/cat.jpg")),
                                new Part.Document(
                                        new Media.Inline("application/pdf", "JVBERi0="),
                                        Optional.of("report.pdf"),
                                        false),
                                new Part.Document(
                                        new Media.Stored("file-123"), Optional.empty(), false),
                                new Part.Audio(new Media.Inline("audio/wav", "UklGRg==")))
                        .assistant(
                                new Part.Reasoned("Hm", Optional.of("c2ln")),
                                new Part.Sealed("c2VhbGVk"),
                                new Part.Text("Let me look."),
                                Dialogues.call("call_a", "weather", "{\"city\":\"Oslo\"}"),
                                Dialogues.call(
                                        "call_b",
                                        "weather",
                                        "{\"city\": \"Rome\", \"days\": 1.10}"))
                        .user(
                                new Part.Text("And now?"),
                                Dialogues.result("call_a", "4 degrees"),
                                new Part.ToolResult(
                                        "call_b",
                                        List.of(new Part.Text("no such city"), image(MAP)),
                                        true,
                                        false))
                        .assistant(new Part.Refusal("No."))
                        .user("Please")
                        .tool("weather")
                        .effort(Effort.HIGH);
        asked.tools.add(new Tool("now", Optional.empty(), "{}", true, true));
        asked.toolChoice = new ToolChoice.Named("weather");
        asked.parallelTools = false;
        asked.format =
                new AnswerFormat.JsonSchema(
                        "place", Optional.of("A place"), "{\"type\": \"object\"}", true);
        asked.temperature = Optional.of(new BigDecimal("0.70"));
        asked.topP = Optional.of(new BigDecimal("0.9"));
        asked.frequencyPenalty = Optional.of(new BigDecimal("0.5"));
        asked.presencePenalty = Optional.of(BigDecimal.ZERO);
        asked.seed = OptionalLong.of(9007199254740993L);
        asked.stop = List.of("END", "STOP");
        asked.endUser = Optional.of("user-7");
        asked.stream = true;

        Request request = request("openai", asked, "gpt-5.4");

        assertThat(request.path()).isEqualTo("/chat/completions");
        assertThat(request.headers()).isEmpty();
        assertThat(Golden.body(request)).isEqualTo(Golden.request("openai-request.json"));
        assertThat(new String(request.body(), StandardCharsets.UTF_8))
                .contains("\"temperature\":0.70", "\"maximum\":7.50", Dialogues.WEATHER_SCHEMA);
    }

    @Test
    void a_name_for_the_user_that_is_too_long_is_left_out() {
        Dialogues asked = new Dialogues().user("Hi");
        asked.endUser = Optional.of("u".repeat(64));
        assertThat(Golden.body(request("openai", asked, "gpt-5.4")).path("user").asText())
                .hasSize(64);

        asked.endUser = Optional.of("u".repeat(65));
        assertThat(Golden.body(request("openai", asked, "gpt-5.4")).has("user")).isFalse();
    }

    @Test
    void mistral_is_told_in_its_own_words() {
        Dialogues asked =
                new Dialogues()
                        .system("Be brief.")
                        .user(
                                new Part.Document(LINKED_PDF, Optional.of("a.pdf"), false),
                                new Part.Document(new Media.Stored("f-1"), Optional.empty(), false),
                                new Part.Text("Look"))
                        .assistant(
                                new Part.Reasoned("I need a tool.", Optional.empty()),
                                new Part.Text("One moment."),
                                Dialogues.call("toolu_01", "weather", ""))
                        .user(
                                new Part.ToolResult(
                                        "toolu_01",
                                        List.of(new Part.Text("see"), image(MAP)),
                                        false,
                                        false))
                        .assistant(new Part.Text("It is"))
                        .effort(Effort.NONE);
        asked.seed = OptionalLong.of(7);
        asked.endUser = Optional.of("user-7");
        asked.stream = true;
        String id = CallIds.nine("toolu_01");
        String expected = Golden.text("mistral-request.json").formatted(id, id);

        assertThat(Golden.body(request("mistral", asked, "mistral-large-latest")))
                .isEqualTo(ExactJson.readObject(expected.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void deepseek_gets_its_reasoning_back_and_is_told_to_think() {
        Dialogues asked =
                new Dialogues()
                        .system("Answer in json.")
                        .user("Weather?")
                        .assistant(
                                new Part.Reasoned("A tool helps.", Optional.empty()),
                                Dialogues.call("call_1", "weather", "{}"))
                        .user(Dialogues.result("call_1", "4 degrees"))
                        .tool("weather")
                        .budget(900);
        asked.toolChoice = new ToolChoice.Any();
        asked.format = new AnswerFormat.JsonObject();
        asked.stream = true;

        assertThat(Golden.body(request("deepseek", asked, "deepseek-v4-pro")))
                .isEqualTo(Golden.request("deepseek-request.json"));
    }

    @Test
    void openrouter_takes_budgets_cache_marks_and_linked_documents() {
        Dialogues asked =
                new Dialogues()
                        .user(
                                new Part.Document(LINKED_PDF, Optional.of("a.pdf"), false),
                                new Part.Text("Look"))
                        .assistant(
                                new Part.Reasoned("A document.", Optional.empty()),
                                new Part.Text("I see"))
                        .user("Go on")
                        .budget(2000);
        asked.system.add(new Part.Text("A long text", true));
        asked.system("Be brief.");
        asked.max = OptionalLong.of(4000);
        asked.topK = OptionalLong.of(40);

        assertThat(Golden.body(request("openrouter", asked, "anthropic/claude-sonnet-4.5")))
                .isEqualTo(Golden.request("openrouter-request.json"));
    }

    @Test
    void an_hour_in_the_cache_is_told_to_claude_at_openrouter_and_to_nobody_else() {
        Dialogues asked = new Dialogues().user(new Part.Text("long", CacheStay.HOUR));

        assertThat(marked(asked, "anthropic/claude-sonnet-4.5"))
                .isEqualTo("{\"type\":\"ephemeral\",\"ttl\":\"1h\"}");
        assertThat(marked(asked, "google/gemini-2.5-flash")).isEqualTo("{\"type\":\"ephemeral\"}");
        assertThat(body("openai", asked).at("/messages/0/content").asText()).isEqualTo("long");
    }

    private static String marked(Dialogues asked, String model) {
        return Golden.body(request("openrouter", asked, model))
                .at("/messages/0/content/0/cache_control")
                .toString();
    }

    @ParameterizedTest
    @CsvSource({
        "openai,max_completion_tokens",
        "azure,max_completion_tokens",
        "groq,max_completion_tokens",
        "xai,max_completion_tokens",
        "mistral,max_tokens",
        "together,max_tokens",
        "fireworks,max_tokens",
        "deepseek,max_tokens",
        "openrouter,max_tokens",
        "perplexity,max_tokens",
        "ollama,max_tokens",
        "vllm,max_tokens",
        "lmstudio,max_tokens",
        "anyone,max_tokens",
    })
    void the_output_bound_goes_where_the_provider_reads_it(String provider, String field) {
        ObjectNode body = body(provider, new Dialogues());

        assertThat(body.path(field).longValue()).isEqualTo(1000);
        assertThat(body.has("max_tokens") ^ body.has("max_completion_tokens")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "openai,true",
        "azure,true",
        "deepseek,true",
        "xai,true",
        "openrouter,true",
        "ollama,true",
        "vllm,true",
        "lmstudio,true",
        "anyone,true",
        "groq,false",
        "mistral,false",
        "together,true",
        "fireworks,true",
        "perplexity,false",
    })
    void usage_of_a_stream_is_asked_for_where_it_does_not_come_unasked(
            String provider, boolean asked) {
        Dialogues dialogue = new Dialogues();
        dialogue.stream = true;

        assertThat(body(provider, dialogue).has("stream_options")).isEqualTo(asked);
        dialogue.stream = false;
        assertThat(body(provider, dialogue).has("stream_options")).isFalse();
        assertThat(body(provider, dialogue).has("stream")).isFalse();
    }

    @Test
    void only_openai_is_told_as_a_developer() {
        Dialogues dialogue = new Dialogues().system("Be brief.");

        for (String provider : List.of("azure", "deepseek", "groq", "anyone")) {
            assertThat(body(provider, dialogue).at("/messages/0/role").asText())
                    .isEqualTo("system");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mistral", "openai", "azure", "vllm", "xai", "anyone"})
    void an_effort_is_told_as_reasoning_effort(String provider) {
        assertThat(body(provider, new Dialogues().effort(Effort.XHIGH)).path("reasoning_effort"))
                .hasToString("\"xhigh\"");
    }

    @Test
    void groq_is_told_whether_reasoning_is_to_be_seen() {
        ObjectNode hidden = body("groq", new Dialogues().effort(Effort.LOW));
        ObjectNode shown = body("groq", new Dialogues().budget(100));

        assertThat(hidden.path("include_reasoning").booleanValue()).isFalse();
        assertThat(hidden.path("reasoning_effort").asText()).isEqualTo("low");
        assertThat(shown.path("include_reasoning").booleanValue()).isTrue();
        assertThat(body("groq", new Dialogues()).has("include_reasoning")).isFalse();
    }

    @Test
    void together_is_switched_off_or_told_an_effort() {
        ObjectNode off = body("together", new Dialogues().effort(Effort.NONE));

        assertThat(off.path("reasoning")).hasToString("{\"enabled\":false}");
        assertThat(off.has("reasoning_effort")).isFalse();
        assertThat(
                        body("together", new Dialogues().effort(Effort.HIGH))
                                .path("reasoning_effort")
                                .asText())
                .isEqualTo("high");
    }

    @Test
    void deepseek_is_told_not_to_think() {
        ObjectNode body = body("deepseek", new Dialogues().effort(Effort.NONE));

        assertThat(body.path("thinking")).hasToString("{\"type\":\"disabled\"}");
        assertThat(body.has("reasoning_effort")).isFalse();
    }

    @Test
    void openrouter_hides_reasoning_that_was_not_asked_to_be_seen() {
        assertThat(body("openrouter", new Dialogues().effort(Effort.HIGH)).path("reasoning"))
                .hasToString("{\"effort\":\"high\",\"exclude\":true}");
    }

    @Test
    void lm_studio_cannot_be_told_how_much_to_reason() {
        refused("lmstudio", new Dialogues().effort(Effort.LOW), "reasoning_effort");
        refused("lmstudio", new Dialogues().budget(2000), "thinking.budget_tokens");
        Dialogues seen = new Dialogues();
        seen.reasoning = new Reasoning(Optional.empty(), OptionalLong.empty(), true);

        assertThat(body("lmstudio", seen).has("reasoning_effort")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"deepseek", "perplexity"})
    void a_seed_that_cannot_be_told_is_refused(String provider) {
        Dialogues dialogue = new Dialogues();
        dialogue.seed = OptionalLong.of(1);

        refused(provider, dialogue, "seed");
    }

    @Test
    void penalties_are_refused_where_no_model_takes_them_but_none_is_none() {
        Dialogues dialogue = new Dialogues();
        dialogue.presencePenalty = Optional.of(new BigDecimal("0.00"));

        assertThat(body("groq", dialogue).has("presence_penalty")).isFalse();
        dialogue.presencePenalty = Optional.of(new BigDecimal("0.01"));
        refused("groq", dialogue, "presence_penalty");
        dialogue.presencePenalty = Optional.empty();
        dialogue.frequencyPenalty = Optional.of(BigDecimal.ONE);
        refused("groq", dialogue, "frequency_penalty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"openai", "azure", "groq", "mistral", "deepseek", "xai", "ollama", "any"})
    void top_k_is_refused_where_there_is_no_field_for_it(String provider) {
        Dialogues dialogue = new Dialogues();
        dialogue.topK = OptionalLong.of(1);

        refused(provider, dialogue, "top_k");
    }

    @ParameterizedTest
    @ValueSource(strings = {"together", "deepseek", "ollama", "lmstudio"})
    void a_single_tool_call_is_refused_where_it_cannot_be_asked_for(String provider) {
        Dialogues dialogue = new Dialogues().tool("weather");
        dialogue.parallelTools = false;

        refused(provider, dialogue, "parallel_tool_calls");
        dialogue.tools.clear();
        assertThat(body(provider, dialogue).has("parallel_tool_calls")).isFalse();
    }

    @Test
    void ollama_is_told_of_no_tools_when_none_may_be_called() {
        Dialogues dialogue = new Dialogues().tool("weather");
        dialogue.toolChoice = new ToolChoice.None();

        assertThat(body("ollama", dialogue).has("tools")).isFalse();
        assertThat(body("groq", dialogue).path("tool_choice").asText()).isEqualTo("none");
        dialogue.toolChoice = new ToolChoice.Any();
        refused("ollama", dialogue, "tool_choice");
        dialogue.toolChoice = new ToolChoice.Named("weather");
        refused("ollama", dialogue, "tool_choice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"perplexity", "lmstudio"})
    void a_named_tool_is_refused_where_only_any_can_be_required(String provider) {
        Dialogues dialogue = new Dialogues().tool("weather");
        dialogue.toolChoice = new ToolChoice.Named("weather");

        refused(provider, dialogue, "tool_choice");
        dialogue.toolChoice = new ToolChoice.Any();
        assertThat(body(provider, dialogue).path("tool_choice").asText()).isEqualTo("required");
    }

    @Test
    void answer_formats_that_a_provider_does_not_have_are_refused() {
        Dialogues schema = new Dialogues();
        schema.format = new AnswerFormat.JsonSchema("x", Optional.empty(), "{}", false);
        Dialogues object = new Dialogues();
        object.format = new AnswerFormat.JsonObject();

        refused("deepseek", schema, "response_format");
        refused("lmstudio", object, "response_format");
        refused("perplexity", object, "response_format");
        assertThat(body("lmstudio", schema).at("/response_format/type").asText())
                .isEqualTo("json_schema");
    }

    @Test
    void a_strict_tool_is_refused_where_strictness_cannot_be_told() {
        Dialogues dialogue = new Dialogues();
        dialogue.tools.add(new Tool("now", Optional.empty(), "{}", true, false));

        refused("groq", dialogue, "tools[0].function.strict");
        assertThat(body("mistral", dialogue).at("/tools/0/function/strict").booleanValue())
                .isTrue();
    }

    @Test
    void media_that_cannot_be_shown_are_refused() {
        Dialogues linked =
                new Dialogues().user(new Part.Document(LINKED_PDF, Optional.empty(), false));
        Dialogues stored = new Dialogues().user(image(new Media.Stored("file-1")));
        Dialogues heard = new Dialogues().user(new Part.Audio(MAP));

        refused("openai", linked, "messages[0].content[0].url");
        refused("groq", linked, "messages[0].content[0]");
        refused("openai", stored, "messages[0].content[0].file_id");
        refused("openai", heard, "messages[0].content[0]");
    }

    @Test
    void a_document_that_is_text_is_shown_as_text() {
        Dialogues dialogue =
                new Dialogues()
                        .user(
                                new Part.Document(
                                        new Media.Inline("text/plain", "V29yZHM="),
                                        Optional.of("notes"),
                                        false));

        assertThat(body("groq", dialogue).at("/messages/0/content/0/text").asText())
                .isEqualTo("notes\n\nWords");
    }

    @Test
    void a_begun_answer_is_refused_where_it_would_not_be_continued() {
        Dialogues dialogue = new Dialogues().user("Hi").assistant(new Part.Text("{"));

        refused("openai", dialogue, "messages[1]");
        assertThat(body("openrouter", dialogue).at("/messages/1/content").asText()).isEqualTo("{");
    }

    @Test
    void a_schema_that_is_not_json_never_reaches_a_body() {
        Dialogues dialogue = new Dialogues();
        dialogue.tools.add(
                new Tool("x", Optional.empty(), "{}},\"n\":5,\"y\":{\"a\":{}", false, false));

        refused("openai", dialogue, "tools[0].function.parameters");
    }

    @Test
    void what_only_one_side_can_say_is_refused_on_the_other() {
        refused(
                "openai",
                new Dialogues().user(Dialogues.call("a", "b", "{}")),
                "messages[0].content[0]");
        refused(
                "openai",
                new Dialogues().user("a").assistant(Dialogues.result("a", "b")).user("c"),
                "messages[1]");
    }

    @Test
    void an_assistants_turn_of_foreign_reasoning_alone_is_left_out() {
        Dialogues dialogue =
                new Dialogues().user("a").assistant(new Part.Sealed("c2VhbGVk")).user("b");

        assertThat(body("openai", dialogue).path("messages")).hasSize(2);
    }
}
