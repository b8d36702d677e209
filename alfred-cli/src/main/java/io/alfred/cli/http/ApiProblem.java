package io.alfred.cli.http;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;

import java.net.URI;

/**
 * An error answer of {@code /api} (RFC 9457) or {@code /v1} (OpenAI shape), or of something
 * between.
 *
 * @param status 0 for an error inside a stream that had begun with 200
 */
public record ApiProblem(int status, String code, String message, String fix, String requestId) {
    /** Reads an error body; anything that is neither shape is not shown. */
    public static ApiProblem of(int status, String body) {
        JsonNode node;
        try {
            node = Json.parse(body, "the answer");
        } catch (CliException e) {
            node = Json.object();
        }
        return of(status, node.path("error").isObject() ? node.path("error") : node);
    }

    /** Reads a problem document or an OpenAI error object. */
    public static ApiProblem of(int status, JsonNode error) {
        String message = first(error.path("detail"), error.path("message"), error.path("title"));
        return new ApiProblem(
                status,
                error.path("code").asText(""),
                message,
                error.path("fix").asText(""),
                error.path("request_id").asText(""));
    }

    /** The same with the id the headers give, unless the body had one. */
    ApiProblem orRequestId(String header) {
        return requestId.isEmpty() ? new ApiProblem(status, code, message, fix, header) : this;
    }

    /** The exit code and the sentence for stderr. */
    public CliException asException(URI base) {
        return new CliException(exitCode(), sentence(base), fixToSay());
    }

    int exitCode() {
        return switch (status) {
            case 401 -> ExitCode.AUTH;
            case 403 -> code.equals("role_required") ? ExitCode.AUTH : ExitCode.DENIED;
            case 402, 422, 429, 451 -> ExitCode.DENIED;
            case 404 -> ExitCode.NOT_FOUND;
            default -> ExitCode.FAILURE;
        };
    }

    private String sentence(URI base) {
        StringBuilder text = new StringBuilder();
        if (!code.isEmpty()) {
            text.append(code).append(": ");
        }
        if (message.isEmpty()) {
            text.append(base).append(" answered with status ").append(status);
        } else {
            text.append(message);
        }
        if (!requestId.isEmpty() && status / 100 == 5) {
            text.append(" (request ").append(requestId).append(')');
        }
        return text.toString();
    }

    private String fixToSay() {
        if (!fix.isEmpty()) {
            return message.contains(fix) ? "" : fix;
        }
        if (!message.isEmpty()) {
            return "";
        }
        return switch (status) {
            case 401 -> "run `alfred login`";
            case 404 -> "check that the endpoint is an Alfred server of this version";
            default -> status / 100 == 5 ? "the server's log says why" : "";
        };
    }

    private static String first(JsonNode... candidates) {
        for (JsonNode candidate : candidates) {
            if (candidate.isTextual() && !candidate.textValue().isEmpty()) {
                return candidate.textValue();
            }
        }
        return "";
    }
}
