package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.RateLimitException;
import com.openai.errors.SseException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** What both official SDKs see when Cohere fails or cannot be told something. */
@Order(2)
class CohereErrorIT extends TwoSdksTest {
    private static final String WORDS_OF_COHERE = "of organization 4711";

    @Override
    void configure() {
        Cohere.configure();
    }

    @AfterAll
    static void leave() {
        disable(Cohere.PROVIDER);
    }

    @Test
    void an_answer_without_billed_units_is_counted_by_alfred() {
        provider()
                .answer(
                        TestProvider.json(
                                Cohere.answer(
                                        "COMPLETE", Cohere.billed(-1, 1), Cohere.text("ab"))));

        openAi.whole(OpenAiApp.asking(Cohere.COMMAND));

        assertCounted(2, prompt -> price(prompt, 2));
    }

    private static BigInteger price(long input, long output) {
        return Cohere.PRICE.of(Cohere.billed(input, output));
    }

    @Test
    void a_callers_mistake_is_400_with_coheres_words_and_free() {
        provider().answer(Cohere.refusal(400, "temperature must be at most 1"));

        BadRequestException e =
                openAi.failure(BadRequestException.class, OpenAiApp.asking(Cohere.COMMAND));
        com.anthropic.errors.BadRequestException other =
                anthropic.failure(
                        com.anthropic.errors.BadRequestException.class,
                        AnthropicApp.asking(Cohere.COMMAND));

        assertThat(e.getMessage()).contains("temperature must be at most 1");
        assertThat(e.type()).contains("invalid_request_error");
        assertThat(other.getMessage()).contains("temperature must be at most 1");
        assertNothingCharged(2);
    }

    @Test
    void coheres_quarrel_with_our_account_is_not_the_callers() {
        List<TestProvider.Reply> replies =
                List.of(
                        Cohere.refusal(401, "invalid api token " + WORDS_OF_COHERE),
                        Cohere.refusal(
                                429,
                                "You are using a Trial key, which is limited to 1000 API calls /"
                                        + " month "
                                        + WORDS_OF_COHERE),
                        Cohere.refusal(402, "Please add a payment method " + WORDS_OF_COHERE));
        for (TestProvider.Reply reply : replies) {
            provider().answer(reply);
            InternalServerException e =
                    openAi.failure(InternalServerException.class, OpenAiApp.asking(Cohere.COMMAND));
            assertThat(e.statusCode()).isEqualTo(502);
            assertThat(e.code()).contains("upstream_failed");
            assertThat(e.getMessage())
                    .contains("refuses the account that Alfred uses")
                    .doesNotContain(WORDS_OF_COHERE);
            com.anthropic.errors.InternalServerException other =
                    anthropic.failure(
                            com.anthropic.errors.InternalServerException.class,
                            AnthropicApp.asking(Cohere.COMMAND));
            assertThat(other.getMessage()).doesNotContain(WORDS_OF_COHERE);
            assertThat(provider().seen()).as("not retried").hasSize(2);
        }
        assertNothingCharged(6);
    }

    @Test
    void a_limit_is_the_sdks_rate_limit_exception_and_a_failure_is_502() {
        provider().answer(Cohere.refusal(429, "too many requests " + WORDS_OF_COHERE));
        RateLimitException limited =
                openAi.failure(RateLimitException.class, OpenAiApp.asking(Cohere.COMMAND));
        assertThat(limited.code()).contains("rate_limited");
        assertThat(limited.getMessage()).doesNotContain(WORDS_OF_COHERE);
        assertThat(provider().seen()).as("retried by the SDK").hasSizeGreaterThan(1);
        com.anthropic.errors.RateLimitException other =
                anthropic.failure(
                        com.anthropic.errors.RateLimitException.class,
                        AnthropicApp.asking(Cohere.COMMAND));
        assertThat(other.getMessage()).doesNotContain(WORDS_OF_COHERE);

        for (TestProvider.Reply reply :
                List.of(
                        Cohere.refusal(500, "internal " + WORDS_OF_COHERE),
                        Cohere.refusal(503, "unavailable " + WORDS_OF_COHERE),
                        TestProvider.json(answered("ERROR")))) {
            provider().answer(reply);
            InternalServerException failed =
                    openAi.failure(InternalServerException.class, OpenAiApp.asking(Cohere.COMMAND));
            assertThat(failed.statusCode()).isEqualTo(502);
            assertThat(failed.getMessage()).doesNotContain(WORDS_OF_COHERE);
        }
        assertThat(tenant.spent()).isZero();
    }

