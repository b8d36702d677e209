package io.alfred.providers.wires.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.providers.dialogue.Answer;
import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.ProviderWire;
import io.alfred.providers.gemini.GoogleError;
import io.alfred.providers.http.ProviderError;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Anthropic's messages at Google's Vertex AI, below {@code
 * https://HOST/v1/projects/PROJECT/locations/LOCATION}.
 *
 * <p>The model stands in the path and the version in the body; else bodies and events are
 * Anthropic's, and so is what is left out ({@link MessagesWire}). What does not get as far as the
 * model is refused in Google's shape of errors.
 */
public final class VertexMessagesWire implements ProviderWire {
    private static final String MODELS = "/publishers/anthropic/models/";
    private static final String PUBLISHER = "anthropic/";
    private static final String VERSION = "vertex-2023-10-16";

    /** Whether a model of Vertex AI is one of Anthropic's. */
    public static boolean serves(String model) {
        return model.startsWith("claude") || model.startsWith(PUBLISHER);
    }

    @Override
    public Request request(Dialogue dialogue, String model) {
        ObjectNode head = JsonNodeFactory.instance.objectNode().put("anthropic_version", VERSION);
        MessagesTurns turns = new MessagesTurns(ClaudeHost.VERTEX);
        byte[] body = new MessagesFields(dialogue, turns, head).body(model);
        return new Request(path(model, dialogue.stream()), Map.of(), body);
    }

    private static String path(String model, boolean stream) {
        String name = model.startsWith(PUBLISHER) ? model.substring(PUBLISHER.length()) : model;
        // versions follow an @, which paths may hold as it is
        String escaped =
                URLEncoder.encode(name, StandardCharsets.UTF_8)
                        .replace("+", "%20")
                        .replace("%40", "@");
        return MODELS + escaped + (stream ? ":streamRawPredict" : ":rawPredict");
    }

    @Override
    public Optional<Answer> answer(JsonNode body) {
        return MessagesAnswer.read(body);
    }

    @Override
    public Optional<ProviderError> error(JsonNode body) {
        return body.path("type").asText().equals("error")
                ? ProviderError.in(body)
                : GoogleError.in(body);
    }

    @Override
    public EventReader reader() {
        return new MessagesEvents();
    }
}
