package io.alfred.providers.faces;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.ExactJson;
import io.alfred.providers.dialogue.Answer;
import io.alfred.providers.dialogue.AnswerEvent;
import io.alfred.providers.dialogue.ClientFace.Asked;
import io.alfred.providers.dialogue.ClientFace.EventWriter;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.StopReason;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Answers and requests that the tests of all faces share. */
final class Said {
    static final TokenUsage USAGE = new TokenUsage(100, 40, 10, 4, 30, 12, false);
    static final Optional<String> NO_ID = Optional.empty();

    /** Letters beyond the basic plane, a joined family, right-to-left, and line ends of Unicode. */
    static final String UNUSUAL = "Grüße 👩‍👩‍👧 \u202eשלום\u2028\u0000\"\\ 𝒳";

    private static final List<Part> RICH =
            List.of(
                    new Part.Reasoned("Where is it? 考える", Optional.of("c2lnbmVk")),
                    new Part.Sealed("c2VhbGVk"),
                    new Part.Text("Let me look: "),
                    new Part.Text(UNUSUAL),
                    new Part.ToolCall(
                            "call_1",
                            "weather",
                            "{\"city\":\"Zürich\",\"n\":1.50}",
                            Optional.of("dGhvdWdodA==")),
                    new Part.ToolCall("call_2", "time", "{}", NO_ID));

    private Said() {}

    static ObjectNode json(String text) {
        return ExactJson.readObject(text.getBytes(StandardCharsets.UTF_8));
    }

    static ObjectNode json(byte[] text) {
        return ExactJson.readObject(text);
    }

    static Asked asked(ObjectNode request) {
        return new Asked("0190", 1_760_000_000, true, request);
    }

    static Asked asked() {
        return asked(json("{\"model\":\"m\"}"));
    }

    static Answer rich() {
        return answer(RICH, StopReason.TOOL_CALLS);
    }

    static Answer answer(List<Part> parts, StopReason stop) {
        return new Answer(Optional.of("abc"), "model-7", parts, stop, NO_ID, Optional.of(USAGE));
    }

    static List<AnswerEvent> started(AnswerEvent... events) {
        List<AnswerEvent> all = new ArrayList<>();
        all.add(new AnswerEvent.Started(Optional.of("abc"), "model-7"));
        all.addAll(List.of(events));
        return all;
    }

    /** Reasoning, then text, then two calls whose arguments come in turns. */
    static List<AnswerEvent> busy() {
        return started(
                new AnswerEvent.Reported(new TokenUsage(100, 40, 10, 4, 1, 0, false)),
                new AnswerEvent.ReasoningPiece("Where "),
                new AnswerEvent.ReasoningPiece("is it?"),
                new AnswerEvent.ReasoningSigned("c2lnbmVk"),
                new AnswerEvent.SealedReasoning("c2VhbGVk"),
                new AnswerEvent.TextPiece("Look: \ud83d"),
                new AnswerEvent.TextPiece("\udc4b\u2028"),
                new AnswerEvent.ToolCallBegun(0, "call_1", "weather", Optional.of("dGhv")),
                new AnswerEvent.ToolArguments(0, "{\"city\":"),
                new AnswerEvent.ToolCallBegun(1, "call_2", "time", NO_ID),
                new AnswerEvent.ToolArguments(1, "{\"zone\":\"}"),
                new AnswerEvent.ToolArguments(0, "\"Zürich\"}"),
                new AnswerEvent.ToolArguments(1, "\"}"),
                new AnswerEvent.ToolCallBegun(2, "call_3", "noop", NO_ID),
                new AnswerEvent.Stopped(StopReason.TOOL_CALLS, NO_ID),
                new AnswerEvent.Reported(USAGE),
                new AnswerEvent.Ended());
    }

    static String stream(EventWriter writer, List<AnswerEvent> events) {
        StringBuilder text = new StringBuilder();
        for (AnswerEvent event : events) {
            text.append(new String(writer.write(event), StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    static String golden(String name) {
        try (InputStream file =
                Objects.requireNonNull(
                        Said.class.getResourceAsStream("/golden/faces/" + name), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
