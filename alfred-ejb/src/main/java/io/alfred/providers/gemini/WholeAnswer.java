package io.alfred.providers.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.providers.dialogue.Answer;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.StopReason;

import java.util.List;
import java.util.Optional;

/** A {@code GenerateContentResponse} that is the whole answer. */
final class WholeAnswer {
    private WholeAnswer() {}

    /**
     * The first candidate: no more are asked for. A prompt that Google blocks has none, only the
     * reason, and counts as an answer that was filtered.
     */
    static Optional<Answer> read(JsonNode body) {
        String id = JsonText.text(body, "responseId");
        if (body.path("candidates").path(0) instanceof ObjectNode candidate) {
            AnswerParts reader = new AnswerParts(id);
            List<Part> parts = reader.read(candidate);
            String reason = JsonText.text(candidate, "finishReason");
            if (reason.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(answer(body, id, parts, reader.stop(reason)));
        }
        return blocked(body)
                ? Optional.of(answer(body, id, List.of(), StopReason.FILTERED))
                : Optional.empty();
    }

    static boolean blocked(JsonNode body) {
        return !JsonText.text(body.path("promptFeedback"), "blockReason").isEmpty();
    }

    private static Answer answer(JsonNode body, String id, List<Part> parts, StopReason stop) {
        return new Answer(
                Optional.of(id).filter(text -> !text.isEmpty()),
                JsonText.text(body, "modelVersion"),
                parts,
                stop,
                Optional.empty(),
                UsageMetadata.in(body));
    }
}
