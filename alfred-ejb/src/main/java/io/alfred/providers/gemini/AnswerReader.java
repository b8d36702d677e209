package io.alfred.providers.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.providers.dialogue.AnswerEvent;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.ProviderWire.EventReader;
import io.alfred.providers.dialogue.StopReason;
import io.alfred.providers.http.ProviderError;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the events of a stream, each a {@code GenerateContentResponse} with the next piece.
 *
 * <p>Tool calls come whole. Usage is the sum so far. Nothing marks the end but the connection's, so
 * a stream without a {@code finishReason} has not come to its end.
 */
final class AnswerReader implements EventReader {
    private AnswerParts parts = new AnswerParts("");
    private boolean started;
    private boolean stopped;
    private boolean failed;

    @Override
    public List<AnswerEvent> read(String type, JsonNode data) {
        Optional<ProviderError> error = GoogleError.in(data);
        if (failed || !(error.isPresent() || tells(data))) {
            return List.of();
        }
        List<AnswerEvent> events = new ArrayList<>();
        if (error.isPresent()) {
            failed = true;
            events.add(new AnswerEvent.Failed(error.get()));
            return events;
        }
        start(data, events);
        JsonNode candidate = data.path("candidates").path(0);
        String reason = JsonText.text(candidate, "finishReason");
        boolean last = !reason.isEmpty() || WholeAnswer.blocked(data);
        if (!stopped) {
            piece(candidate, events);
        }
        if (stopped || last || UsageMetadata.countsOutput(data)) {
            UsageMetadata.in(data).map(AnswerEvent.Reported::new).ifPresent(events::add);
        }
        if (last && !stopped) {
            stopped = true;
            StopReason stop = reason.isEmpty() ? StopReason.FILTERED : parts.stop(reason);
            events.add(new AnswerEvent.Stopped(stop, Optional.empty()));
        }
        return events;
    }

    private static boolean tells(JsonNode data) {
        return data instanceof ObjectNode
                && (data.path("candidates").isArray()
                        || data.path("promptFeedback").isObject()
                        || data.path("usageMetadata").isObject());
    }

    private void start(JsonNode data, List<AnswerEvent> events) {
        if (!started) {
            started = true;
            String id = JsonText.text(data, "responseId");
            parts = new AnswerParts(id);
            events.add(
                    new AnswerEvent.Started(
                            Optional.of(id).filter(text -> !text.isEmpty()),
                            JsonText.text(data, "modelVersion")));
        }
    }

    private void piece(JsonNode candidate, List<AnswerEvent> events) {
        int index = parts.calls();
        for (Part part : parts.read(candidate)) {
            switch (part) {
                case Part.Text text -> events.add(new AnswerEvent.TextPiece(text.text()));
                case Part.Reasoned reasoned -> {
                    if (!reasoned.text().isEmpty()) {
                        events.add(new AnswerEvent.ReasoningPiece(reasoned.text()));
                    }
                    reasoned.signature()
                            .map(AnswerEvent.ReasoningSigned::new)
                            .ifPresent(events::add);
                }
                case Part.Sealed sealed ->
                        events.add(new AnswerEvent.SealedReasoning(sealed.data()));
                case Part.ToolCall call -> {
                    events.add(
                            new AnswerEvent.ToolCallBegun(
                                    index, call.id(), call.name(), call.signature()));
                    events.add(new AnswerEvent.ToolArguments(index, call.arguments()));
                    index++;
                }
                case Part.Image image -> {
                    // no event can show it
                }
                case Part.Refusal refusal ->
                        events.add(new AnswerEvent.RefusalPiece(refusal.text()));
                case Part.Document document -> {
                    // Google's answers have none
                }
                case Part.Audio audio -> {
                    // nor this
                }
                case Part.ToolResult result -> {
                    // nor this
                }
            }
        }
    }

    @Override
    public List<AnswerEvent> end() {
        return stopped && !failed ? List.of(new AnswerEvent.Ended()) : List.of();
    }
}
