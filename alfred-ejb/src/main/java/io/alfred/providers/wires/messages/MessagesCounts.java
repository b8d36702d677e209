package io.alfred.providers.wires.messages;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.TokenUsage;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Gathers {@code usage} objects of a message. In a stream each tells sums so far, and may leave out
 * what did not change; what cannot be true makes the whole report unbelievable.
 */
final class MessagesCounts {
    private static final String INPUT = "input_tokens";
    private static final String OUTPUT = "output_tokens";
    private static final String READ = "cache_read_input_tokens";
    private static final String WRITTEN = "cache_creation_input_tokens";
    private static final String WRITTEN_LONG = "ephemeral_1h_input_tokens";
    private static final String THINKING = "thinking_tokens";

    private final Map<String, Long> counts = new TreeMap<>();
    private boolean absurd;

    void add(JsonNode usage) {
        for (String name : new String[] {INPUT, OUTPUT, READ, WRITTEN}) {
            count(usage, name);
        }
        count(usage.path("cache_creation"), WRITTEN_LONG);
        count(usage.path("output_tokens_details"), THINKING);
    }

    private void count(JsonNode parent, String name) {
        JsonNode node = parent.path(name);
        if (node.isMissingNode() || node.isNull()) {
            return;
        }
        boolean believable =
                node.isIntegralNumber()
                        && node.canConvertToLong()
                        && node.longValue() >= 0
                        && node.longValue() <= TokenUsage.TOKENS_MAX;
        if (believable) {
            counts.put(name, node.longValue());
        } else {
            absurd = true;
        }
    }

    /** The provider's word; empty when something is missing or cannot be true. */
    Optional<TokenUsage> reported() {
        if (absurd || !counts.containsKey(INPUT) || !counts.containsKey(OUTPUT)) {
            return Optional.empty();
        }
        long read = of(READ);
        long written = of(WRITTEN);
        // Here the cached parts are apart from the input, not included in it.
        long prompt = of(INPUT) + read + written;
        boolean contradictory = of(WRITTEN_LONG) > written || of(THINKING) > of(OUTPUT);
        return contradictory || prompt > TokenUsage.TOKENS_MAX
                ? Optional.empty()
                : Optional.of(
                        new TokenUsage(
                                prompt,
                                read,
                                written,
                                of(WRITTEN_LONG),
                                of(OUTPUT),
                                of(THINKING),
                                false));
    }

    private long of(String name) {
        return counts.getOrDefault(name, 0L);
    }
}
