package io.alfred.providers.wires;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.providers.ExactJson;
import io.alfred.providers.dialogue.AnswerEvent;
import io.alfred.providers.dialogue.ProviderWire.EventReader;
import io.alfred.providers.dialogue.ProviderWire.Request;
import io.alfred.providers.http.AnswerJson;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** What providers are sent and answer, as their references document it. */
public final class Golden {
    private static final String DIRECTORY = "/golden/wires/";

    private Golden() {}

    public static String text(String name) {
        try (InputStream in = Golden.class.getResourceAsStream(DIRECTORY + name)) {
            return new String(
                    Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static ObjectNode request(String name) {
        return ExactJson.readObject(text(name).getBytes(StandardCharsets.UTF_8));
    }

    public static ObjectNode body(Request request) {
        return ExactJson.readObject(request.body());
    }

    public static JsonNode answer(String name) {
        return json(text(name));
    }

    public static JsonNode json(String text) {
        return Objects.requireNonNull(AnswerJson.parse(text), text);
    }

    /** What a reader makes of a stream to its end, one event a line. */
    public static String events(String name, EventReader reader) {
        return read(name, reader).stream()
                .map(AnswerEvent::toString)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static List<AnswerEvent> read(String name, EventReader reader) {
        List<AnswerEvent> events = new ArrayList<>();
        String type = "";
        for (String line : text(name).lines().toList()) {
            if (line.startsWith("event: ")) {
                type = line.substring("event: ".length());
            } else if (line.startsWith("data: {")) {
                events.addAll(reader.read(type, json(line.substring("data: ".length()))));
                type = "";
            }
        }
        events.addAll(reader.end());
        return events;
    }
}
