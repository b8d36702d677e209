package io.alfred.providers.wires.chat;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.ServiceTier;
import io.alfred.providers.dialogue.AnswerEvent;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.ProviderWire.EventReader;
import io.alfred.providers.dialogue.StopReason;
import io.alfred.providers.http.ProviderError;
import io.alfred.providers.wires.CompatibleUsage;
import io.alfred.providers.wires.Quirks;
import io.alfred.providers.wires.ServedTier;
import io.alfred.providers.wires.Texts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the chunks of a streamed chat completion.
 *
 * <p>The reason of the end is told at the end of the connection: usage comes after the reason, and
 * some providers write on after it.
 */
final class ChatEvents implements EventReader {
    private final ChatText text;
    private final CompatibleUsage usage;
    private final ChatCalls calls = new ChatCalls();
    private boolean started;
    private boolean failed;
    private Optional<JsonNode> finish = Optional.empty();
    private Optional<ServiceTier> tier = Optional.empty();

    ChatEvents(Quirks quirks) {
        this.text = new ChatText(quirks);
        this.usage = new CompatibleUsage(quirks);
    }

    @Override
    public List<AnswerEvent> read(String type, JsonNode data) {
        if (!data.isObject() || failed) {
            return List.of();
        }
        tier = ServedTier.in(data).or(() -> tier);
        List<AnswerEvent> events = new ArrayList<>();
        Optional<ProviderError> error = ChatErrors.in(data);
        if (error.isPresent()) {
            failed = true;
            report(data, events);
            events.add(new AnswerEvent.Failed(error.get()));
            return events;
        }
        JsonNode choice = data.path("choices").path(0);
        if (choice.path("index").asInt(0) == 0) {
            start(data, choice, events);
            JsonNode delta = choice.path("delta");
            text.parts(delta).forEach(part -> piece(part, events));
            calls.read(delta.path("tool_calls"), events);
            if (choice.hasNonNull("finish_reason")) {
                finish = Optional.of(choice);
            }
        }
        report(data, events);
        return events;
    }

    /** Not every chunk names the tier; the last that did counts. */
    @Override
    public Optional<ServiceTier> tier() {
        return tier;
    }

    private void report(JsonNode data, List<AnswerEvent> events) {
        usage.in(data)
                .map(told -> new AnswerEvent.Reported(told.servedIn(tier)))
                .ifPresent(events::add);
    }

    /** Azure begins with a chunk about the prompt, which names no model yet. */
    private void start(JsonNode data, JsonNode choice, List<AnswerEvent> events) {
        Optional<String> model = Texts.in(data.path("model"));
        if (!started && (model.isPresent() || choice.isObject())) {
            started = true;
            events.add(new AnswerEvent.Started(Texts.in(data.path("id")), model.orElse("")));
        }
    }

    private static void piece(Part part, List<AnswerEvent> events) {
        switch (part) {
            case Part.Text said -> events.add(new AnswerEvent.TextPiece(said.text()));
            case Part.Refusal said -> events.add(new AnswerEvent.RefusalPiece(said.text()));
            case Part.Reasoned thought -> {
                if (!thought.text().isEmpty()) {
                    events.add(new AnswerEvent.ReasoningPiece(thought.text()));
                }
                thought.signature().map(AnswerEvent.ReasoningSigned::new).ifPresent(events::add);
            }
            case Part.ToolCall call -> throw unread();
            case Part.Sealed sealed -> throw unread();
            case Part.Image image -> throw unread();
            case Part.Document document -> throw unread();
            case Part.Audio audio -> throw unread();
            case Part.ToolResult result -> throw unread();
        }
    }

    private static IllegalStateException unread() {
        return new IllegalStateException("a text was read as something else");
    }

    /** Nothing when no reason was told: then the answer broke off. */
    @Override
    public List<AnswerEvent> end() {
        if (failed || finish.isEmpty()) {
            return List.of();
        }
        StopReason reason = ChatText.stop(finish.get(), calls.any());
        Optional<String> stopText =
                reason == StopReason.STOP_TEXT ? ChatText.stopText(finish.get()) : Optional.empty();
        return List.of(new AnswerEvent.Stopped(reason, stopText), new AnswerEvent.Ended());
    }
}
