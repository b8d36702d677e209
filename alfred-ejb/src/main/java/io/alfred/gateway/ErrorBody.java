package io.alfred.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.providers.ProviderReply;

import java.util.UUID;

/** The OpenAI error object, for errors inside a stream and those carried over from a provider. */
final class ErrorBody {
    private ErrorBody() {}

    static String openAi(String code, String type, String message, UUID txId) {
        ObjectNode error = JsonNodeFactory.instance.objectNode();
        error.put("message", message);
        error.put("type", type);
        error.put("code", code);
        error.putNull("param");
        error.put("transaction_id", txId.toString());
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("error", error);
        return body.toString();
    }

    static String refused(ProviderReply.Refused refused, UUID txId) {
        ObjectNode error = JsonNodeFactory.instance.objectNode();
        error.put("message", refused.message());
        error.put("type", refused.type());
        error.put("code", refused.code());
        error.put("param", refused.param());
        error.put("transaction_id", txId.toString());
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("error", error);
        return body.toString();
    }
}
