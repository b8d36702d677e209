package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.core.JsonValue;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.InternalServerException;
import com.anthropic.models.ErrorType;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.ToolChoiceAny;
import com.anthropic.models.messages.ToolChoiceAuto;
import com.anthropic.models.messages.ToolUseBlock;
import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Messages of the official Anthropic SDK that OpenAI's models answer as responses. */
@Order(2)
class MessagesToResponsesIT extends TwoSdksTest {
    private static final String NAME = "gpt-5.3-codex";
    private static final String MODEL = "openai/" + NAME;
    private static final String PATH = "/v1/messages";

    /** As published: 1.75, 0.175 and 14 USD per 1,000,000 tokens. */
    private static final Price PRICE = new Price(1_750_000_000, 175_000_000, 14_000_000_000L);

    private static final ResponseAnswer.Usage USAGE = new ResponseAnswer.Usage(60, 0, 12, 0);

    @Override
    void configure() {
        configure(
                "openai",
                Json.object()
                        .put("base_url", provider().baseUrl())
                        .put("api_key", TestProvider.KEY));
    }

    private static MessageCreateParams.Builder asking() {
        return AnthropicApp.asking(MODEL);
    }

    private static ResponseAnswer said() {
        return ResponseAnswer.of(NAME, USAGE);
    }

    private static String body(String more) {
        return "{\"model\":\""
                + MODEL
                + "\",\"max_tokens\":50"
                + more
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    }

    @Test
    void a_message_costs_exactly_the_reported_usage_cached_and_reasoned_tokens_included() {
        ResponseAnswer.Usage usage = new ResponseAnswer.Usage(1_003, 401, 337, 300);
        provider().answer(TestProvider.json(ResponseAnswer.of(NAME, usage).text("hello").whole()));

        Message answer = anthropic.whole(asking());

        assertThat(AnthropicApp.text(answer)).isEqualTo("hello");
        assertThat(answer.stopReason()).contains(StopReason.END_TURN);
        assertThat(answer.usage().inputTokens()).as("without the cached").isEqualTo(602);
        assertThat(answer.usage().cacheReadInputTokens()).contains(401L);
        assertThat(answer.usage().outputTokens()).isEqualTo(337);
        assertThat(answer.usage().outputTokensDetails().orElseThrow().thinkingTokens())
                .isEqualTo(300);
        assertThat(tenant.spent()).isEqualTo(PRICE.of(usage.billed()));
    }

    @Test
    void the_provider_is_asked_where_the_model_answers_and_keeps_nothing() {
        provider().answer(TestProvider.json(said().text("hello").whole()));

        anthropic.whole(
                asking().system("Be brief.")
                        .putAdditionalBodyProperty("temperature", JsonValue.from(1)));

        TestProvider.Seen seen = provider().only();
        assertThat(seen.path()).isEqualTo("/v1/responses");
        assertThat(seen.header("Authorization")).isEqualTo("Bearer " + TestProvider.KEY);
        assertThat(seen.headers().toString())
                .doesNotContain(tenant.secret())
                .doesNotContainIgnoringCase("anthropic-");
        JsonNode sent = sent();
        assertThat(sent.path("max_output_tokens").longValue()).isEqualTo(100);
        assertThat(sent.path("store").asBoolean(true)).isFalse();
        assertThat(sent.has("max_tokens")).isFalse();
        assertThat(sent.has("temperature")).isFalse();
        assertThat(sent.at("/input/0/role").asText()).isEqualTo("developer");
        assertThat(sent.at("/input/0/content").asText()).isEqualTo("Be brief.");
        assertThat(sent.at("/input/1/content").asText()).isEqualTo("Say hello.");
    }

