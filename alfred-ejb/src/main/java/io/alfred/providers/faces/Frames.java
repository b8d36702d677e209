package io.alfred.providers.faces;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Server-sent events, gathered until they are taken. */
final class Frames {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** An event without a type. */
    void data(JsonNode data) {
        data(JsonText.of(data));
    }

    void data(String data) {
        put("data: " + data + "\n\n");
    }

    /** An event that tells its type in the framing too. */
    void event(JsonNode data) {
        put("event: " + data.path("type").asText() + "\ndata: " + JsonText.of(data) + "\n\n");
    }

    private void put(String event) {
        out.writeBytes(event.getBytes(StandardCharsets.UTF_8));
    }

    byte[] take() {
        byte[] events = out.toByteArray();
        out.reset();
        return events;
    }
}
