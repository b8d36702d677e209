package io.alfred.providers;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.catalog.Endpoint;
import io.alfred.kernel.TokenUsage;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sandbox's echo in Anthropic's protocol. */
final class SandboxMessages {
    private static final Map<String, String> JSON = Map.of("content-type", "application/json");

    private SandboxMessages() {}

    /** The text of an answer, and whether {@code max_tokens} cut it. */
    private record Echo(String text, boolean cut, TokenUsage usage) {
        static Echo of(ProviderCall call) {
            String full =
                    SandboxAdapter.PREFIX
                            + SandboxAdapter.lastUserText(call.request().path("messages"));
            long max =
                    Math.min(
                            call.request().path("max_tokens").asLong(),
                            call.model().maxOutputTokens());
            String text = SandboxAdapter.cut(call, full, max);
            long output = call.countTokens().applyAsLong(text);
            return new Echo(
                    text,
                    text.length() < full.length(),
                    TokenUsage.reported(call.promptTokens(), output));
        }

        String stopReason() {
            return cut ? "max_tokens" : "end_turn";
        }
    }

    static ProviderReply send(ProviderCall call) {
        if (call.endpoint() == Endpoint.COUNT_TOKENS) {
            ObjectNode count = object().put("input_tokens", call.promptTokens());
            return whole(count, TokenUsage.reported(0, 0), "");
        }
        Echo echo = Echo.of(call);
        if (call.stream()) {
            return new ProviderReply.Stream(new SandboxStream(events(call, echo), echo.usage()));
        }
        ObjectNode message = message(call);
        message.withArray("content").addObject().put("type", "text").put("text", echo.text());
        message.put("stop_reason", echo.stopReason());
        message.set("usage", usage(echo.usage()));
        return whole(message, echo.usage(), echo.text());
    }

    private static ProviderReply whole(ObjectNode body, TokenUsage usage, String text) {
        return new ProviderReply.Whole(200, JSON, ExactJson.write(body), Optional.of(usage), text);
    }

    private static List<SandboxStream.Piece> events(ProviderCall call, Echo echo) {
        List<SandboxStream.Piece> events = new ArrayList<>();
        ObjectNode start = event("message_start");
        ObjectNode message = message(call);
        message.set("usage", usage(TokenUsage.reported(echo.usage().prompt(), 0)));
        start.set("message", message);
        events.add(piece(start, ""));
        ObjectNode block = event("content_block_start").put("index", 0);
        block.putObject("content_block").put("type", "text").put("text", "");
        events.add(piece(block, ""));
        for (String text : SandboxAdapter.pieces(echo.text())) {
            ObjectNode delta = event("content_block_delta").put("index", 0);
            delta.putObject("delta").put("type", "text_delta").put("text", text);
            events.add(piece(delta, text));
        }
        events.add(piece(event("content_block_stop").put("index", 0), ""));
        ObjectNode end = event("message_delta");
        end.putObject("delta").put("stop_reason", echo.stopReason()).putNull("stop_sequence");
        end.putObject("usage").put("output_tokens", echo.usage().completion());
        events.add(piece(end, ""));
        events.add(piece(event("message_stop"), ""));
        return events;
    }

    private static ObjectNode message(ProviderCall call) {
        ObjectNode message =
                object().put("id", "msg_" + call.txId())
                        .put("type", "message")
                        .put("role", "assistant")
                        .put("model", call.model().id());
        message.putArray("content");
        return message.putNull("stop_reason").putNull("stop_sequence");
    }

    private static ObjectNode usage(TokenUsage usage) {
        return object().put("input_tokens", usage.prompt())
                .put("cache_creation_input_tokens", 0)
                .put("cache_read_input_tokens", 0)
                .put("output_tokens", usage.completion())
                .put("service_tier", "standard");
    }

    private static ObjectNode event(String type) {
        return object().put("type", type);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static SandboxStream.Piece piece(ObjectNode event, String text) {
        String sse = "event: " + event.path("type").asText() + "\ndata: " + event + "\n\n";
        return new SandboxStream.Piece(sse.getBytes(StandardCharsets.UTF_8), text);
    }
}