    @Test
    void thinking_between_tool_calls_and_their_results_make_the_whole_way() {
        provider()
                .answer(
                        TestProvider.json(
                                said().reasoning("rs_a", "gAAAAB-1", "I need the weather.")
                                        .call("call_1", "weather", "{\"city\":\"Rome\"}")
                                        .reasoning("rs_b", "gAAAAB-2")
                                        .call("call_2", "weather", "{\"city\":\"Oslo\"}")
                                        .whole()));
        MessageCreateParams.Builder dialogue =
                asking().maxTokens(10_000).enabledThinking(5_000).addTool(AnthropicApp.weather());

        Message asked = anthropic.whole(dialogue);

        assertThat(sent().path("reasoning"))
                .isEqualTo(Json.object().put("effort", "medium").put("summary", "auto"));
        assertThat(sent().at("/tools/0/name").asText()).isEqualTo("weather");
        assertThat(asked.stopReason()).contains(StopReason.TOOL_USE);
        assertThat(asked.content().get(0).asThinking().thinking()).isEqualTo("I need the weather.");
        assertThat(AnthropicApp.calls(asked))
                .extracting(ToolUseBlock::id)
                .containsExactly("call_1", "call_2");
        assertThat(AnthropicApp.input(AnthropicApp.calls(asked).get(1)).path("city").asText())
                .isEqualTo("Oslo");

        provider().answer(TestProvider.json(said().text("sun").whole()));
        anthropic.whole(
                dialogue.addMessage(asked)
                        .addUserMessageOfContentBlockParams(
                                List.of(
                                        AnthropicApp.result("call_1", "sun"),
                                        AnthropicApp.failedResult("call_2", "no such city"))));

        JsonNode input = sent().path("input");
        assertThat(input).hasSize(7);
        assertThat(input.at("/1/id").asText()).isEqualTo("rs_a");
        assertThat(input.at("/1/encrypted_content").asText()).isEqualTo("gAAAAB-1");
        assertThat(input.at("/2/call_id").asText()).isEqualTo("call_1");
        assertThat(input.at("/3/id").asText()).isEqualTo("rs_b");
        assertThat(input.at("/4/call_id").asText()).isEqualTo("call_2");
        assertThat(input.at("/5/output").asText()).isEqualTo("sun");
        assertThat(input.at("/6/output").asText()).isEqualTo("The tool failed: no such city");
        assertThat(tenant.spent())
                .isEqualTo(PRICE.of(USAGE.billed()).add(PRICE.of(USAGE.billed())));
    }

    @Test
    void a_tool_choice_is_told_in_the_providers_words() {
        provider().answer(TestProvider.json(said().text("ok").whole()));
        anthropic.whole(
                asking().addTool(AnthropicApp.weather())
                        .toolChoice(ToolChoiceAny.builder().build()));
        assertThat(sent().path("tool_choice").asText()).isEqualTo("required");

        provider().answer(TestProvider.json(said().text("ok").whole()));
        anthropic.whole(asking().addTool(AnthropicApp.weather()).toolToolChoice("weather"));
        assertThat(sent().path("tool_choice"))
                .isEqualTo(Json.object().put("type", "function").put("name", "weather"));

        provider().answer(TestProvider.json(said().text("ok").whole()));
        anthropic.whole(
                asking().addTool(AnthropicApp.weather())
                        .toolChoice(ToolChoiceAuto.builder().disableParallelToolUse(true).build()));
        assertThat(sent().path("parallel_tool_calls").asBoolean(true)).isFalse();
    }

    @Test
    void a_picture_is_sent_as_a_data_url() {
        provider().answer(TestProvider.json(said().text("a dot").whole()));

        anthropic.whole(AnthropicApp.askingAboutPicture(MODEL));

        assertThat(sent().at("/input/0/content/0/text").asText()).isEqualTo("What is this?");
        assertThat(sent().at("/input/0/content/1"))
                .isEqualTo(
                        Json.object()
                                .put("type", "input_image")
                                .put("image_url", "data:image/png;base64," + OpenAiApp.PICTURE));
    }

    @Test
    void an_answers_schema_is_sent_as_the_format_of_its_text() {
        provider().answer(TestProvider.json(said().text("{\"city\":\"Rome\"}").whole()));

        Message answer = anthropic.whole(asking().outputConfig(AnthropicApp.citySchema()));

        JsonNode format = sent().at("/text/format");
        assertThat(format.path("type").asText()).isEqualTo("json_schema");
        assertThat(format.at("/schema/properties/city/type").asText()).isEqualTo("string");
        assertThat(format.path("strict").booleanValue()).isTrue();
        assertThat(AnthropicApp.text(answer)).isEqualTo("{\"city\":\"Rome\"}");
    }

