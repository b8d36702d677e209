package io.alfred.providers.bedrock;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.TokenUsage;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * Reads {@code usage}. Here the cached parts are apart from the input, not included in it; how much
 * of the output was reasoning is not told. A report that cannot be true counts as none.
 */
final class ConverseUsage {
    private static final String LONG_TTL = "1h";
    private static final int DETAILS_MAX = 100;

    private ConverseUsage() {}

    static Optional<TokenUsage> in(JsonNode holder) {
        JsonNode usage = holder.path("usage");
        if (!usage.path("inputTokens").isNumber() || !usage.path("outputTokens").isNumber()) {
            return Optional.empty();
        }
        long input = count(usage.get("inputTokens"));
        long output = count(usage.get("outputTokens"));
        long read = count(usage.get("cacheReadInputTokens"));
        long written = count(usage.get("cacheWriteInputTokens"));
        long writtenLong = writtenLong(usage.path("cacheDetails"));
        boolean absurd = input < 0 || output < 0 || read < 0 || written < 0 || writtenLong < 0;
        long prompt = input + read + written;
        if (absurd || prompt > TokenUsage.TOKENS_MAX || writtenLong > written) {
            return Optional.empty();
        }
        return Optional.of(new TokenUsage(prompt, read, written, writtenLong, output, 0, false));
    }

    /** What is kept for an hour; -1 when it cannot be true. */
    private static long writtenLong(JsonNode details) {
        long sum = 0;
        if (details.size() > DETAILS_MAX) {
            return -1;
        }
        for (JsonNode detail : details) {
            if (detail.path("ttl").asText().equals(LONG_TTL)) {
                long tokens = count(detail.get("inputTokens"));
                if (tokens < 0) {
                    return -1;
                }
                sum += tokens;
            }
        }
        return sum;
    }

    /** A count that may be left out; -1 when it cannot be true. */
    private static long count(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return 0;
        }
        boolean believable =
                node.isIntegralNumber()
                        && node.canConvertToLong()
                        && node.longValue() >= 0
                        && node.longValue() <= TokenUsage.TOKENS_MAX;
        return believable ? node.longValue() : -1;
    }
}
