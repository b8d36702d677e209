package io.alfred.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.providers.ProviderReply.Refused;
import io.alfred.providers.http.ProviderError;
import io.alfred.providers.wires.responses.ResponsesErrors;
import io.alfred.secrets.Secret;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * The errors of responses, which have a code and mostly no type: {@code {"code","message"}} in a
 * response that failed, {@code {"type":"error","code","message","param"}} as an event of its own.
 */
final class ResponseError {
    /** The type of an event that is an error as a whole, and tells no type of the error. */
    private static final String EVENT = "error";

    private static final ProviderError UNKNOWN = new ProviderError("", null, null, null);

    private ResponseError() {}

    /** The error of a response or of an event; one without words when it is not well-formed. */
    static ProviderError of(JsonNode node) {
        for (JsonNode error :
                new JsonNode[] {
                    node.path("error"), node.path("response").path("error"), node,
                }) {
            if (error.path("message").isTextual()) {
                String code = text(error.path("code"));
                String type = text(error.path("type"));
                return new ProviderError(
                        error.path("message").textValue(),
                        ResponsesErrors.type(EVENT.equals(type) ? null : type, code),
                        code,
                        text(error.path("param")));
            }
        }
        return UNKNOWN;
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() ? node.textValue() : null;
    }

    /** Code and message to tell, in the provider's words only if they are about the request. */
    static ObjectNode told(ProviderError error, Optional<Secret> key) {
        ObjectNode told = JsonNodeFactory.instance.objectNode();
        if (error.callersMistake()) {
            Refused own = error.refused(400, key);
            return told.put("code", own.code()).put("message", own.message());
        }
        return told.put("code", "server_error")
                .put("message", "the provider failed while it was answering");
    }
}
