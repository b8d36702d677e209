package io.alfred.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.catalog.Endpoint;
import io.alfred.providers.ProviderReply;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/** Errors inside a stream and those carried over from a provider, in the caller's protocol. */
final class ErrorBody {
    private ErrorBody() {}

    /** A whole answer: the caller's own mistake, in the provider's words. */
    static byte[] refused(OpenCall call, ProviderReply.Refused refused) {
        ObjectNode error = error(call, refused.message(), refused.type(), refused.code());
        error.put("param", refused.param());
        return body(error).toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * A server-sent event: the provider failed after the status went out.
     *
     * @param number of the event, where the protocol numbers them
     */
    static byte[] event(OpenCall call, String code, String message, long number) {
        if (call.endpoint() == Endpoint.RESPONSES) {
            return responsesEvent(call, code, message, number);
        }
        ObjectNode error = error(call, message, "upstream_error", code);
        error.putNull("param");
        return ("data: " + body(error) + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] responsesEvent(OpenCall call, String code, String message, long number) {
        ObjectNode error = JsonNodeFactory.instance.objectNode();
        error.put("type", "error").put("code", code).put("message", message).putNull("param");
        error.put("sequence_number", number).put("transaction_id", call.txId().toString());
        return ("event: error\ndata: " + error + "\n\n").getBytes(StandardCharsets.UTF_8);
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

    private static ObjectNode body(ObjectNode error) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("error", error);
        return body;
    }
}
