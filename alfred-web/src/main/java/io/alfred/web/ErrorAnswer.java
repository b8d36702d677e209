package io.alfred.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * An error as it goes over the wire: the shape of the client's protocol under {@code /v1}, RFC 9457
 * elsewhere.
 *
 * @param headers by name; {@code x-should-retry} tells the official SDKs whether to try again
 */
public record ErrorAnswer(
        int status, String mediaType, Map<String, String> headers, ObjectNode body) {
    static final String PROBLEM_JSON = "application/problem+json";
    static final String JSON = "application/json";

    /** What a client waits before it tries again, seconds. */
    private static final int RETRY_AFTER_S = 1;

    /** The status that Anthropic's clients know for a server that is busy. */
    private static final int ANTHROPIC_OVERLOADED = 529;

    private static final String DOCS = "/docs/errors#";

    /** The answer to a client of OpenAI's protocol. */
    public static ErrorAnswer openAi(AlfredException error, String requestId) {
        ObjectNode detail = JsonNodeFactory.instance.objectNode();
        detail.put("message", sentence(error));
        detail.put("type", error.code().type());
        detail.put("code", error.code().wireName());
        detail.put("param", error.param().orElse(null));
        detail.put("request_id", requestId);
        error.transactionId().ifPresent(id -> detail.put("transaction_id", id.toString()));
        error.cost().ifPresent(cost -> detail.put("cost", cost.toDecimal()));
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("error", detail);
        Map<String, String> headers = headers(error);
        error.rate().ifPresent(rate -> headers.putAll(rate.openAiHeaders()));
        return new ErrorAnswer(error.code().status(), JSON, headers, body);
    }

    /** The answer to a client of Anthropic's protocol. */
    public static ErrorAnswer anthropic(AlfredException error, String requestId) {
        int status =
                error.code() == ErrorCode.OVERLOADED ? ANTHROPIC_OVERLOADED : error.code().status();
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("type", "error");
        ObjectNode detail = body.putObject("error");
        detail.put("type", anthropicType(status));
        detail.put("message", sentence(error));
        detail.put("code", error.code().wireName());
        // where Anthropic's own SDKs look for a code
        detail.putObject("details").put("error_code", error.code().wireName());
        error.param().ifPresent(param -> detail.put("param", param));
        error.transactionId().ifPresent(id -> detail.put("transaction_id", id.toString()));
        error.cost().ifPresent(cost -> detail.put("cost", cost.toDecimal()));
        body.put("request_id", requestId);
        Map<String, String> headers = headers(error);
        error.rate().ifPresent(rate -> headers.putAll(rate.anthropicHeaders(Instant.now())));
        headers.put(AnthropicClient.REQUEST_ID, requestId);
        return new ErrorAnswer(status, JSON, headers, body);
    }

    private static String anthropicType(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 409 -> "conflict_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 504 -> "timeout_error";
            case ANTHROPIC_OVERLOADED -> "overloaded_error";
            default -> status < 500 ? "invalid_request_error" : "api_error";
        };
    }

    /** The answer to a request under {@code /api} or to an unknown path. */
    public static ErrorAnswer problem(AlfredException error, String requestId) {
        ErrorCode code = error.code();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("type", DOCS + code.wireName());
        body.put("title", title(code));
        body.put("status", code.status());
        body.put("detail", sentence(error));
        body.put("code", code.wireName());
        body.put("fix", error.fix());
        error.param().ifPresent(param -> body.put("param", param));
        body.put("request_id", requestId);
        error.transactionId().ifPresent(id -> body.put("transaction_id", id.toString()));
        error.cost().ifPresent(cost -> body.put("cost", cost.toDecimal()));
        return new ErrorAnswer(code.status(), PROBLEM_JSON, headers(error), body);
    }

    static ErrorAnswer of(ApiPath path, AlfredException error, String requestId) {
        return path == ApiPath.V1 ? openAi(error, requestId) : problem(error, requestId);
    }

    /** What is wrong and what to do about it. */
    private static String sentence(AlfredException error) {
        return error.fix().isEmpty() ? error.message() : error.message() + ": " + error.fix();
    }

    private static String title(ErrorCode code) {
        String words = code.wireName().replace('_', ' ').replace("api", "API");
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private static Map<String, String> headers(AlfredException error) {
        ErrorCode code = error.code();
        Map<String, String> headers = new LinkedHashMap<>();
        error.transactionId().ifPresent(id -> headers.put("X-Alfred-Transaction", id.toString()));
        error.cost().ifPresent(cost -> headers.put("X-Alfred-Cost", cost.toString()));
        boolean retryable =
                code.retryable() && error.rate().map(r -> r.retryAfter() != null).orElse(true);
        headers.put("x-should-retry", Boolean.toString(retryable));
        if (retryable || code.status() == 503) {
            headers.put("Retry-After", Integer.toString(RETRY_AFTER_S));
        }
        if (code == ErrorCode.REQUEST_TIMEOUT) {
            // The rest of the body is not waited for.
            headers.put("Connection", "close");
        }
        if (code.status() == 401) {
            headers.put("WWW-Authenticate", "Bearer");
        }
        return headers;
    }
}
