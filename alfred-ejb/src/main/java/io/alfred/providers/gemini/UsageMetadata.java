package io.alfred.providers.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.TokenUsage;

import java.util.Optional;

/**
 * Reads {@code usageMetadata}. One that cannot be true counts as none.
 *
 * <p>The prompt's count includes what came from the cache but not what Google's own tools read; the
 * candidates' count excludes the thoughts. What of them is sound, lists by modality tell; that of
 * the cached tokens is not read, as the price takes their sound to be the least. Google leaves out
 * counts of zero.
 */
final class UsageMetadata {
    private static final String USAGE = "usageMetadata";
    private static final String PROMPT = "promptTokenCount";
    private static final String CACHED = "cachedContentTokenCount";
    private static final String TOOLS = "toolUsePromptTokenCount";
    private static final String CANDIDATES = "candidatesTokenCount";
    private static final String THOUGHTS = "thoughtsTokenCount";
    private static final String TOTAL = "totalTokenCount";
    private static final String PROMPT_DETAILS = "promptTokensDetails";
    private static final String TOOLS_DETAILS = "toolUsePromptTokensDetails";
    private static final String CANDIDATES_DETAILS = "candidatesTokensDetails";

    private UsageMetadata() {}

    static Optional<TokenUsage> in(JsonNode body) {
        if (!(body.get(USAGE) instanceof ObjectNode usage)
                || !usage.has(PROMPT)
                || !(usage.has(CANDIDATES) || usage.has(TOTAL))) {
            return Optional.empty();
        }
        for (String name : new String[] {PROMPT, CACHED, TOOLS, CANDIDATES, THOUGHTS, TOTAL}) {
            if (usage.has(name) && !isCount(usage.path(name), total(name))) {
                return Optional.empty();
            }
        }
        long prompt = usage.path(PROMPT).longValue();
        long cached = usage.path(CACHED).longValue();
        long input = prompt + usage.path(TOOLS).longValue();
        long thoughts = usage.path(THOUGHTS).longValue();
        long output = usage.path(CANDIDATES).longValue() + thoughts;
        if (cached > prompt
                || input > TokenUsage.TOKENS_MAX
                || output > TokenUsage.TOKENS_MAX
                || contradictory(usage, input + output)) {
            return Optional.empty();
        }
        long heard = sound(usage, PROMPT_DETAILS) + sound(usage, TOOLS_DETAILS);
        long spoken = sound(usage, CANDIDATES_DETAILS);
        if (heard > input || spoken > output) {
            return Optional.empty();
        }
        return Optional.of(
                new TokenUsage(input, cached, 0, output, thoughts, false).withAudio(heard, spoken));
    }

    /** What a list by modality counts as sound; beyond any count where it cannot be true. */
    private static long sound(ObjectNode usage, String details) {
        long tokens = 0;
        for (JsonNode each : usage.path(details)) {
            JsonNode count = each.path("tokenCount");
            if (each.path("modality").asText().equals("AUDIO") && !count.isMissingNode()) {
                tokens += isCount(count, false) ? count.longValue() : 2 * TokenUsage.TOKENS_MAX;
            }
        }
        return tokens;
    }

    /** Whether a piece of a stream tells more than what the prompt takes. */
    static boolean countsOutput(JsonNode body) {
        return body.path(USAGE).has(CANDIDATES) || body.path(USAGE).has(THOUGHTS);
    }

    /** The prompt of an embedding, the only count there. */
    static Optional<TokenUsage> ofPrompt(JsonNode usage) {
        JsonNode prompt = usage.path(PROMPT);
        return isCount(prompt, false)
                ? Optional.of(TokenUsage.reported(prompt.longValue(), 0))
                : Optional.empty();
    }

    /** Some versions leave thoughts and tools out of the total; none counts anything besides. */
    private static boolean contradictory(ObjectNode usage, long sum) {
        long total = usage.path(TOTAL).asLong(sum);
        long least = usage.path(PROMPT).longValue() + usage.path(CANDIDATES).longValue();
        return total > sum || total < least;
    }

    private static boolean total(String name) {
        return name.equals(TOTAL);
    }

    private static boolean isCount(JsonNode node, boolean total) {
        return node.isIntegralNumber()
                && node.canConvertToLong()
                && node.longValue() >= 0
                && node.longValue() <= (total ? 2 : 1) * TokenUsage.TOKENS_MAX;
    }
}
