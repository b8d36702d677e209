package io.alfred.web.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.RateLimitException;
import com.openai.models.chat.completions.ChatCompletion;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Tokens of Alfred's service account at Vertex AI, and what clients see when it is refused. */
@Order(2)
class VertexAccountIT extends TwoSdksTest {
    private static final String WORDS_OF_GOOGLE = "of project 4711";
    private static final Gemini.Usage USAGE = Gemini.Usage.of(9, 3);
    private static final BigInteger CHARGE = Vertex.FLASH_PRICE.of(USAGE.billed());

    @Override
    void configure() {
        Vertex.configure();
    }

    @AfterEach
    void open() {
        Vertex.tokens().close(false);
    }

    @AfterAll
    static void leave() {
        Vertex.disable();
    }

    private static String answer() {
        return Gemini.answer("STOP", USAGE, Gemini.text("hello"));
    }

    private void call() {
        assertThat(OpenAiApp.text(openAi.whole(OpenAiApp.asking(Vertex.FLASH)))).isEqualTo("hello");
    }

    private void assertCharged(long calls) {
        assertThat(tenant.spent()).isEqualTo(CHARGE.multiply(BigInteger.valueOf(calls)));
        CallEntries entries = CallEntries.of(tenant);
        assertThat(entries.count("HOLD")).isEqualTo(calls);
        assertThat(entries.count("SETTLE")).isEqualTo(calls);
        assertThat(entries.count("RELEASE")).isZero();
    }

    private static String authorization(int request) {
        return provider().seen().get(request).header("authorization");
    }

    @Test
    void calls_share_a_token() {
        Vertex.answer(TestProvider.json(answer()));
        call();
        int given = Vertex.tokens().count();

        call();
        call();

        assertThat(Vertex.tokens().count()).isEqualTo(given);
        assertCharged(3);
    }

    @Test
    void a_token_that_was_revoked_early_is_replaced_within_the_call() {
        Vertex.answer(TestProvider.json(answer()));
        call();
        int given = Vertex.tokens().count();
        String before = Vertex.tokens().last();
        Vertex.tokens().revokeAll();
        Vertex.answer(TestProvider.json(answer()));

        call();

        assertThat(Vertex.tokens().count()).isEqualTo(given + 1);
        assertThat(provider().seen()).hasSize(2);
        assertThat(authorization(0)).isEqualTo("Bearer " + before);
        assertThat(authorization(1)).isEqualTo("Bearer " + Vertex.tokens().last());
        assertThat(provider().seen().get(1).text()).isEqualTo(provider().seen().get(0).text());
        assertCharged(2);
    }

    @Test
    void a_stream_gets_a_new_token_before_its_first_event() {
        Vertex.answer(TestProvider.json(answer()));
        call();
        Vertex.tokens().revokeAll();
        Vertex.answer(
                TestProvider.events(
                        List.of(
                                Gemini.piece(Gemini.text("hel")),
                                Gemini.answer("STOP", USAGE, Gemini.text("lo")))));

        ChatCompletion streamed = openAi.streamed(OpenAiApp.asking(Vertex.FLASH));

        assertThat(OpenAiApp.text(streamed)).isEqualTo("hello");
        assertThat(provider().seen()).hasSize(2);
        assertCharged(2);
    }

    @Test
    void many_calls_that_meet_a_revoked_token_ask_for_one_new_one()
            throws InterruptedException, ExecutionException {
        int calls = 16;
        Vertex.answer(TestProvider.json(answer()));
        call();
        int given = Vertex.tokens().count();
        Vertex.tokens().revokeAll();

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<ChatCompletion> call = () -> openAi.whole(OpenAiApp.asking(Vertex.FLASH));
            for (Future<ChatCompletion> answer :
                    threads.invokeAll(Collections.nCopies(calls, call))) {
                assertThat(OpenAiApp.text(answer.get())).isEqualTo("hello");
            }
        }

