package io.alfred.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.providers.ProviderReply.Refused;
import io.alfred.providers.http.ProviderError;
import io.alfred.secrets.Secret;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Writes the one event that Alfred puts in a provider's place. */
final class Answers {
    private static final Refused REPLACED =
            new Refused(
                    502,
                    "the provider failed while it was answering",
                    "upstream_error",
                    "upstream_failed",
                    null);

    private Answers() {}

    /** An error in the middle of a stream, in its own words only if it is about the request. */
    static byte[] errorEvent(JsonNode event, Optional<Secret> key) {
        Refused error =
                ProviderError.in(event)
                        .filter(ProviderError::callersMistake)
                        .map(found -> found.refused(400, key))
                        .orElse(REPLACED);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("error")
                .put("message", error.message())
                .put("type", error.type())
                .put("code", error.code())
                .put("param", error.param());
        return ("data: " + body + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
