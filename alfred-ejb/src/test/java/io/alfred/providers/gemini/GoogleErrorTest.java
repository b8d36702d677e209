package io.alfred.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.alfred.providers.http.ProviderError;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoogleErrorTest {
    private static final GeminiWire WIRE = new GeminiWire(GeminiApi.VERTEX);

    private static ProviderError error(String json) {
        return WIRE.error(Golden.parsed(json)).orElseThrow();
    }

    private static ProviderError error(String status, String message) {
        return error(
                "{\"error\":{\"code\":0,\"message\":\""
                        + message
                        + "\",\"status\":\""
                        + status
                        + "\"}}");
    }

    @Test
    void an_invalid_key_is_no_callers_mistake_though_it_comes_as_one() {
        ProviderError error = WIRE.error(Golden.json("error-key.json")).orElseThrow();
        assertThat(error.type()).isEqualTo("authentication_error");
        assertThat(error.code()).isEqualTo("API_KEY_INVALID");
        assertThat(error.callersMistake()).isFalse();
    }

    @Test
    void a_used_up_day_is_our_quota() {
        ProviderError error = WIRE.error(Golden.json("error-day.json")).orElseThrow();
        assertThat(error.type()).isEqualTo("insufficient_quota");
        assertThat(error.callersMistake()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_ARGUMENT, temperature must be at most 2, invalid_request_error",
        "INVALID_ARGUMENT, API key expired. Please renew the API key., authentication_error",
        "NOT_FOUND, models/x is not found, invalid_request_error",
        "OUT_OF_RANGE, too long, invalid_request_error",
        "FAILED_PRECONDITION, enable billing on your project, billing_error",
        "FAILED_PRECONDITION, User location is not supported for the API use., permission_error",
        "FAILED_PRECONDITION, the cache is not ready, invalid_request_error",
        "UNAUTHENTICATED, no, authentication_error",
        "PERMISSION_DENIED, no, permission_error",
        "RESOURCE_EXHAUSTED, You exceeded your current quota, insufficient_quota",
        "RESOURCE_EXHAUSTED, Your prepayment credits are depleted., insufficient_quota",
        "RESOURCE_EXHAUSTED, Quota exceeded for x_per_minute_per_project, rate_limit_error",
        "RESOURCE_EXHAUSTED, Resource exhausted. Please try again later., rate_limit_error",
        "UNAVAILABLE, overloaded, api_error",
        "INTERNAL, oops, api_error",
        "DEADLINE_EXCEEDED, slow, api_error",
        "NEW_STATUS, what, api_error",
    })
    void statuses_tell_whose_affair_an_error_is(String status, String message, String type) {
        ProviderError error = error(status, message);
        assertThat(error.type()).isEqualTo(type);
        assertThat(error.code()).isEqualTo(status);
        assertThat(error.callersMistake()).isEqualTo(type.equals("invalid_request_error"));
    }

    @ParameterizedTest
    @CsvSource({
        "BILLING_DISABLED, billing_error",
        "SERVICE_DISABLED, permission_error",
        "CONSUMER_SUSPENDED, permission_error",
        "API_KEY_IP_ADDRESS_BLOCKED, authentication_error",
        "ACCESS_TOKEN_EXPIRED, authentication_error",
        "SOMETHING_ELSE, invalid_request_error",
    })
    void a_reason_says_more_than_the_status(String reason, String type) {
        assertThat(
                        error(
                                        "{\"error\":{\"code\":400,\"status\":\"INVALID_ARGUMENT\","
                                                + "\"message\":\"m\",\"details\":[7,{\"reason\":\""
                                                + reason
                                                + "\"}]}}")
                                .type())
                .isEqualTo(type);
    }

    @Test
    void a_limit_of_a_minute_passes_though_google_speaks_of_billing() {
        assertThat(
                        error(
                                        "{\"error\":{\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\",\"message\":\"check"
                                            + " your plan and billing details\","
                                            + "\"details\":[{\"violations\":[{\"quotaId\":"
                                            + "\"GenerateRequestsPerMinutePerProjectPerModel\"}]}]}}")
                                .type())
                .isEqualTo("rate_limit_error");
    }

    @Test
    void the_name_of_our_project_does_not_get_out() {
        assertThat(
                        error(
                                        "NOT_FOUND",
                                        "Publisher Model `projects/acme-prod/locations/eu/x` was"
                                                + " not found")
                                .message())
                .isEqualTo("Publisher Model `projects/[removed]/locations/eu/x` was not found");
    }

    @Test
    void an_error_in_a_list_is_one() {
        assertThat(
                        WIRE.error(
                                JsonNodeFactory.instance
                                        .arrayNode()
                                        .add(Golden.json("error-key.json"))))
                .map(ProviderError::type)
                .contains("authentication_error");
    }

    @Test
    void an_error_without_status_is_told_by_its_code() {
        assertThat(error("{\"error\":{\"code\":404,\"message\":\"m\"}}").type())
                .isEqualTo("invalid_request_error");
        assertThat(error("{\"error\":{\"code\":400,\"status\":\"INVALID_ARGUMENT\"}}").message())
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"error\":null}",
                "{\"error\":\"invalid_grant\"}",
                "{\"error\":[]}",
                "{\"error\":{}}",
                "{\"error\":{\"message\":7}}",
            })
    void what_is_no_error_object_is_none(String json) {
        assertThat(WIRE.error(Golden.parsed(json))).isEmpty();
    }
}