    private static String answered(String finishReason) {
        return Cohere.answer(finishReason, Cohere.billed(9, 3), Cohere.text("so far"));
    }

    @Test
    void a_failure_in_a_stream_ends_in_an_error_and_what_was_delivered_is_charged() {
        List<String> events =
                List.of(
                        Cohere.start(),
                        Cohere.textPiece(0, "half an"),
                        Cohere.end("ERROR", Cohere.billed(60, 2)));
        BigInteger once = price(60, Cohere.bytes("half an"));

        provider().answer(TestProvider.events(events));
        SseException e = openAi.streamFailure(SseException.class, OpenAiApp.asking(Cohere.COMMAND));
        assertThat(e.getMessage()).contains("failed");
        assertThat(tenant.spent()).isEqualTo(once);

        provider().answer(TestProvider.events(events));
        com.anthropic.errors.SseException other =
                anthropic.streamFailure(
                        com.anthropic.errors.SseException.class,
                        AnthropicApp.asking(Cohere.COMMAND));
        assertThat(other.getMessage()).contains("upstream_failed");
        assertThat(tenant.spent()).isEqualTo(once.add(once));
    }

    @Test
    void a_stream_that_breaks_off_is_charged_for_what_was_counted() {
        TestProvider.Live live = new TestProvider.Live();
        provider().answer(live);
        live.send(Cohere.start());
        live.send(Cohere.textPiece(0, "half an"));
        live.breakOff();

        com.anthropic.errors.SseException e =
                anthropic.streamFailure(
                        com.anthropic.errors.SseException.class,
                        AnthropicApp.asking(Cohere.COMMAND));

        assertThat(e.getMessage()).contains("upstream_failed");
        assertCounted(Cohere.bytes("half an"), prompt -> price(prompt, Cohere.bytes("half an")));
    }

    @Test
    void a_field_that_cohere_cannot_be_told_is_400_and_named_and_nothing_is_sent_or_held() {
        provider().answer(TestProvider.json(answered("COMPLETE")));
        Map<String, ChatCompletionCreateParams.Builder> untold =
                Map.of(
                        "n", OpenAiApp.asking(Cohere.COMMAND).n(2),
                        "logprobs", OpenAiApp.asking(Cohere.COMMAND).logprobs(true),
                        "seed", OpenAiApp.seeded(Cohere.COMMAND, -1),
                        "presence_penalty", OpenAiApp.asking(Cohere.COMMAND).presencePenalty(-0.5),
                        "parallel_tool_calls",
                                OpenAiApp.asking(Cohere.COMMAND)
                                        .addFunctionTool(OpenAiApp.weather())
                                        .parallelToolCalls(false),
                        "stop",
                                OpenAiApp.asking(Cohere.COMMAND)
                                        .stopOfStrings(List.of("1", "2", "3", "4", "5", "6")));
        untold.forEach(
                (field, params) ->
                        assertThat(openAi.failure(BadRequestException.class, params).param())
                                .contains(field));
        com.anthropic.errors.BadRequestException other =
                anthropic.failure(
                        com.anthropic.errors.BadRequestException.class,
                        AnthropicApp.asking(Cohere.COMMAND)
                                .putAdditionalBodyProperty(
                                        "top_k", com.anthropic.core.JsonValue.from(501)));
        assertThat(other.getMessage()).contains("top_k from 0 to 500");
        assertNothingHeld();
    }
}
