package io.alfred.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.wires.CompatibleUsage;
import io.alfred.providers.wires.Quirks;
import io.alfred.providers.wires.ServedTier;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/** Reads the {@code usage} object. One that cannot be true counts as none. */
final class ReportedUsage {
    private ReportedUsage() {}

    /** Explicit zeros are believed; negative, absurd, contradictory or mistyped counts are not. */
    static Optional<TokenUsage> in(JsonNode answer) {
        if (!(answer.get("usage") instanceof ObjectNode usage)
                || !isCount(usage.get("prompt_tokens"))
                || !isCount(usage.get("completion_tokens"))) {
            return Optional.empty();
        }
        JsonNode input = usage.path("prompt_tokens_details");
        long read = detail(input, "cached_tokens");
        long write = detail(input, "cache_write_tokens");
        JsonNode output = usage.path("completion_tokens_details");
        long reasoning = detail(output, "reasoning_tokens");
        long heard = detail(input, "audio_tokens");
        long spoken = detail(output, "audio_tokens");
        long inputTokens = usage.path("prompt_tokens").longValue();
        long outputTokens = usage.path("completion_tokens").longValue();
        boolean believable =
                Math.min(Math.min(read, write), Math.min(reasoning, Math.min(heard, spoken))) >= 0
                        && read + write <= inputTokens
                        && heard <= inputTokens
                        && spoken <= outputTokens;
        return believable
                ? Optional.of(
                        ServedTier.of(
                                new TokenUsage(
                                                inputTokens,
                                                read,
                                                write,
                                                outputTokens,
                                                reasoning,
                                                false)
                                        .withAudio(heard, spoken),
                                answer))
                : Optional.empty();
    }

    /** The same of a provider that may count in a way of its own. */
    static Optional<TokenUsage> in(JsonNode answer, Quirks quirks) {
        if (quirks.counting() != Quirks.Counting.INCLUDED || !answer.path("usage").isObject()) {
            return new CompatibleUsage(quirks).in(answer);
        }
        // The total shows reasoning that is counted beside the completion.
        return answer.path("usage").hasNonNull("total_tokens")
                ? new CompatibleUsage(quirks).in(answer).or(() -> in(answer))
                : in(answer);
    }

    private static boolean isCount(@Nullable JsonNode node) {
        return node != null
                && node.isIntegralNumber()
                && node.canConvertToLong()
                && node.longValue() >= 0
                && node.longValue() <= TokenUsage.TOKENS_MAX;
    }

    /** A count that may be left out; -1 when it cannot be true. */
    private static long detail(JsonNode details, String name) {
        JsonNode node = details.get(name);
        if (node == null || node.isNull()) {
            return 0;
        }
        return isCount(node) ? node.longValue() : -1;
    }
}
