package io.alfred.providers.wires.chat;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.ServiceTier;
import io.alfred.kernel.TokenUsage;
import io.alfred.providers.dialogue.Answer;
import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.ProviderWire;
import io.alfred.providers.http.ProviderError;
import io.alfred.providers.wires.CompatibleUsage;
import io.alfred.providers.wires.Quirks;
import io.alfred.providers.wires.ServedTier;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Chat completions, of OpenAI and of those who are compatible with it.
 *
 * <p>Left out, as they do not change the answer: marks of what to cache and the client's name for
 * its user where a provider has no field for them, and reasoning of earlier turns that it does not
 * take back.
 */
public final class ChatWire implements ProviderWire {
    private static final String PATH = "/chat/completions";
    private static final String CLAUDE = "claude";

    private final Quirks quirks;

    public ChatWire(Quirks quirks) {
        this.quirks = quirks;
    }

    /** Whether a model keeps for an hour what is marked so: Anthropic's, whoever serves them. */
    public static boolean cachesForLong(String model) {
        return model.toLowerCase(Locale.ROOT).contains(CLAUDE);
    }

    @Override
    public Request request(Dialogue dialogue, String model) {
        return new Request(PATH, Map.of(), new ChatFields(quirks, dialogue).body(model));
    }

    @Override
    public Optional<Answer> answer(JsonNode body) {
        return new ChatAnswer(quirks).read(body);
    }

    @Override
    public Optional<ProviderError> error(JsonNode body) {
        return ChatErrors.in(body);
    }

    @Override
    public Optional<TokenUsage> billed(JsonNode failed) {
        return new CompatibleUsage(quirks).in(failed);
    }

    @Override
    public Optional<ServiceTier> tier(JsonNode answer) {
        return ServedTier.in(answer);
    }

    @Override
    public EventReader reader() {
        return new ChatEvents(quirks);
    }
}
