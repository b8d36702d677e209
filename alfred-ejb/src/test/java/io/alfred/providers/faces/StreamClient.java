package io.alfred.providers.faces;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Puts the events of a stream together, as clients do. */
final class StreamClient {
    private StreamClient() {}

    private static List<ObjectNode> events(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> Said.json(line.substring("data: ".length())))
                .toList();
    }

    /** The message of a chat. */
    static ObjectNode chat(String stream) {
        ObjectNode message = JsonText.object();
        ArrayNode calls = JsonText.object().arrayNode();
        for (JsonNode event : events(stream)) {
            JsonNode delta = event.at("/choices/0/delta");
            delta.properties()
                    .forEach(
                            field -> {
                                if (field.getValue() instanceof ArrayNode list) {
                                    gather(message, calls, field, list);
                                } else if (field.getKey().equals("role")) {
                                    message.set("role", field.getValue());
                                } else if (!field.getValue().isNull()) {
                                    join(message, field.getKey(), field.getValue());
                                }
                            });
        }
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
        return message;
    }

    private static void gather(
            ObjectNode message,
            ArrayNode calls,
            Map.Entry<String, JsonNode> field,
            ArrayNode list) {
        if (!field.getKey().equals("tool_calls")) {
            message.withArray(field.getKey()).addAll(list);
            return;
        }
        ObjectNode piece = (ObjectNode) list.path(0);
        int index = piece.path("index").asInt();
        if (index == calls.size()) {
            calls.add(piece.deepCopy());
        } else {
            ObjectNode function = (ObjectNode) calls.path(index).path("function");
            join(function, "arguments", piece.path("function").path("arguments"));
        }
    }

    private static void join(ObjectNode object, String member, JsonNode piece) {
        object.put(member, object.path(member).asText("") + piece.asText());
    }

    /** The items of a response, which its events have to agree with. */
    static ArrayNode responses(String stream) {
        ArrayNode done = JsonText.object().arrayNode();
        StringBuilder pieces = new StringBuilder();
        StringBuilder wholes = new StringBuilder();
        List<ObjectNode> events = events(stream);
        int number = 0;
        for (JsonNode event : events) {
            assertThat(event.path("sequence_number").asInt()).isEqualTo(number++);
            String type = event.path("type").asText();
            if (type.equals("response.output_item.added")) {
                assertThat(event.path("output_index").asInt()).isEqualTo(done.size());
                done.addNull();
            } else if (type.equals("response.output_item.done")) {
                done.set(event.path("output_index").asInt(), event.get("item"));
            } else if (type.endsWith(".delta")) {
                pieces.append(event.path("delta").asText());
            } else if (type.endsWith("_text.done") || type.endsWith("arguments.done")) {
                wholes.append(event.path("text").asText()).append(event.path("arguments").asText());
            } else if (type.endsWith("refusal.done")) {
                wholes.append(event.path("refusal").asText());
            }
        }
        assertThat(events.getLast().at("/response/output")).isEqualTo(done);
        // calls may have come in turns
        assertThat(pieces.chars().sorted().toArray()).isEqualTo(wholes.chars().sorted().toArray());
        return done;
    }

    /** The content of a message, whose blocks may not overlap. */
    static ArrayNode messages(String stream) {
        ArrayNode content = JsonText.object().arrayNode();
        StringBuilder input = new StringBuilder();
        boolean open = false;
        Iterator<ObjectNode> events = events(stream).iterator();
        assertThat(events.next().path("type").asText()).isEqualTo("message_start");
        while (events.hasNext()) {
            JsonNode event = events.next();
            int index = event.path("index").asInt();
            switch (event.path("type").asText()) {
                case "content_block_start" -> {
                    assertThat(open).isFalse();
                    assertThat(index).isEqualTo(content.size());
                    open = true;
                    content.add(event.path("content_block").deepCopy());
                    input.setLength(0);
                }
                case "content_block_delta" -> {
                    assertThat(index).isEqualTo(content.size() - 1);
                    delta((ObjectNode) content.path(index), event.path("delta"), input);
                }
                case "content_block_stop" -> {
                    assertThat(index).isEqualTo(content.size() - 1);
                    open = false;
                    if (!input.isEmpty()) {
                        ((ObjectNode) content.path(index))
                                .set("input", Said.json(input.toString()));
                    }
                }
                default -> assertThat(open).isFalse();
            }
        }
        return content;
    }

    private static void delta(ObjectNode block, JsonNode delta, StringBuilder input) {
        switch (delta.path("type").asText()) {
            case "text_delta" -> join(block, "text", delta.path("text"));
            case "thinking_delta" -> join(block, "thinking", delta.path("thinking"));
            case "signature_delta" -> block.set("signature", delta.path("signature"));
            case "input_json_delta" -> input.append(delta.path("partial_json").asText());
            default -> throw new AssertionError(delta);
        }
    }
}
