package io.alfred.web.it;

import com.fasterxml.jackson.databind.node.ObjectNode;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** What a provider of Anthropic's protocol answers, and what it costs. */
final class Claude {
    static final String MODEL = "claude-haiku-4-5";

    /** As published: 1, 0.10, 1.25 and 5 USD per 1,000,000 tokens; nano-credits for one. */
    private static final long INPUT = 1_000;

    private static final long READ = 100;
    private static final long WRITTEN = 1_250;
    private static final long WRITTEN_FOR_AN_HOUR = 2 * INPUT;
    private static final long OUTPUT = 5_000;

    private Claude() {}

    /**
     * Tokens as Anthropic reports them: {@code input} without the cached ones.
     *
     * @param hour those among {@code written} that stay for an hour
     */
    record Usage(long input, long read, long written, long hour, long output) {
        static Usage of(long input, long output) {
            return new Usage(input, 0, 0, 0, output);
        }

        ObjectNode json(long outputSoFar) {
            ObjectNode usage =
                    Json.object()
                            .put("input_tokens", input)
                            .put("cache_creation_input_tokens", written)
                            .put("cache_read_input_tokens", read)
                            .put("output_tokens", outputSoFar);
            usage.putObject("cache_creation")
                    .put("ephemeral_5m_input_tokens", written - hour)
                    .put("ephemeral_1h_input_tokens", hour);
            return usage;
        }

        /** Nano-credits, computed apart from the product's own arithmetic. */
        BigInteger price() {
            return BigInteger.valueOf(
                    input * INPUT
                            + read * READ
                            + (written - hour) * WRITTEN
                            + hour * WRITTEN_FOR_AN_HOUR
                            + output * OUTPUT);
        }
    }

    static String text(String text, Usage usage) {
        ObjectNode message = message();
        message.withArray("content").addObject().put("type", "text").put("text", text);
        message.put("stop_reason", "end_turn");
        message.set("usage", usage.json(usage.output()));
        return message.toString();
    }

    /** A call of a tool with one argument. */
    static String toolUse(String tool, String argument, String value, Usage usage) {
        ObjectNode message = message();
        message.withArray("content")
                .addObject()
                .put("type", "tool_use")
                .put("id", "toolu_1")
                .put("name", tool)
                .putObject("input")
                .put(argument, value);
        message.put("stop_reason", "tool_use");
        message.set("usage", usage.json(usage.output()));
        return message.toString();
    }

    static List<String> stream(List<String> words, Usage usage) {
        List<String> events = new ArrayList<>(List.of(start(usage), blockStart()));
        events.add(event(Json.object().put("type", "ping")));
        words.forEach(word -> events.add(delta(word)));
        events.add(event(Json.object().put("type", "content_block_stop").put("index", 0)));
        events.add(end("end_turn", usage));
        events.add(event(Json.object().put("type", "message_stop")));
        return events;
    }

    static String start(Usage usage) {
        ObjectNode start = Json.object().put("type", "message_start");
        ObjectNode message = message();
        message.set("usage", usage.json(1));
        start.set("message", message);
        return event(start);
    }

    static String blockStart() {
        ObjectNode block = Json.object().put("type", "content_block_start").put("index", 0);
        block.putObject("content_block").put("type", "text").put("text", "");
        return event(block);
    }

    static String delta(String text) {
        ObjectNode delta = Json.object().put("type", "content_block_delta").put("index", 0);
        delta.putObject("delta").put("type", "text_delta").put("text", text);
        return event(delta);
    }

    private static String end(String reason, Usage usage) {
        ObjectNode end = Json.object().put("type", "message_delta");
        end.putObject("delta").put("stop_reason", reason).putNull("stop_sequence");
        end.putObject("usage").put("output_tokens", usage.output());
        return event(end);
    }

    static String error(String type, String message) {
        ObjectNode error = Json.object().put("type", "error");
        error.putObject("error").put("type", type).put("message", message);
        return error.put("request_id", "req_upstream").toString();
    }

    static String event(ObjectNode data) {
        return "event: " + data.path("type").asText() + "\ndata: " + data;
    }

    private static ObjectNode message() {
        ObjectNode message =
                Json.object()
                        .put("id", "msg_test")
                        .put("type", "message")
                        .put("role", "assistant")
                        .put("model", MODEL);
        message.putArray("content");
        return message.putNull("stop_reason").putNull("stop_sequence");
    }
}
