package io.alfred.providers.wires;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.wires.Quirks.Counting;

import java.util.Optional;

/**
 * Reads {@code usage} of providers that are compatible with OpenAI, each of which counts in its own
 * way. A report that cannot be true counts as none.
 *
 * <p>Why the sum: {@code total_tokens} tells what a provider's counts include, so a report whose
 * parts do not make up its total is not believed, and one whose reasoning is counted beside the
 * completion is noticed wherever it comes from.
 */
public final class CompatibleUsage {
    private final Counting counting;

    public CompatibleUsage(Quirks quirks) {
        this.counting = quirks.counting();
    }

    /** The usage of an answer or a chunk, which Groq's streams keep in {@code x_groq}. */
    public Optional<TokenUsage> in(JsonNode answer) {
        JsonNode usage = answer.path("usage");
        return of(usage.isObject() ? usage : answer.path("x_groq").path("usage"))
                .map(told -> ServedTier.of(told, answer));
    }

    /** The usage that a {@code usage} object tells. */
    public Optional<TokenUsage> of(JsonNode usage) {
        if (!usage.isObject() || !usage.hasNonNull("prompt_tokens")) {
            return Optional.empty();
        }
        Counts counts = new Counts();
        boolean summed = usage.hasNonNull("total_tokens");
        long total = counts.read(usage, "total_tokens");
        long prompt = counts.read(usage, "prompt_tokens");
        long completion = counts.read(usage, "completion_tokens");
        if (!usage.hasNonNull("completion_tokens")) {
            // Fireworks leaves it out when nothing was written.
            counts.require(summed && total >= prompt);
            completion = total - prompt;
        }
        long reasoning = reasoning(usage, counts);
        long seen = prompt + completion;
        boolean apart = reasoning > 0 && apart(summed, total, seen, reasoning);
        counts.require(!summed || total == seen || (apart && total == seen + reasoning));
        counts.require(apart || reasoning <= completion);
        if (apart) {
            completion += reasoning;
        }
        if (counting == Counting.SEARCHES_APART) {
            prompt += counts.read(usage, "citation_tokens");
        }
        long read = cachedRead(usage, prompt, counts);
        long write = counts.read(usage.path("prompt_tokens_details"), "cache_write_tokens");
        counts.require(read + write <= prompt);
        long heard = counts.read(usage.path("prompt_tokens_details"), "audio_tokens");
        long spoken = counts.read(usage.path("completion_tokens_details"), "audio_tokens");
        counts.require(heard <= prompt && spoken <= completion);
        counts.require(prompt <= TokenUsage.TOKENS_MAX && completion <= TokenUsage.TOKENS_MAX);
        return counts.absurd
                ? Optional.empty()
                : Optional.of(
                        new TokenUsage(prompt, read, write, completion, reasoning, false)
                                .withAudio(heard, spoken));
    }

    private boolean apart(boolean summed, long total, long seen, long reasoning) {
        return switch (counting) {
            // Its total leaves out what it reasoned, so nothing but its documentation tells.
            case SEARCHES_APART -> true;
            case REASONING_APART -> !summed || total == seen + reasoning;
            case INCLUDED, CACHE_HITS -> summed && total == seen + reasoning;
        };
    }

    private long reasoning(JsonNode usage, Counts counts) {
        return counting == Counting.SEARCHES_APART
                ? counts.read(usage, "reasoning_tokens")
                : counts.read(usage.path("completion_tokens_details"), "reasoning_tokens");
    }

    private long cachedRead(JsonNode usage, long prompt, Counts counts) {
        JsonNode details = usage.path("prompt_tokens_details");
        long read = counts.read(details, "cached_tokens");
        if (counting != Counting.CACHE_HITS || !usage.hasNonNull("prompt_cache_hit_tokens")) {
            return read;
        }
        long hits = counts.read(usage, "prompt_cache_hit_tokens");
        counts.require(!details.hasNonNull("cached_tokens") || read == hits);
        counts.require(
                !usage.hasNonNull("prompt_cache_miss_tokens")
                        || hits + counts.read(usage, "prompt_cache_miss_tokens") == prompt);
        return hits;
    }

    /** Counts of one report, and whether all of them can be true. */
    private static final class Counts {
        private boolean absurd;

        /** Tokens; 0 for none. */
        long read(JsonNode parent, String name) {
            JsonNode node = parent.path(name);
            if (node.isMissingNode() || node.isNull()) {
                return 0;
            }
            boolean believable =
                    node.isIntegralNumber()
                            && node.canConvertToLong()
                            && node.longValue() >= 0
                            && node.longValue() <= TokenUsage.TOKENS_MAX;
            require(believable);
            return believable ? node.longValue() : 0;
        }

        void require(boolean holds) {
            absurd |= !holds;
        }
    }
}
