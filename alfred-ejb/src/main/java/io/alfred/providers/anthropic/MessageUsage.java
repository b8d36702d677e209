package io.alfred.providers.anthropic;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.TokenUsage;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Gathers {@code usage} objects. In a stream each tells sums so far, and may leave out what did not
 * change; what cannot be true makes the whole report unbelievable.
 */
public final class MessageUsage {
    private static final String INPUT = "input_tokens";
    private static final String OUTPUT = "output_tokens";
    private static final String READ = "cache_read_input_tokens";
    private static final String WRITTEN = "cache_creation_input_tokens";
    private static final String WRITTEN_DETAILS = "cache_creation";
    private static final String WRITTEN_LONG = "ephemeral_1h_input_tokens";
    private static final String OUTPUT_DETAILS = "output_tokens_details";
    private static final String THINKING = "thinking_tokens";

    private final Map<String, Long> counts = new TreeMap<>();
    private boolean absurd;

    /** Takes one object in; what is no count makes the whole report unbelievable. */
    public void add(JsonNode usage) {
        for (String name : new String[] {INPUT, OUTPUT, READ, WRITTEN}) {
            count(name, usage.get(name));
        }
        count(WRITTEN_LONG, usage.path(WRITTEN_DETAILS).get(WRITTEN_LONG));
        count(THINKING, usage.path(OUTPUT_DETAILS).get(THINKING));
    }

    private void count(String name, @Nullable JsonNode node) {
        if (node == null || node.isNull()) {
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
    public Optional<TokenUsage> reported() {
        return counts.containsKey(OUTPUT) ? usage(counts.get(OUTPUT), false) : Optional.empty();
    }

    /**
     * The reported input with another count of the output, when that was not reported to its end.
     */
    Optional<TokenUsage> withOutput(long tokens) {
        return usage(Math.max(tokens, counts.getOrDefault(OUTPUT, 0L)), true);
    }

    private Optional<TokenUsage> usage(long output, boolean estimated) {
        if (absurd || !counts.containsKey(INPUT)) {
            return Optional.empty();
        }
        long read = counts.getOrDefault(READ, 0L);
        long written = counts.getOrDefault(WRITTEN, 0L);
        long writtenLong = counts.getOrDefault(WRITTEN_LONG, 0L);
        long thinking = counts.getOrDefault(THINKING, 0L);
        // Here the cached parts are apart from the input, not included in it.
        long prompt = counts.getOrDefault(INPUT, 0L) + read + written;
        if (prompt > TokenUsage.TOKENS_MAX
                || output > TokenUsage.TOKENS_MAX
                || writtenLong > written
                || thinking > output) {
            return Optional.empty();
        }
        return Optional.of(
                new TokenUsage(prompt, read, written, writtenLong, output, thinking, estimated));
    }
}
