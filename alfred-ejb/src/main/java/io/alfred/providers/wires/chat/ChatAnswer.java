package io.alfred.providers.wires.chat;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.providers.dialogue.Answer;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.StopReason;
import io.alfred.providers.wires.CallIds;
import io.alfred.providers.wires.CompatibleUsage;
import io.alfred.providers.wires.Quirks;
import io.alfred.providers.wires.Texts;

import java.util.List;
import java.util.Optional;

/** Reads a whole chat completion, of which one choice was asked for. */
final class ChatAnswer {
    private final ChatText text;
    private final CompatibleUsage usage;

    ChatAnswer(Quirks quirks) {
        this.text = new ChatText(quirks);
        this.usage = new CompatibleUsage(quirks);
    }

    Optional<Answer> read(JsonNode body) {
        JsonNode choice = body.path("choices").path(0);
        if (!choice.path("message").isObject() || ChatErrors.in(body).isPresent()) {
            return Optional.empty();
        }
        JsonNode message = choice.path("message");
        List<Part> parts = text.parts(message);
        boolean called = calls(message.path("tool_calls"), parts);
        StopReason stop = ChatText.stop(choice, called);
        return Optional.of(
                new Answer(
                        Texts.in(body.path("id")),
                        Texts.in(body.path("model")).orElse(""),
                        parts,
                        stop,
                        stop == StopReason.STOP_TEXT ? ChatText.stopText(choice) : Optional.empty(),
                        usage.in(body)));
    }

    private static boolean calls(JsonNode calls, List<Part> parts) {
        boolean called = false;
        for (JsonNode call : calls.isArray() ? calls : List.<JsonNode>of()) {
            JsonNode function = call.path("function");
            Optional<String> name = Texts.in(function.path("name"));
            if (name.isPresent()) {
                String arguments = ChatText.arguments(function);
                parts.add(
                        new Part.ToolCall(
                                ChatText.callId(call).orElseGet(CallIds::fresh),
                                name.get(),
                                arguments.isBlank() ? "{}" : arguments,
                                Optional.empty()));
                called = true;
            }
        }
        return called;
    }
}
