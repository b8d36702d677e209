package io.alfred.providers.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.providers.ExactJson;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Examples of the wire format. */
final class Golden {
    private Golden() {}

    static byte[] bytes(String name) {
        String path = "/golden/gemini/" + name;
        try (InputStream in = Objects.requireNonNull(Golden.class.getResourceAsStream(path))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ObjectNode json(String name) {
        return ExactJson.readObject(bytes(name));
    }

    static ObjectNode parsed(String json) {
        return ExactJson.readObject(json.getBytes(StandardCharsets.UTF_8));
    }

    /** The data of the events of a stream. */
    static List<JsonNode> events(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("data: "))
                .<JsonNode>map(line -> parsed(line.substring("data: ".length())))
                .toList();
    }
}
