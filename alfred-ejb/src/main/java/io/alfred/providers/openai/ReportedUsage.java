package io.alfred.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.TokenUsage;

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
        JsonNode prompt = usage.path("prompt_tokens_details");
        JsonNode completion = usage.path("completion_tokens_details");
        long read = detail(prompt, "cached_tokens");
        long write = detail(prompt, "cache_write_tokens");
        long reasoning = detail(completion, "reasoning_tokens");
        long promptTokens = usage.path("prompt_tokens").longValue();
        if (read < 0 || write < 0 || reasoning < 0 || read + write > promptTokens) {
            return Optional.empty();
        }
        return Optional.of(
                new TokenUsage(
                        promptTokens,
                        read,
                        write,
                        usage.path("completion_tokens").longValue(),
                        reasoning,
                        false));
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
