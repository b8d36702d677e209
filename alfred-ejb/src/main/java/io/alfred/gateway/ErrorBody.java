package io.alfred.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.catalog.Protocol;
import io.alfred.providers.ProviderReply;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/** Errors inside a stream and those carried over from a provider, in the caller's protocol. */
final class ErrorBody {
    private ErrorBody() {}

    /** A whole answer: the caller's own mistake, in the provider's words. */
    static byte[] refused(OpenCall call, ProviderReply.Refused refused) {
        ObjectNode error = error(call, refused.message(), refused.type(), refused.code());
        if (call.endpoint().protocol() == Protocol.OPENAI) {
            error.put("param", refused.param());
        }
        return body(call, error).toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A server-sent event: the provider failed after the status went out. */
    static byte[] event(OpenCall call, String code, String message) {
        boolean timeout = code.equals("upstream_timeout");
        String event =
                switch (call.endpoint().protocol()) {
                    case OPENAI -> {
                        ObjectNode error = error(call, message, "upstream_error", code);
                        yield "data: " + body(call, error.putNull("param"));
                    }
                    case ANTHROPIC -> {
                        String type = timeout ? "timeout_error" : "api_error";
                        yield "event: error\ndata: " + body(call, error(call, message, type, code));
                    }
                };
        return (event + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode error(
            OpenCall call, String message, String type, @Nullable String code) {
        ObjectNode error = JsonNodeFactory.instance.objectNode();
        error.put("message", message);
        error.put("type", type);
        error.put("code", code);
        error.put("transaction_id", call.txId().toString());
        return error;
    }

    private static ObjectNode body(OpenCall call, ObjectNode error) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (call.endpoint().protocol() == Protocol.ANTHROPIC) {
            body.put("type", "error");
        }
        body.set("error", error);
        return body;
    }
}
