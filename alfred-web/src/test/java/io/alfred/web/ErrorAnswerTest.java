package io.alfred.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.RateStanding;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.UUID;

class ErrorAnswerTest {
    private static final UUID TX = new UUID(5, 6);

    @Test
    void api_errors_are_problem_details() {
        ErrorAnswer answer =
                ErrorAnswer.problem(
                        AlfredException.invalid("name", "name is missing", "send the field name")
                                .inTransaction(TX),
                        "req-1");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.mediaType()).isEqualTo("application/problem+json");
        ObjectNode body = answer.body();
        assertThat(body.path("type").asText()).isEqualTo("/docs/errors#invalid_request");
        assertThat(body.path("title").asText()).isEqualTo("Invalid request");
        assertThat(body.path("status").asInt()).isEqualTo(400);
        assertThat(body.path("detail").asText()).isEqualTo("name is missing: send the field name");
        assertThat(body.path("code").asText()).isEqualTo("invalid_request");
        assertThat(body.path("fix").asText()).isEqualTo("send the field name");
        assertThat(body.path("param").asText()).isEqualTo("name");
        assertThat(body.path("request_id").asText()).isEqualTo("req-1");
        assertThat(body.path("transaction_id").asText()).isEqualTo(TX.toString());
        assertThat(answer.headers()).containsEntry("X-Alfred-Transaction", TX.toString());
    }

    @Test
    void a_rate_limit_is_told_in_the_headers_of_each_protocol() {
        AlfredException refused =
                new AlfredException(ErrorCode.RATE_LIMITED, "used up", "wait")
                        .standing(
                                new RateStanding(
                                        new RateStanding.Quota(60, 0, Duration.ofMinutes(1)),
                                        null,
                                        Duration.ofMillis(1_001)));
        assertThat(ErrorAnswer.openAi(refused, "req-1").headers())
                .containsEntry("Retry-After", "2")
                .containsEntry("retry-after-ms", "1001")
                .containsEntry("x-should-retry", "true")
                .containsEntry("x-ratelimit-remaining-requests", "0")
                .containsEntry("x-ratelimit-reset-requests", "1m0s");
        assertThat(ErrorAnswer.anthropic(refused, "req-1").headers())
                .containsEntry("Retry-After", "2")
                .containsEntry("anthropic-ratelimit-requests-limit", "60")
                .containsKey("anthropic-ratelimit-requests-reset")
                .doesNotContainKey("x-ratelimit-limit-requests");
        AlfredException never =
                new AlfredException(ErrorCode.RATE_LIMITED, "too large", "send less")
                        .standing(RateStanding.NONE);
        assertThat(ErrorAnswer.openAi(never, "req-1").headers())
                .containsEntry("x-should-retry", "false")
                .doesNotContainKey("Retry-After");
    }

    @Test
    void v1_errors_have_the_openai_shape_with_all_its_fields() {
        ErrorAnswer answer =
                ErrorAnswer.openAi(
                        new AlfredException(ErrorCode.WALLET_EXHAUSTED, "empty", "grant credits"),
                        "req-2");
        assertThat(answer.status()).isEqualTo(402);
        assertThat(answer.body().fieldNames()).toIterable().containsExactly("error");
        assertThat(answer.body().get("error").toString())
                .isEqualTo(
                        "{\"message\":\"empty: grant credits\",\"type\":\"insufficient_quota\","
                                + "\"code\":\"wallet_exhausted\",\"param\":null,"
                                + "\"request_id\":\"req-2\"}");
    }

    @Test
    void errors_for_anthropics_clients_have_its_shape_and_alfreds_code() {
        ErrorAnswer answer =
                ErrorAnswer.anthropic(
                        new AlfredException(ErrorCode.WALLET_EXHAUSTED, "empty", "grant credits"),
                        "req-3");
        assertThat(answer.status()).isEqualTo(402);
        assertThat(answer.headers()).containsEntry("request-id", "req-3");
        assertThat(answer.body().toString())
                .isEqualTo(
                        "{\"type\":\"error\",\"error\":{\"type\":\"billing_error\","
                                + "\"message\":\"empty: grant credits\","
                                + "\"code\":\"wallet_exhausted\","
                                + "\"details\":{\"error_code\":\"wallet_exhausted\"}},"
                                + "\"request_id\":\"req-3\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_REQUEST, 400, invalid_request_error",
        "INVALID_API_KEY, 401, authentication_error",
        "WALLET_EXHAUSTED, 402, billing_error",
        "WALLET_CLOSED, 403, permission_error",
        "MODEL_NOT_FOUND, 404, not_found_error",
        "METHOD_NOT_ALLOWED, 405, invalid_request_error",
        "CONFLICT, 409, conflict_error",
        "REQUEST_TOO_LARGE, 413, request_too_large",
        "RATE_LIMITED, 429, rate_limit_error",
        "INTERNAL_ERROR, 500, api_error",
        "UPSTREAM_FAILED, 502, api_error",
        "OUTCOME_UNKNOWN, 503, api_error",
        "UPSTREAM_TIMEOUT, 504, timeout_error",
        "OVERLOADED, 529, overloaded_error",
    })
    void anthropics_type_follows_from_the_status(ErrorCode code, int status, String type) {
        ErrorAnswer answer = ErrorAnswer.anthropic(new AlfredException(code, "m", "f"), "r");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().path("error").path("type").asText()).isEqualTo(type);
        assertThat(answer.headers().containsKey("Retry-After"))
                .isEqualTo(status == 429 || code.status() == 503);
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void every_error_says_whether_an_sdk_should_retry(ErrorCode code) {
        ErrorAnswer answer = ErrorAnswer.openAi(new AlfredException(code, "m", "f"), "r");
        boolean shortWaitHelps = code == ErrorCode.OVERLOADED || code == ErrorCode.RATE_LIMITED;
        assertThat(answer.headers()).containsEntry("x-should-retry", "" + shortWaitHelps);
        assertThat(answer.headers().containsKey("Retry-After"))
                .isEqualTo(code.status() == 503 || code.status() == 429);
        assertThat(answer.headers().containsKey("WWW-Authenticate"))
                .isEqualTo(code.status() == 401);
    }

    @ParameterizedTest
    @CsvSource({
        "v1,V1",
        "/v1/models,V1",
        "api/orgs,API",
        "api,API",
        "/api,API",
        "apis,OTHER",
        "v10/x,OTHER",
        "'',OTHER",
        "/,OTHER"
    })
    void the_path_decides_the_shape(String path, ApiPath expected) {
        assertThat(ApiPath.of(path)).isEqualTo(expected);
    }
}
