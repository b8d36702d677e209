package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.models.messages.ToolChoiceAuto;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.RateLimitException;
import com.openai.errors.SseException;
import com.openai.models.ReasoningEffort;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletion.Choice.FinishReason;
import com.openai.models.chat.completions.ChatCompletionCreateParams;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/** What both official SDKs see when Gemini fails or cannot be told something. */
@Order(2)
class GeminiErrorIT extends TwoSdksTest {
    private static final String WORDS_OF_GOOGLE = "of project 4711";

    @Override
    void configure() {
        Gemini.configure();
    }

    @AfterAll
    static void leave() {
        disable(Gemini.PROVIDER);
    }

    @Test
    void a_prompt_that_google_blocks_is_a_filtered_answer_and_costs_its_input() {
        provider().answer(TestProvider.json(Gemini.blocked(9)));

        ChatCompletion answer = openAi.whole(OpenAiApp.asking(Gemini.FLASH));

        assertThat(OpenAiApp.finish(answer)).isEqualTo(FinishReason.CONTENT_FILTER);
        assertThat(OpenAiApp.text(answer)).isEmpty();
        assertThat(tenant.spent()).isEqualTo(Gemini.FLASH_PRICE.of(new Completion.Usage(9, 0, 0)));
    }

    @Test
    void an_answer_without_a_believable_usage_is_counted_by_alfred() {
        provider()
                .answer(
                        TestProvider.json(
                                Gemini.answer("STOP", Gemini.Usage.of(-1, 1), Gemini.text("ab"))));

        openAi.whole(OpenAiApp.asking(Gemini.FLASH));

        assertCounted(2, prompt -> Gemini.FLASH_PRICE.of(new Completion.Usage(prompt, 0, 2)));
    }

    @Test
    void a_callers_mistake_is_400_with_googles_words_and_free() {
        provider().answer(Gemini.refusal(400, "INVALID_ARGUMENT", "temperature must be at most 2"));

        BadRequestException e =
                openAi.failure(BadRequestException.class, OpenAiApp.asking(Gemini.FLASH));
        com.anthropic.errors.BadRequestException other =
                anthropic.failure(
                        com.anthropic.errors.BadRequestException.class,
                        AnthropicApp.asking(Gemini.FLASH));

        assertThat(e.getMessage()).contains("temperature must be at most 2");
        assertThat(e.type()).contains("invalid_request_error");
        assertThat(e.code()).contains("INVALID_ARGUMENT");
        assertThat(other.getMessage()).contains("temperature must be at most 2");
        assertNothingCharged(2);
    }

    @Test
    void googles_quarrel_with_our_account_is_not_the_callers() {
        List<TestProvider.Reply> replies =
                List.of(
                        Gemini.invalidKey(),
                        Gemini.refusal(
                                403, "PERMISSION_DENIED", "Permission denied " + WORDS_OF_GOOGLE),
                        Gemini.dayIsUsedUp());
        for (TestProvider.Reply reply : replies) {
            provider().answer(reply);
            InternalServerException e =
                    openAi.failure(InternalServerException.class, OpenAiApp.asking(Gemini.FLASH));
            assertThat(e.statusCode()).isEqualTo(502);
            assertThat(e.code()).contains("upstream_failed");
            assertThat(e.getMessage())
                    .contains("refuses the account that Alfred uses")
                    .doesNotContain(WORDS_OF_GOOGLE)
                    .doesNotContain("API key");
            com.anthropic.errors.InternalServerException other =
                    anthropic.failure(
                            com.anthropic.errors.InternalServerException.class,
                            AnthropicApp.asking(Gemini.FLASH));
            assertThat(other.statusCode()).isEqualTo(502);
            assertThat(provider().seen()).as("not retried").hasSize(2);
        }
        assertNothingCharged(6);
    }

