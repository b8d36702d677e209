package io.alfred.providers.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.providers.http.ProviderError;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Google's error object, {@code {"error":{"code","message","status","details"}}}, told in the types
 * that tell our account's affairs from the caller's mistakes.
 *
 * <p>The status alone does not do: an invalid key comes as {@code INVALID_ARGUMENT} with status
 * 400, as a wrong field does. A stream that is not one of events brings its error in a list.
 */
public final class GoogleError {
    private static final String MISTAKE = "invalid_request_error";
    private static final String AUTHENTICATION = "authentication_error";
    private static final String PERMISSION = "permission_error";
    private static final String BILLING = "billing_error";
    private static final String QUOTA = "insufficient_quota";
    private static final String RATE = "rate_limit_error";
    private static final String FAILED = "api_error";

    /** Beginnings of the reasons that speak of a key, a token or an account. */
    private static final List<String> CREDENTIAL_REASONS =
            List.of("API_KEY_", "ACCESS_TOKEN_", "CREDENTIALS_", "ACCOUNT_STATE_", "SESSION_");

    private static final Set<String> PROJECT_REASONS =
            Set.of(
                    "SERVICE_DISABLED",
                    "CONSUMER_SUSPENDED",
                    "CONSUMER_INVALID",
                    "RESOURCE_PROJECT_INVALID",
                    "USER_PROJECT_DENIED",
                    "SECURITY_POLICY_VIOLATED",
                    "ORG_RESTRICTION_VIOLATION",
                    "LOCATION_ORG_POLICY_VIOLATED",
                    "LOCATION_POLICY_VIOLATED",
                    "USER_BLOCKED_BY_ADMIN");

    /** The name of our project, as it stands in names of resources. */
    private static final Pattern PROJECT = Pattern.compile("projects/[^/\\s'\"`,;]+");

    private GoogleError() {}

    /** The error in a body; empty when it has none of this shape. */
    public static Optional<ProviderError> in(JsonNode body) {
        JsonNode object = body.isArray() ? body.path(0) : body;
        if (!(object.get("error") instanceof ObjectNode error)) {
            return Optional.empty();
        }
        String status = JsonText.text(error, "status");
        String message = JsonText.text(error, "message");
        if (status.isEmpty() && message.isEmpty()) {
            return Optional.empty();
        }
        List<String> reasons = details(error, "reason");
        String type = type(status.isEmpty() ? statusOf(error) : status, message, reasons, error);
        String code = reasons.isEmpty() ? status : reasons.getFirst();
        return Optional.of(
                new ProviderError(
                        message.isEmpty()
                                ? "the provider gave no reason"
                                : PROJECT.matcher(message).replaceAll("projects/[removed]"),
                        type,
                        code.isEmpty() ? null : code,
                        null));
    }

    private static String type(
            String status, String message, List<String> reasons, ObjectNode error) {
        if (reasons.stream().anyMatch(GoogleError::ofCredential)) {
            return AUTHENTICATION;
        }
        if (reasons.contains("BILLING_DISABLED")) {
            return BILLING;
        }
        if (reasons.stream().anyMatch(PROJECT_REASONS::contains)) {
            return PERMISSION;
        }
        String said = message.toLowerCase(Locale.ROOT);
        return switch (status) {
            case "INVALID_ARGUMENT" -> said.contains("api key") ? AUTHENTICATION : MISTAKE;
            case "FAILED_PRECONDITION" -> precondition(said);
            case "NOT_FOUND", "OUT_OF_RANGE", "ALREADY_EXISTS" -> MISTAKE;
            case "UNAUTHENTICATED" -> AUTHENTICATION;
            case "PERMISSION_DENIED" -> PERMISSION;
            case "RESOURCE_EXHAUSTED" -> exhausted(said, error);
            default -> FAILED;
        };
    }

    private static boolean ofCredential(String reason) {
        return CREDENTIAL_REASONS.stream().anyMatch(reason::startsWith);
    }

    /** A country without the free tier, or a project without billing, is no caller's mistake. */
    private static String precondition(String said) {
        if (said.contains("billing")) {
            return BILLING;
        }
        return said.contains("location is not supported") ? PERMISSION : MISTAKE;
    }

    /**
     * Limits of a minute pass by themselves; used-up days, credits and budgets do not. Google's
     * words are the same for both where it names the quota, so the quota's name counts then.
     */
    private static String exhausted(String said, ObjectNode error) {
        List<String> quotas = new ArrayList<>();
        for (JsonNode detail : error.path("details")) {
            for (JsonNode violation : detail.path("violations")) {
                quotas.add(JsonText.text(violation, "quotaId"));
                quotas.add(JsonText.text(violation, "quotaMetric"));
            }
        }
        quotas.removeIf(String::isEmpty);
        if (quotas.isEmpty()) {
            boolean lasting =
                    said.contains("quota")
                            || said.contains("billing")
                            || said.contains("credit")
                            || said.contains("spend");
            return lasting && !ofMinute(said) ? QUOTA : RATE;
        }
        return quotas.stream().anyMatch(GoogleError::ofDay) ? QUOTA : RATE;
    }

    private static boolean ofMinute(String text) {
        return text.contains("per_minute")
                || text.contains("per minute")
                || text.contains("perminute");
    }

    private static boolean ofDay(String quota) {
        String name = quota.toLowerCase(Locale.ROOT);
        return name.contains("perday") || name.contains("per_day") || name.contains("permonth");
    }

    private static List<String> details(ObjectNode error, String name) {
        List<String> found = new ArrayList<>();
        for (JsonNode detail : error.path("details")) {
            String text = JsonText.text(detail, name);
            if (!text.isEmpty()) {
                found.add(text);
            }
        }
        return found;
    }

    private static String statusOf(ObjectNode error) {
        return switch (error.path("code").asInt()) {
            case 400 -> "INVALID_ARGUMENT";
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 429 -> "RESOURCE_EXHAUSTED";
            default -> "UNKNOWN";
        };
    }
}
