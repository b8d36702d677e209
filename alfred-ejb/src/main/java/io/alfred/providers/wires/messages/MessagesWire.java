package io.alfred.providers.wires.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.providers.dialogue.Answer;
import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.ProviderWire;
import io.alfred.providers.http.ProviderError;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Anthropic's messages.
 *
 * <p>Left out, as they do not change what is answered: the name of an answer's schema, how closely
 * to look at a picture, and reasoning of other providers, which Anthropic could not check.
 */
public final class MessagesWire implements ProviderWire {
    static final String PROVIDER = "Anthropic";

    private static final String PATH = "/messages";
    private static final String VERSION = "2023-06-01";

    /** Files by their id are not part of the version yet. */
    private static final String FILES_BETA = "files-api-2025-04-14";

    @Override
    public Request request(Dialogue dialogue, String model) {
        Map<String, String> headers = new TreeMap<>();
        headers.put("anthropic-version", VERSION);
        ObjectNode head = JsonNodeFactory.instance.objectNode().put("model", model);
        MessagesTurns turns = new MessagesTurns(ClaudeHost.ANTHROPIC);
        byte[] body = new MessagesFields(dialogue, turns, head).body(model);
        if (turns.showsStoredFiles()) {
            headers.put("anthropic-beta", FILES_BETA);
        }
        return new Request(PATH, headers, body);
    }

    @Override
    public Optional<Answer> answer(JsonNode body) {
        return MessagesAnswer.read(body);
    }

    @Override
    public Optional<ProviderError> error(JsonNode body) {
        return ProviderError.in(body);
    }

    @Override
    public EventReader reader() {
        return new MessagesEvents();
    }
}