    @Test
    void a_limit_of_a_minute_is_the_sdks_rate_limit_exception_after_its_retries() {
        provider()
                .answer(
                        Gemini.refusal(
                                429, "RESOURCE_EXHAUSTED", "Too many calls " + WORDS_OF_GOOGLE));

        RateLimitException e =
                openAi.failure(RateLimitException.class, OpenAiApp.asking(Gemini.FLASH));
        assertThat(provider().seen()).as("retried by the SDK").hasSizeGreaterThan(1);
        com.anthropic.errors.RateLimitException other =
                anthropic.failure(
                        com.anthropic.errors.RateLimitException.class,
                        AnthropicApp.asking(Gemini.FLASH));

        assertThat(e.code()).contains("rate_limited");
        assertThat(e.getMessage()).doesNotContain(WORDS_OF_GOOGLE);
        assertThat(other.getMessage()).doesNotContain(WORDS_OF_GOOGLE);
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void a_google_that_fails_is_502_and_free() {
        provider().answer(Gemini.refusal(503, "UNAVAILABLE", "overloaded at " + WORDS_OF_GOOGLE));

        InternalServerException e =
                openAi.failure(InternalServerException.class, OpenAiApp.asking(Gemini.FLASH));

        assertThat(e.statusCode()).isEqualTo(502);
        assertThat(e.getMessage()).contains("status 503").doesNotContain(WORDS_OF_GOOGLE);
        assertNothingCharged(1);
    }

    @Test
    void a_failure_in_a_stream_ends_in_an_error_and_what_was_delivered_is_charged() {
        String begun = Gemini.piece(Gemini.Usage.of(60, 2), Gemini.text("half an"));
        String failure = Gemini.error(503, "UNAVAILABLE", "failed at " + WORDS_OF_GOOGLE);
        // one token per byte is the bound of what was written
        Completion.Usage charged = new Completion.Usage(60, 0, "half an".length());

        provider().answer(TestProvider.events(List.of(begun, failure)));
        SseException e = openAi.streamFailure(SseException.class, OpenAiApp.asking(Gemini.FLASH));
        assertThat(e.getMessage()).contains("failed").doesNotContain(WORDS_OF_GOOGLE);
        assertThat(tenant.spent()).isEqualTo(Gemini.FLASH_PRICE.of(charged));

        provider().answer(TestProvider.events(List.of(begun, failure)));
        com.anthropic.errors.SseException other =
                anthropic.streamFailure(
                        com.anthropic.errors.SseException.class, AnthropicApp.asking(Gemini.FLASH));
        assertThat(other.getMessage()).contains("upstream_failed").doesNotContain(WORDS_OF_GOOGLE);
        assertThat(tenant.spent())
                .isEqualTo(Gemini.FLASH_PRICE.of(charged).add(Gemini.FLASH_PRICE.of(charged)));
    }

    @Test
    void a_stream_that_breaks_off_is_charged_for_what_was_counted() {
        TestProvider.Live live = new TestProvider.Live();
        provider().answer(live);
        live.send(Gemini.piece(Gemini.text("half an")));
        live.breakOff();

        SseException e = openAi.streamFailure(SseException.class, OpenAiApp.asking(Gemini.FLASH));

        assertThat(e.getMessage()).isNotEmpty();
        assertCounted(
                "half an".length(),
                prompt ->
                        Gemini.FLASH_PRICE.of(new Completion.Usage(prompt, 0, "half an".length())));
        assertThat(CallEntries.charge(tenant).path("provisional").booleanValue()).isTrue();
    }

    @Test
    void a_stream_that_fails_before_its_first_word_is_502_and_free() {
        provider()
                .answer(
                        TestProvider.events(
                                List.of(Gemini.error(500, "INTERNAL", WORDS_OF_GOOGLE))));

        InternalServerException e =
                openAi.streamFailure(InternalServerException.class, OpenAiApp.asking(Gemini.FLASH));

        assertThat(e.statusCode()).isEqualTo(502);
        assertNothingCharged(1);
    }

    @Test
    void a_field_that_google_cannot_be_told_is_400_and_named_and_nothing_is_sent_or_held() {
        provider().answer(TestProvider.json(ended("STOP")));
        Map<String, ChatCompletionCreateParams.Builder> untold =
                Map.of(
                        "n", OpenAiApp.asking(Gemini.FLASH).n(2),
                        "logprobs", OpenAiApp.asking(Gemini.FLASH).logprobs(true),
                        "seed", OpenAiApp.seeded(Gemini.FLASH, 1L << 40),
                        "parallel_tool_calls",
                                OpenAiApp.asking(Gemini.FLASH)
                                        .addFunctionTool(OpenAiApp.weather())
                                        .parallelToolCalls(false),
                        "reasoning_effort",
                                OpenAiApp.asking(Gemini.PRO).reasoningEffort(ReasoningEffort.NONE),
                        "stop",
                                OpenAiApp.asking(Gemini.FLASH)
                                        .stopOfStrings(List.of("1", "2", "3", "4", "5", "6")));
        untold.forEach(
                (field, params) ->
                        assertThat(openAi.failure(BadRequestException.class, params).param())
                                .contains(field));
        com.anthropic.errors.BadRequestException other =
                anthropic.failure(
                        com.anthropic.errors.BadRequestException.class,
                        AnthropicApp.asking(Gemini.FLASH)
                                .addTool(AnthropicApp.weather())
                                .toolChoice(
                                        ToolChoiceAuto.builder()
                                                .disableParallelToolUse(true)
                                                .build()));
        assertThat(other.getMessage()).contains("several tools at once");
        assertNothingHeld();
    }

    private static String ended(String reason) {
        return Gemini.answer(reason, Gemini.Usage.of(9, 3), Gemini.text("so far"));
    }

    @Test
    void what_google_does_not_count_is_counted_by_alfred() {
        for (int status : new int[] {400, 403, 404}) {
            provider()
                    .answer(
                            TestProvider.status(
                                    status,
                                    "application/json",
                                    "{\"error\":{\"code\":"
                                            + status
                                            + ",\"message\":\"no counting of this model\"}}"));
            AlfredClient.Answer answer =
                    tenant.client()
                            .post(
                                    "/v1/messages/count_tokens",
                                    "{\"model\":\""
                                            + Gemini.FLASH
                                            + "\",\"messages\":[{\"role\":\"user\","
                                            + "\"content\":\"hi\"}]}");

            assertThat(answer.expect(200).path("input_tokens").longValue()).isGreaterThan(2);
            assertThat(answer.header("X-Alfred-Count")).isEqualTo("upper-bound");
            assertThat(provider().only().path()).endsWith(":countTokens");
        }
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void a_count_that_fails_or_is_none_is_an_error() {
        provider().answer(Gemini.invalidKey());
        com.anthropic.errors.InternalServerException key =
                anthropic.countFailure(
                        com.anthropic.errors.InternalServerException.class, Gemini.FLASH);
        assertThat(key.statusCode()).isEqualTo(502);
        assertThat(key.getMessage()).contains("refuses the account that Alfred uses");

        provider().answer(TestProvider.json("{\"totalTokens\":-1}"));
        com.anthropic.errors.InternalServerException e =
                anthropic.countFailure(
                        com.anthropic.errors.InternalServerException.class, Gemini.FLASH);
        assertThat(e.statusCode()).isEqualTo(502);
    }
}
