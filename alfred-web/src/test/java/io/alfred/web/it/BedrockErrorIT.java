package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.RateLimitException;
import com.openai.errors.SseException;
import com.openai.models.ReasoningEffort;
import com.openai.models.ResponseFormatJsonObject;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionCreateParams;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** What both official SDKs see when Bedrock fails or cannot be told something. */
@Order(2)
class BedrockErrorIT extends TwoSdksTest {
    private static final String WORDS_OF_AWS = "of account 123456789012";

    @Override
    void configure() {
        Converse.configure("sigv4", TestProvider.KEY);
    }

    @AfterAll
    static void leave() {
        disable(Converse.PROVIDER);
    }

    @Test
    void a_callers_mistake_is_400_with_the_words_of_aws_and_free() {
        provider().answer(Converse.refusal(400, "ValidationException", "topP is above 1"));

        BadRequestException e =
                openAi.failure(BadRequestException.class, OpenAiApp.asking(Converse.HAIKU));
        com.anthropic.errors.BadRequestException other =
                anthropic.failure(
                        com.anthropic.errors.BadRequestException.class,
                        AnthropicApp.asking(Converse.HAIKU));

        assertThat(e.getMessage()).contains("topP is above 1");
        assertThat(e.type()).contains("invalid_request_error");
        assertThat(e.code()).contains("ValidationException");
        assertThat(other.getMessage()).contains("topP is above 1");
        assertNothingCharged(2);
    }

    @Test
    void the_quarrel_of_aws_with_our_account_is_not_the_callers() {
        List<TestProvider.Reply> replies =
                List.of(
                        Converse.refusal(403, "AccessDeniedException", "denied " + WORDS_OF_AWS),
                        Converse.refusal(
                                403, "UnrecognizedClientException", "token " + WORDS_OF_AWS),
                        Converse.refusal(
                                400,
                                "ValidationException",
                                "on-demand throughput isn't supported " + WORDS_OF_AWS),
                        Converse.refusal(
                                400, "ServiceQuotaExceededException", "quota " + WORDS_OF_AWS));
        for (TestProvider.Reply reply : replies) {
            provider().answer(reply);
            InternalServerException e =
                    openAi.failure(InternalServerException.class, OpenAiApp.asking(Converse.HAIKU));
            assertThat(e.statusCode()).isEqualTo(502);
            assertThat(e.getMessage())
                    .contains("refuses the account that Alfred uses")
                    .doesNotContain(WORDS_OF_AWS);
            com.anthropic.errors.InternalServerException other =
                    anthropic.failure(
                            com.anthropic.errors.InternalServerException.class,
                            AnthropicApp.asking(Converse.HAIKU));
            assertThat(other.getMessage()).doesNotContain(WORDS_OF_AWS);
            assertThat(provider().seen()).as("not retried").hasSize(2);
        }
        assertNothingCharged(8);
    }

