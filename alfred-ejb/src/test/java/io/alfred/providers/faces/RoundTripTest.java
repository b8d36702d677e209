package io.alfred.providers.faces;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.providers.dialogue.Answer;
import io.alfred.providers.dialogue.ClientFace;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.StopReason;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** A client that sends an answer back loses nothing of it. What fails tells its seed. */
class RoundTripTest {
    private static final int ANSWERS = 300;

    @Test
    void a_chat_loses_nothing() {
        for (long seed = 1; seed <= ANSWERS; seed++) {
            chat(seed);
        }
    }

    private static void chat(long seed) {
        AnyAnswer any = new AnyAnswer(seed);
        List<Part> parts = any.parts();
        ClientFace face = new ChatFace();
        JsonNode whole = Said.json(face.whole(answer(parts), Said.asked()));
        assertThat(chat(whole.at("/choices/0/message")))
                .as("seed %d", seed)
                .isEqualTo(ordered(parts));
        String stream = Said.stream(face.writer(Said.asked()), any.events(parts));
        assertThat(chat(StreamClient.chat(stream))).as("seed %d", seed).isEqualTo(ordered(parts));
    }

    private static List<Part> chat(JsonNode message) {
        ObjectNode request = JsonText.object();
        request.putArray("messages").add(message);
        return new ChatFace().read(request).turns().getLast().parts();
    }

    /** A chat keeps the order within reasoning, text and calls, not between them. */
    private static List<Part> ordered(List<Part> parts) {
        List<Part> ordered = new ArrayList<>(reasoning(parts));
        joined(parts, Part.Text.class, Part.Text::text).map(Part.Text::new).ifPresent(ordered::add);
        joined(parts, Part.Refusal.class, Part.Refusal::text)
                .map(Part.Refusal::new)
                .ifPresent(ordered::add);
        parts.stream().filter(Part.ToolCall.class::isInstance).forEach(ordered::add);
        return ordered;
    }

    private static List<Part> reasoning(List<Part> parts) {
        List<Part> reasoning =
                parts.stream()
                        .filter(p -> p instanceof Part.Reasoned || p instanceof Part.Sealed)
                        .toList();
        boolean plain =
                reasoning.stream()
                        .allMatch(p -> p instanceof Part.Reasoned r && r.signature().isEmpty());
        return plain
                ? joined(parts, Part.Reasoned.class, Part.Reasoned::text)
                        .<List<Part>>map(t -> List.of(new Part.Reasoned(t, Optional.empty())))
                        .orElse(List.of())
                : reasoning;
    }

    private static <T> Optional<String> joined(
            List<Part> parts, Class<T> kind, Function<T, String> text) {
        return parts.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .map(text)
                .reduce(String::concat);
    }

    @Test
    void a_response_loses_nothing() {
        for (long seed = 1; seed <= ANSWERS; seed++) {
            response(seed);
        }
    }

    private static void response(long seed) {
        AnyAnswer any = new AnyAnswer(seed);
        List<Part> parts = any.parts();
        ClientFace face = new ResponsesFace();
        JsonNode whole = Said.json(face.whole(answer(parts), Said.asked()));
        assertThat(items(whole.path("output"))).as("seed %d", seed).isEqualTo(parts);
        String stream = Said.stream(face.writer(Said.asked()), any.events(parts));
        assertThat(items(StreamClient.responses(stream))).as("seed %d", seed).isEqualTo(parts);
    }

    private static List<Part> items(JsonNode output) {
        ObjectNode request = JsonText.object();
        request.set("input", output);
        return new ResponsesFace().read(request).turns().getLast().parts();
    }

    @Test
    void a_message_loses_nothing() {
        for (long seed = 1; seed <= ANSWERS; seed++) {
            message(seed);
        }
    }

    private static void message(long seed) {
        AnyAnswer any = new AnyAnswer(seed);
        List<Part> parts = any.parts();
        ClientFace face = new MessagesFace();
        JsonNode whole = Said.json(face.whole(answer(parts), Said.asked()));
        assertThat(content(whole.path("content"))).as("seed %d", seed).isEqualTo(asText(parts));
        String stream = Said.stream(face.writer(Said.asked()), any.events(parts));
        assertThat(content(StreamClient.messages(stream)))
                .as("seed %d", seed)
                .isEqualTo(joinedTexts(asText(parts)));
    }

    private static List<Part> content(JsonNode content) {
        ObjectNode request = JsonText.object();
        ArrayNode messages = request.putArray("messages");
        messages.addObject().put("role", "assistant").set("content", content);
        return new MessagesFace().read(request).turns().getLast().parts();
    }

    /** A refusal is a text here. */
    private static List<Part> asText(List<Part> parts) {
        return parts.stream()
                .flatMap(
                        part ->
                                part instanceof Part.Refusal refusal
                                        ? Stream.<Part>of(new Part.Text(refusal.text()))
                                        : Stream.of(part))
                .toList();
    }

    private static List<Part> joinedTexts(List<Part> parts) {
        List<Part> joined = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Part.Text text
                    && !joined.isEmpty()
                    && joined.getLast() instanceof Part.Text before) {
                joined.set(joined.size() - 1, new Part.Text(before.text() + text.text()));
            } else {
                joined.add(part);
            }
        }
        return joined;
    }

    private static Answer answer(List<Part> parts) {
        return Said.answer(parts, StopReason.DONE);
    }
}