        assertThat(Vertex.tokens().count()).isEqualTo(given + 1);
        assertCharged(calls + 1);
    }

    @Test
    void a_second_refusal_is_told_and_everything_held_is_given_back() {
        provider()
                .answer(
                        Gemini.refusal(
                                401, "UNAUTHENTICATED", "Invalid credentials " + WORDS_OF_GOOGLE));

        InternalServerException e =
                openAi.failure(InternalServerException.class, OpenAiApp.asking(Vertex.FLASH));

        assertThat(e.statusCode()).isEqualTo(502);
        assertThat(e.code()).contains("upstream_failed");
        assertThat(e.getMessage())
                .contains("refuses the account that Alfred uses")
                .doesNotContain(WORDS_OF_GOOGLE);
        assertThat(provider().seen()).as("one try with a new token").hasSize(2);
        assertNothingCharged(1);

        com.anthropic.errors.InternalServerException other =
                anthropic.streamFailure(
                        com.anthropic.errors.InternalServerException.class,
                        AnthropicApp.asking(Vertex.FLASH));
        assertThat(other.statusCode()).isEqualTo(502);
        assertNothingCharged(2);
    }

    @Test
    void an_account_that_google_closed_is_refused_and_comes_back_by_itself() {
        Vertex.answer(TestProvider.json(answer()));
        call();
        Vertex.tokens().revokeAll();
        Vertex.tokens().close(true);

        InternalServerException e =
                openAi.failure(InternalServerException.class, OpenAiApp.asking(Vertex.FLASH));

        assertThat(e.statusCode()).isEqualTo(502);
        assertThat(e.getMessage())
                .doesNotContain(GoogleTokens.EMAIL)
                .doesNotContain("invalid_grant")
                .doesNotContain("account not found");
        assertThat(CallEntries.of(tenant).count("RELEASE")).isEqualTo(1);
        assertThat(tenant.spent()).isEqualTo(CHARGE);

        Vertex.tokens().close(false);
        call();
        assertThat(tenant.spent()).isEqualTo(CHARGE.add(CHARGE));
    }

    @Test
    void a_key_cannot_choose_where_its_assertions_go() {
        Vertex.answer(TestProvider.json(answer()));
        int given = Vertex.tokens().count();
        Vertex.configure(Vertex.GOOGLE, Vertex.tokens().keyFile(root() + GoogleTokens.PATH));

        InternalServerException e =
                openAi.failure(InternalServerException.class, OpenAiApp.asking(Vertex.FLASH));

        assertThat(e.statusCode()).isEqualTo(502);
        assertThat(Vertex.tokens().count()).isEqualTo(given);
        assertThat(provider().seen()).isEmpty();
        assertNothingCharged(1);
    }

    @Test
    void googles_quarrel_with_our_project_is_not_the_callers_and_not_tried_again() {
        Vertex.answer(
                Gemini.refusal(403, "PERMISSION_DENIED", "Permission denied " + WORDS_OF_GOOGLE));

        InternalServerException e =
                openAi.failure(InternalServerException.class, OpenAiApp.asking(Vertex.FLASH));

        assertThat(e.statusCode()).isEqualTo(502);
        assertThat(e.getMessage()).doesNotContain(WORDS_OF_GOOGLE);
        assertThat(provider().seen()).hasSize(1);
        assertNothingCharged(1);
    }

    @Test
    void a_callers_mistake_is_400_with_googles_words_but_not_our_projects_name() {
        Vertex.answer(
                Gemini.refusal(
                        400,
                        "INVALID_ARGUMENT",
                        "projects/acme-prod: temperature must be at most 2"));

        BadRequestException e =
                openAi.failure(BadRequestException.class, OpenAiApp.asking(Vertex.FLASH));

        assertThat(e.getMessage())
                .contains("temperature must be at most 2")
                .doesNotContain("acme-prod");
        assertNothingCharged(1);
    }

    @Test
    void shared_capacity_that_is_used_up_is_the_sdks_rate_limit_exception() {
        Vertex.answer(
                Gemini.refusal(429, "RESOURCE_EXHAUSTED", "Resource exhausted " + WORDS_OF_GOOGLE));

        RateLimitException e =
                openAi.failure(RateLimitException.class, OpenAiApp.asking(Vertex.FLASH));

        assertThat(e.code()).contains("rate_limited");
        assertThat(e.getMessage()).doesNotContain(WORDS_OF_GOOGLE);
        assertThat(tenant.spent()).isZero();
    }

    @Test
    void a_test_of_the_provider_signs_in_and_replaces_a_revoked_token() {
        Vertex.answer(Gemini.refusal(400, "INVALID_ARGUMENT", "contents is required"));
        assertTested(true, "answers and takes the key");
        assertThat(provider().only().path()).isEqualTo(Vertex.path(Vertex.FLASH, "countTokens"));
        assertThat(provider().only().text()).isEqualTo("{}");

        Vertex.tokens().revokeAll();
        assertTested(true, "answers and takes the key");

        provider().answer(Gemini.refusal(401, "UNAUTHENTICATED", WORDS_OF_GOOGLE));
        assertTested(false, "refuses the account that Alfred uses");

        Vertex.tokens().close(true);
        assertTested(false, "Google refuses the service account that Alfred uses");
    }

    private static void assertTested(boolean ok, String detail) {
        JsonNode result =
                AlfredClient.admin()
                        .post("/api/providers/" + Vertex.GOOGLE + "/test", "")
                        .expect(200);
        assertThat(result.path("ok").booleanValue()).isEqualTo(ok);
        assertThat(result.path("detail").asText()).isEqualTo(detail);
    }
}
