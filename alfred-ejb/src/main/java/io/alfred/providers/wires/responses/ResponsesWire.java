package io.alfred.providers.wires.responses;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.ServiceTier;
import io.alfred.kernel.TokenUsage;
import io.alfred.providers.dialogue.Answer;
import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.ProviderWire;
import io.alfred.providers.http.ProviderError;
import io.alfred.providers.wires.ServedTier;

import java.util.Map;
import java.util.Optional;

/**
 * Responses, of OpenAI and of Azure.
 *
 * <p>Left out, as they do not change the answer: marks of what to cache, a client's name for its
 * user that is longer than the provider takes, and reasoning of earlier turns that is not its own.
 */
public final class ResponsesWire implements ProviderWire {
    /** Fewer are refused there, in words that name another field than the client's. */
    public static final long OUTPUT_TOKENS_MIN = 16;

    private static final String PATH = "/responses";

    private final String provider;

    /**
     * @param provider its name in refusals
     */
    public ResponsesWire(String provider) {
        this.provider = provider;
    }

    @Override
    public Request request(Dialogue dialogue, String model) {
        return new Request(PATH, Map.of(), new ResponsesFields(provider, dialogue).body(model));
    }

    @Override
    public Optional<Answer> answer(JsonNode body) {
        return ResponsesAnswer.read(body);
    }

    @Override
    public Optional<ProviderError> error(JsonNode body) {
        return ResponsesErrors.in(body);
    }

    @Override
    public Optional<TokenUsage> billed(JsonNode failed) {
        return ResponsesUsage.in(failed);
    }

    @Override
    public Optional<ServiceTier> tier(JsonNode answer) {
        return ServedTier.in(answer);
    }

    @Override
    public EventReader reader() {
        return new ResponsesEvents();
    }
}