    @Test
    void throttling_is_the_sdks_rate_limit_exception_and_a_failure_is_502() {
        provider().answer(Converse.refusal(429, "ThrottlingException", WORDS_OF_AWS));
        RateLimitException limited =
                openAi.failure(RateLimitException.class, OpenAiApp.asking(Converse.HAIKU));
        assertThat(limited.code()).contains("rate_limited");
        assertThat(limited.getMessage()).doesNotContain(WORDS_OF_AWS);
        assertThat(provider().seen()).as("retried by the SDK").hasSizeGreaterThan(1);
        com.anthropic.errors.RateLimitException other =
                anthropic.failure(
                        com.anthropic.errors.RateLimitException.class,
                        AnthropicApp.asking(Converse.HAIKU));
        assertThat(other.getMessage()).doesNotContain(WORDS_OF_AWS);

        for (TestProvider.Reply reply :
                List.of(
                        Converse.refusal(424, "ModelErrorException", WORDS_OF_AWS),
                        Converse.refusal(500, "InternalServerException", WORDS_OF_AWS),
                        Converse.refusal(503, "ServiceUnavailableException", WORDS_OF_AWS))) {
            provider().answer(reply);
            InternalServerException failed =
                    openAi.failure(InternalServerException.class, OpenAiApp.asking(Converse.HAIKU));
            assertThat(failed.statusCode()).isEqualTo(502);
            assertThat(failed.getMessage()).doesNotContain(WORDS_OF_AWS);
        }
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void an_exception_in_a_stream_ends_in_an_error_and_what_was_delivered_is_charged() {
        List<byte[]> frames =
                List.of(
                        Converse.start(),
                        Converse.textPiece(0, "half an"),
                        Converse.exception("modelStreamErrorException", WORDS_OF_AWS));

        provider().answer(Converse.frames(frames));
        SseException e = openAi.streamFailure(SseException.class, OpenAiApp.asking(Converse.HAIKU));
        assertThat(e.getMessage()).contains("failed").doesNotContain(WORDS_OF_AWS);
        assertCounted(
                "half an".length(),
                prompt -> Converse.Usage.of(prompt, "half an".length()).price());
        BigInteger once = tenant.spent();

        provider().answer(Converse.frames(frames));
        com.anthropic.errors.SseException other =
                anthropic.streamFailure(
                        com.anthropic.errors.SseException.class,
                        AnthropicApp.asking(Converse.HAIKU));
        assertThat(other.getMessage()).contains("upstream_failed").doesNotContain(WORDS_OF_AWS);
        assertThat(tenant.spent()).isGreaterThan(once);
    }

    @Test
    void a_stream_that_breaks_off_within_a_frame_is_charged_for_what_was_counted() {
        provider()
                .answer(
                        Converse.cut(
                                List.of(
                                        Converse.start(),
                                        Converse.textPiece(0, "half an"),
                                        Converse.textPiece(0, "never")),
                                5));

        SseException e = openAi.streamFailure(SseException.class, OpenAiApp.asking(Converse.HAIKU));

        assertThat(e.getMessage()).contains("middle of an event");
        assertCounted(
                "half an".length(),
                prompt -> Converse.Usage.of(prompt, "half an".length()).price());
    }

    @Test
    void a_stream_that_fails_before_its_first_word_is_502_and_free() {
        provider()
                .answer(
                        Converse.frames(
                                List.of(
                                        Converse.exception(
                                                "modelStreamErrorException", WORDS_OF_AWS))));

        InternalServerException e =
                openAi.streamFailure(
                        InternalServerException.class, OpenAiApp.asking(Converse.HAIKU));

        assertThat(e.statusCode()).isEqualTo(502);
        assertNothingCharged(1);
    }

    @Test
    void a_field_that_bedrock_cannot_be_told_is_400_and_named_and_nothing_is_sent_or_held() {
        provider().answer(TestProvider.json(answered("end_turn")));
        Map<String, ChatCompletionCreateParams.Builder> untold =
                Map.of(
                        "n", OpenAiApp.asking(Converse.HAIKU).n(2),
                        "seed", OpenAiApp.seeded(Converse.HAIKU, 7),
                        "frequency_penalty", OpenAiApp.asking(Converse.HAIKU).frequencyPenalty(0.5),
                        "temperature", OpenAiApp.asking(Converse.HAIKU).temperature(1.5),
                        "response_format",
                                OpenAiApp.asking(Converse.HAIKU)
                                        .responseFormat(ResponseFormatJsonObject.builder().build()),
                        "parallel_tool_calls",
                                OpenAiApp.asking(Converse.NOVA)
                                        .addFunctionTool(OpenAiApp.weather())
                                        .parallelToolCalls(false),
                        "reasoning_effort",
                                OpenAiApp.asking(Converse.NOVA)
                                        .reasoningEffort(ReasoningEffort.LOW),
                        "messages",
                                OpenAiApp.asking(
                                        Converse.HAIKU,
                                        ChatCompletionContentPartImage.ImageUrl.builder()
                                                .url("https://example.org/cat.png")
                                                .build()));
        untold.forEach(
                (field, params) ->
                        assertThat(openAi.failure(BadRequestException.class, params).param())
                                .contains(field));
        com.anthropic.errors.BadRequestException other =
                anthropic.failure(
                        com.anthropic.errors.BadRequestException.class,
                        AnthropicApp.asking(Converse.NOVA).maxTokens(3_000).enabledThinking(2_000));
        assertThat(other.getMessage()).contains("thinking.budget_tokens");
        assertNothingHeld();
    }

    private static String answered(String stopReason) {
        return Converse.answer(stopReason, Converse.Usage.of(9, 3), Converse.text("so far"));
    }
}
