package io.alfred.providers.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.providers.ExactJson;
import io.alfred.providers.dialogue.Answer;
import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.ProviderWire;
import io.alfred.providers.http.ProviderError;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Google's {@code generateContent} and {@code streamGenerateContent}.
 *
 * <p>Left out, as they do not change the answer: the end user's name, marks where to cache (Google
 * caches by itself), the name of a document, the name of an answer's schema, and reasoning that
 * Google did not sign. Safe for any thread.
 */
public final class GeminiWire implements ProviderWire {
    /** The header that carries an API key of the Generative Language API. */
    public static final String KEY_HEADER = "x-goog-api-key";

    private final GeminiApi api;

    public GeminiWire(GeminiApi api) {
        this.api = api;
    }

    @Override
    public Request request(Dialogue dialogue, String model) {
        String method = dialogue.stream() ? "streamGenerateContent" : "generateContent";
        String path = api.path(model, method) + (dialogue.stream() ? "?alt=sse" : "");
        return new Request(path, Map.of(), ExactJson.write(body(dialogue, model)));
    }

    @Override
    public Optional<Request> counting(Dialogue dialogue, String model) {
        ObjectNode body = api.counting(body(dialogue.prompt(), model), model);
        return Optional.of(
                new Request(api.path(model, "countTokens"), Map.of(), ExactJson.write(body)));
    }

    @Override
    public JsonNode counted(JsonNode answer) {
        return answer.path("totalTokens");
    }

    private ObjectNode body(Dialogue dialogue, String model) {
        ModelName name = ModelName.of(model);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        List<Part.Text> system =
                dialogue.system().stream().filter(part -> !part.text().isEmpty()).toList();
        if (!system.isEmpty()) {
            ArrayNode parts = body.putObject("systemInstruction").putArray("parts");
            system.forEach(part -> parts.addObject().put("text", part.text()));
        }
        body.set("contents", new Contents(dialogue, name, api).write());
        ToolSettings.write(body, dialogue);
        ObjectNode settings = GenerationSettings.of(dialogue, name);
        if (!settings.isEmpty()) {
            body.set("generationConfig", settings);
        }
        return body;
    }

    @Override
    public Optional<Answer> answer(JsonNode body) {
        return WholeAnswer.read(body);
    }

    @Override
    public Optional<ProviderError> error(JsonNode body) {
        return GoogleError.in(body);
    }

    @Override
    public EventReader reader() {
        return new AnswerReader();
    }
}