    @Test
    void a_streamed_message_adds_up_to_the_whole_and_is_charged_by_its_report() {
        ResponseAnswer.Usage usage = new ResponseAnswer.Usage(50, 10, 300, 280);
        provider()
                .answer(
                        TestProvider.events(
                                ResponseAnswer.of(NAME, usage)
                                        .reasoning("rs_a", "gAAAAB-1", "**Sum**", "Six sevens.")
                                        .reasoning("rs_b", "gAAAAB-2")
                                        .text("one two")
                                        .call("call_1", "weather", "{\"city\":\"Rome\"}")
                                        .stream()));

        Message answer = anthropic.streamed(asking().addTool(AnthropicApp.weather()));

        assertThat(answer.content()).hasSize(4);
        assertThat(answer.content().get(0).asThinking().thinking())
                .isEqualTo("**Sum**\n\nSix sevens.");
        assertThat(answer.content().get(0).asThinking().signature()).isEqualTo("rs_a:gAAAAB-1");
        assertThat(answer.content().get(1).asRedactedThinking().data()).isEqualTo("rs_b:gAAAAB-2");
        assertThat(AnthropicApp.text(answer)).isEqualTo("one two");
        assertThat(AnthropicApp.input(AnthropicApp.calls(answer).get(0)))
                .isEqualTo(Json.object().put("city", "Rome"));
        assertThat(answer.stopReason()).contains(StopReason.TOOL_USE);
        assertThat(answer.usage().outputTokens()).isEqualTo(300);
        assertThat(tenant.spent()).isEqualTo(PRICE.of(usage.billed()));
    }

    @Test
    void the_events_of_a_stream_come_in_the_protocols_order() {
        provider().answer(TestProvider.events(said().text("hi there").stream()));

        String events = tenant.client().post(PATH, body(",\"stream\":true")).body();

        assertThat(events).doesNotContain("[DONE]").doesNotContain("response.");
        assertThat(events.lines().filter(line -> line.startsWith("event: ")).distinct())
                .containsExactly(
                        "event: message_start",
                        "event: content_block_start",
                        "event: content_block_delta",
                        "event: content_block_stop",
                        "event: message_delta",
                        "event: message_stop");
    }

    @Test
    void a_reason_to_break_off_has_its_word() {
        Map.of(
                        "max_output_tokens", StopReason.MAX_TOKENS,
                        "content_filter", StopReason.REFUSAL)
                .forEach(
                        (reason, word) -> {
                            ResponseAnswer answer = said().text("hi").incomplete(reason);
                            provider().answer(TestProvider.json(answer.whole()));
                            assertThat(anthropic.whole(asking()).stopReason())
                                    .as(reason)
                                    .contains(word);
                            provider().answer(TestProvider.events(answer.stream()));
                            assertThat(anthropic.streamed(asking()).stopReason())
                                    .as("%s in a stream", reason)
                                    .contains(word);
                        });
    }

    @Test
    void a_refusal_is_told_as_text() {
        provider().answer(TestProvider.json(said().refusal("I will not.").whole()));

        assertThat(AnthropicApp.text(anthropic.whole(asking()))).isEqualTo("I will not.");
    }

    @Test
    void what_responses_have_no_field_for_is_400_names_the_field_and_holds_nothing() {
        provider().answer(TestProvider.json(said().text("never").whole()));

        refused("top_k", ",\"top_k\":5");
        refused("stop_sequences", ",\"stop_sequences\":[\"END\"]");
        JsonNode small =
                tenant.client()
                        .post(PATH, body("").replace("\"max_tokens\":50", "\"max_tokens\":15"))
                        .expect(400)
                        .path("error");
        assertThat(small.path("param").asText()).isEqualTo("max_tokens");
        assertNothingHeld();
    }

    private void refused(String field, String more) {
        JsonNode error = tenant.client().post(PATH, body(more)).expect(400).path("error");
        assertThat(error.path("param").asText()).isEqualTo(field);
    }

    @Test
    void the_callers_mistake_is_told_in_the_providers_words() {
        var body = Json.object();
        body.putObject("error")
                .put("message", "the picture is no PNG")
                .put("type", "invalid_request_error")
                .putNull("param")
                .put("code", "invalid_image");
        provider().answer(TestProvider.status(400, "application/json", body.toString()));

        BadRequestException e = anthropic.failure(BadRequestException.class, asking());

        assertThat(e.type()).contains(ErrorType.INVALID_REQUEST_ERROR);
        assertThat(e.getMessage()).contains("the picture is no PNG");
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void a_response_that_failed_before_its_first_item_costs_nothing() {
        List<String> events = new ArrayList<>(said().begun());
        events.add(said().failed("server_error", "at secret-host"));
        provider().answer(TestProvider.events(events));

        InternalServerException e =
                anthropic.streamFailure(InternalServerException.class, asking());

        assertThat(e.statusCode()).isEqualTo(502);
        assertThat(e.getMessage()).doesNotContain("secret-host");
        assertThat(tenant.spent()).isZero();
    }
}
