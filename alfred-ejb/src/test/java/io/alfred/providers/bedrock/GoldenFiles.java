package io.alfred.providers.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.providers.ExactJson;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Files below {@code golden/}. */
public final class GoldenFiles {
    private GoldenFiles() {}

    public static String text(String path) {
        try (InputStream in = GoldenFiles.class.getResourceAsStream("/golden/" + path)) {
            if (in == null) {
                throw new IllegalArgumentException("no golden file " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static ObjectNode json(String path) {
        return json(text(path).getBytes(StandardCharsets.UTF_8));
    }

    public static ObjectNode json(byte[] text) {
        return ExactJson.readObject(text);
    }

    /** Lines of an event type, a space, and its JSON. */
    public static List<Event> events(String path) {
        return text(path)
                .lines()
                .filter(line -> !line.isBlank())
                .map(
                        line -> {
                            int space = line.indexOf(' ');
                            return new Event(line.substring(0, space), line.substring(space + 1));
                        })
                .toList();
    }

    public record Event(String type, String data) {
        public JsonNode json() {
            return GoldenFiles.json(data.getBytes(StandardCharsets.UTF_8));
        }
    }
}
