package io.alfred.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.TokenUsage;
import io.alfred.providers.wires.CompatibleUsage;
import io.alfred.providers.wires.Quirks;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/** Reads the {@code usage} object. One that cannot be true counts as none. */
final class ReportedUsage {
    private static final Names CHAT =
            new Names(
                    "prompt_tokens",
                    "prompt_tokens_details",
                    "completion_tokens",
                    "completion_tokens_details");
    private static final Names RESPONSES =
            new Names(
                    "input_tokens",
                    "input_tokens_details",
                    "output_tokens",
                    "output_tokens_details");

    private ReportedUsage() {}

    /** How an endpoint names its counts. */
    private record Names(String input, String inputDetails, String output, String outputDetails) {}

    /** Explicit zeros are believed; negative, absurd, contradictory or mistyped counts are not. */
    static Optional<TokenUsage> in(JsonNode answer) {
        return in(answer, CHAT);
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

    /** The same of a response object. */
    static Optional<TokenUsage> inResponse(JsonNode response) {
        return in(response, RESPONSES);
    }

    private static Optional<TokenUsage> in(JsonNode answer, Names names) {
        if (!(answer.get("usage") instanceof ObjectNode usage)
                || !isCount(usage.get(names.input()))
                || !isCount(usage.get(names.output()))) {
            return Optional.empty();
        }
        JsonNode input = usage.path(names.inputDetails());
        long read = detail(input, "cached_tokens");
        long write = detail(input, "cache_write_tokens");
        long reasoning = detail(usage.path(names.outputDetails()), "reasoning_tokens");
        long inputTokens = usage.path(names.input()).longValue();
        if (read < 0 || write < 0 || reasoning < 0 || read + write > inputTokens) {
            return Optional.empty();
        }
        return Optional.of(
                new TokenUsage(
                        inputTokens,
                        read,
                        write,
                        usage.path(names.output()).longValue(),
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
