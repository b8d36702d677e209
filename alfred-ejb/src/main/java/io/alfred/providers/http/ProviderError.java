package io.alfred.providers.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.providers.ProviderReply.Refused;
import io.alfred.providers.UpstreamException;
import io.alfred.providers.UpstreamException.Kind;
import io.alfred.secrets.Secret;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The error object of the protocol, {@code {"error":{"message","type","code","param"}}}, and what a
 * status with or without it means.
 */
public record ProviderError(
        String message, @Nullable String type, @Nullable String code, @Nullable String param) {
    private static final Set<Integer> CALLERS_MISTAKES = Set.of(400, 404, 413, 415, 422);
    private static final String DEFAULT_TYPE = "invalid_request_error";

    /**
     * Words of an account's trouble that come under the type or status of a caller's mistake:
     * Anthropic's of a balance that is used up, xAI's of a wrong key.
     */
    private static final List<String> OF_ACCOUNT =
            List.of("credit balance is too low", "incorrect api key");

    /** Types and codes that speak of our account, whatever the status. */
    private static final Set<String> ACCOUNT =
            Set.of(
                    "insufficient_quota",
                    "billing_hard_limit_reached",
                    "billing_not_active",
                    "billing_error",
                    "account_deactivated",
                    "invalid_api_key",
                    "invalid_organization",
                    "authentication_error",
                    "permission_error",
                    "insufficient_permissions",
                    "organization_restricted",
                    "access_terminated");

    /** The error object in a body or event, if it is there and well-formed. */
    public static Optional<ProviderError> in(@Nullable JsonNode body) {
        if (body instanceof ObjectNode object
                && object.get("error") instanceof ObjectNode error
                && error.path("message").isTextual()) {
            return Optional.of(
                    new ProviderError(
                            error.path("message").textValue(),
                            scalar(error.get("type")),
                            scalar(error.get("code")),
                            scalar(error.get("param"))));
        }
        return Optional.empty();
    }

    private static @Nullable String scalar(@Nullable JsonNode node) {
        return node == null || node.isNull() || node.isContainerNode() ? null : node.asText();
    }

    /**
     * What an answer with an error status comes to.
     *
     * @throws UpstreamException unless the error is the caller's own mistake
     */
    static Refused refusal(
            Attempt attempt, int status, Optional<ProviderError> error, Optional<Secret> key)
            throws UpstreamException {
        boolean ourAccount = error.map(ProviderError::speaksOfAccount).orElse(false);
        if (ourAccount || status == 401 || status == 402 || status == 403) {
            throw attempt.answered(
                    Kind.OUR_ACCOUNT, status, "refuses the account that Alfred uses");
        }
        if (error.isPresent() && CALLERS_MISTAKES.contains(status)) {
            return error.get().refused(status, key);
        }
        if (status == 429) {
            throw attempt.answered(Kind.SERVER_ERROR, status, "limits the rate of calls");
        }
        if (status >= 500 || status == 408 || status == 409 || status == 424) {
            throw attempt.answered(Kind.SERVER_ERROR, status, "failed with status " + status);
        }
        throw attempt.answered(
                Kind.BAD_ANSWER, status, "answered with status " + status + " and no reason");
    }

    /**
     * What a failure in an answer of status 200 comes to.
     *
     * @throws UpstreamException unless the error is the caller's own mistake
     */
    static Refused failure(Attempt attempt, ProviderError error, Optional<Secret> key)
            throws UpstreamException {
        if (error.speaksOfAccount()) {
            throw attempt.answered(Kind.OUR_ACCOUNT, 200, "refuses the account that Alfred uses");
        }
        if (error.callersMistake()) {
            return error.refused(400, key);
        }
        throw attempt.answered(Kind.SERVER_ERROR, 200, "said that it failed");
    }

    boolean speaksOfAccount() {
        return OF_ACCOUNT.stream().anyMatch(message.toLowerCase(Locale.ROOT)::contains)
                || Stream.ofNullable(type).anyMatch(ProviderError::ofAccount)
                || Stream.ofNullable(code).anyMatch(ProviderError::ofAccount);
    }

    private static boolean ofAccount(String text) {
        return ACCOUNT.contains(text.toLowerCase(Locale.ROOT));
    }

    /** Whether the error, met in the middle of a stream, is about the request itself. */
    public boolean callersMistake() {
        return DEFAULT_TYPE.equals(type) && !speaksOfAccount();
    }

    public Refused refused(int status, Optional<Secret> key) {
        return new Refused(
                status,
                Scrubber.clean(message, key),
                type == null ? DEFAULT_TYPE : Scrubber.clean(type, key),
                Scrubber.cleanOrNull(code, key),
                Scrubber.cleanOrNull(param, key));
    }
}
