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

    /** What is told; a member that is null is not known. */
    private record Told(
            String message, String type, @Nullable String code, @Nullable String param) {}

    /** A whole answer: the caller's own mistake, in the provider's words. */
    static byte[] refused(OpenCall call, ProviderReply.Refused refused) {
        Told told = new Told(refused.message(), refused.type(), refused.code(), refused.param());
        return bytes(body(call, told).toString());
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
        return switch (call.endpoint().protocol()) {
            case OPENAI -> {
                Told told = new Told(message, "upstream_error", code, null);
                yield bytes("data: " + body(call, told) + "\n\n");
            }
            case ANTHROPIC -> {
                String type = code.equals("upstream_timeout") ? "timeout_error" : "api_error";
                Told told = new Told(message, type, code, null);
                yield bytes("event: error\ndata: " + body(call, told) + "\n\n");
            }
        };
    }

    private static byte[] responsesEvent(OpenCall call, String code, String message, long number) {
        ObjectNode event =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("type", "error")
                        .put("code", code)
                        .put("message", message)
                        .putNull("param")
                        .put("sequence_number", number)
                        .put("request_id", call.facts().requestId())
                        .put("transaction_id", call.txId().toString());
        return bytes("event: error\ndata: " + event + "\n\n");
    }

    private static ObjectNode body(OpenCall call, Told told) {
        return switch (call.endpoint().protocol()) {
            case OPENAI -> {
                ObjectNode body = JsonNodeFactory.instance.objectNode();
                body.putObject("error")
                        .put("message", told.message())
                        .put("type", told.type())
                        .put("code", told.code())
                        .put("param", told.param())
                        .put("request_id", call.facts().requestId())
                        .put("transaction_id", call.txId().toString());
                yield body;
            }
            case ANTHROPIC -> {
                ObjectNode body = JsonNodeFactory.instance.objectNode().put("type", "error");
                ObjectNode error = body.putObject("error");
                error.put("type", told.type()).put("message", told.message());
                if (told.code() != null) {
                    error.put("code", told.code());
                }
                error.put("transaction_id", call.txId().toString());
                yield body.put("request_id", call.facts().requestId());
            }
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
