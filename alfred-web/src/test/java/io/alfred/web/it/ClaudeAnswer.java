package io.alfred.web.it;

import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;

/** An answer of Claude's made of several blocks, whole or as the events of a stream. */
final class ClaudeAnswer {
    private final Claude.Usage usage;
    private final List<ObjectNode> blocks = new ArrayList<>();
    private String stop = "end_turn";
    private String stopSequence;

    private ClaudeAnswer(Claude.Usage usage) {
        this.usage = usage;
    }

    static ClaudeAnswer costing(Claude.Usage usage) {
        return new ClaudeAnswer(usage);
    }

    ClaudeAnswer text(String text) {
        return block(Json.object().put("type", "text").put("text", text));
    }

    ClaudeAnswer thinking(String thinking, String signature) {
        return block(
                Json.object()
                        .put("type", "thinking")
                        .put("thinking", thinking)
                        .put("signature", signature));
    }

    ClaudeAnswer sealed(String data) {
        return block(Json.object().put("type", "redacted_thinking").put("data", data));
    }

    /**
     * A tool call, which is also why the answer stops.
     *
     * @param input a JSON object as text
     */
    ClaudeAnswer call(String id, String tool, String input) {
        ObjectNode call = Json.object().put("type", "tool_use").put("id", id).put("name", tool);
        call.set("input", Json.parse(input));
        return block(call).stopping("tool_use");
    }

    ClaudeAnswer stopping(String reason) {
        stop = reason;
        return this;
    }

    ClaudeAnswer stoppingAt(String sequence) {
        stopSequence = sequence;
        return stopping("stop_sequence");
    }

    private ClaudeAnswer block(ObjectNode block) {
        blocks.add(block);
        return this;
    }

    String whole() {
        ObjectNode message = message();
        blocks.forEach(message.withArray("content")::add);
        message.put("stop_reason", stop).put("stop_sequence", stopSequence);
        message.set("usage", usage.json(usage.output()));
        return message.toString();
    }

    /** A whole answer that tells no usage. */
    String withoutUsage() {
        ObjectNode message = (ObjectNode) Json.parse(whole());
        message.remove("usage");
        return message.toString();
    }

    List<String> stream() {
        List<String> events = new ArrayList<>(List.of(Claude.start(usage)));
        events.add(Claude.event(Json.object().put("type", "ping")));
        for (int i = 0; i < blocks.size(); i++) {
            begin(events, i, blocks.get(i));
            events.add(
                    Claude.event(Json.object().put("type", "content_block_stop").put("index", i)));
        }
        ObjectNode end = Json.object().put("type", "message_delta");
        end.putObject("delta").put("stop_reason", stop).put("stop_sequence", stopSequence);
        end.putObject("usage").put("output_tokens", usage.output());
        events.add(Claude.event(end));
        events.add(Claude.event(Json.object().put("type", "message_stop")));
        return events;
    }

    /** The beginning of a block and what is written into it, in two pieces. */
    private static void begin(List<String> events, int index, ObjectNode block) {
        ObjectNode begun = block.deepCopy();
        List<ObjectNode> deltas = new ArrayList<>();
        switch (block.path("type").asText()) {
            case "text" -> {
                begun.put("text", "");
                deltas.addAll(pieces("text_delta", "text", block.path("text").asText()));
            }
            case "thinking" -> {
                begun.put("thinking", "").put("signature", "");
                deltas.addAll(
                        pieces("thinking_delta", "thinking", block.path("thinking").asText()));
                deltas.add(
                        Json.object()
                                .put("type", "signature_delta")
                                .put("signature", block.path("signature").asText()));
            }
            case "tool_use" -> {
                begun.putObject("input");
                deltas.addAll(
                        pieces("input_json_delta", "partial_json", block.path("input").toString()));
            }
            default -> {
                // comes in one piece
            }
        }
        ObjectNode start = Json.object().put("type", "content_block_start").put("index", index);
        start.set("content_block", begun);
        events.add(Claude.event(start));
        for (ObjectNode delta : deltas) {
            ObjectNode event = Json.object().put("type", "content_block_delta").put("index", index);
            event.set("delta", delta);
            events.add(Claude.event(event));
        }
    }

    private static List<ObjectNode> pieces(String type, String member, String text) {
        int half = text.length() / 2;
        return List.of(
                Json.object().put("type", type).put(member, text.substring(0, half)),
                Json.object().put("type", type).put(member, text.substring(half)));
    }

    private static ObjectNode message() {
        ObjectNode message =
                Json.object()
                        .put("id", "msg_test")
                        .put("type", "message")
                        .put("role", "assistant")
                        .put("model", Claude.MODEL);
        message.putArray("content");
        return message;
    }
}
