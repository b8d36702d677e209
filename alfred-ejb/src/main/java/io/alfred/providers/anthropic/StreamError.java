package io.alfred.providers.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.providers.ProviderReply.Refused;
import io.alfred.providers.http.ProviderError;
import io.alfred.secrets.Secret;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** An error in the middle of a stream, in its own words only if it is about the request. */
final class StreamError {
    private static final String OVERLOADED = "overloaded_error";

    private StreamError() {}

    static byte[] event(JsonNode event, Optional<Secret> key) {
        Optional<Refused> own =
                ProviderError.in(event)
                        .filter(ProviderError::callersMistake)
                        .map(found -> found.refused(400, key));
        boolean overloaded = event.path("error").path("type").asText().equals(OVERLOADED);
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("type", "error");
        ObjectNode error = body.putObject("error");
        if (own.isPresent()) {
            error.put("type", own.get().type()).put("message", own.get().message());
        } else {
            error.put("type", overloaded ? OVERLOADED : "api_error")
                    .put("message", "the provider failed while it was answering")
                    .put("code", "upstream_failed");
        }
        return ("event: error\ndata: " + body + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
