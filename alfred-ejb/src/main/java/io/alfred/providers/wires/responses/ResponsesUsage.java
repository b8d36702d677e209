package io.alfred.providers.wires.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.wires.CompatibleUsage;
import io.alfred.providers.wires.Quirks;
import io.alfred.providers.wires.ServedTier;

import java.util.Map;
import java.util.Optional;

/** Reads {@code usage} of a response, which counts as chats do, under other names. */
public final class ResponsesUsage {
    private static final Map<String, String> IN_CHATS =
            Map.of(
                    "input_tokens", "prompt_tokens",
                    "input_tokens_details", "prompt_tokens_details",
                    "output_tokens", "completion_tokens",
                    "output_tokens_details", "completion_tokens_details",
                    "total_tokens", "total_tokens");

    private static final CompatibleUsage CHATS = new CompatibleUsage(Quirks.of("openai"));

    private ResponsesUsage() {}

    /** Empty when there is none yet, or none that can be true. */
    public static Optional<TokenUsage> in(JsonNode response) {
        ObjectNode counts = JsonNodeFactory.instance.objectNode();
        JsonNode usage = response.path("usage");
        IN_CHATS.forEach(
                (name, other) -> {
                    if (usage.hasNonNull(name)) {
                        counts.set(other, usage.path(name));
                    }
                });
        return CHATS.of(counts).map(told -> ServedTier.of(told, response));
    }
}
