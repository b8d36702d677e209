package io.alfred.providers.cohere;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.TokenUsage;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads {@code billed_units}: what Cohere charges. Beside it, {@code tokens} counts also what
 * Cohere adds to the prompt by itself and does not charge, so it is not used. A report that cannot
 * be true counts as none.
 */
final class CohereUsage {
    private static final BigDecimal MAX = BigDecimal.valueOf(TokenUsage.TOKENS_MAX);

    private CohereUsage() {}

    /**
     * @param holder has {@code billed_units}: the {@code usage} of a chat, the {@code meta} of
     *     embeddings
     */
    static Optional<TokenUsage> in(JsonNode holder) {
        JsonNode billed = holder.path("billed_units");
        OptionalLong input = count(billed.path("input_tokens"));
        OptionalLong output = count(billed.path("output_tokens"));
        return input.isPresent() && output.isPresent()
                ? Optional.of(TokenUsage.reported(input.getAsLong(), output.getAsLong()))
                : Optional.empty();
    }

    /** A count; the protocol has them as numbers that may be written {@code 7.0}. */
    static OptionalLong count(JsonNode node) {
        if (!node.isNumber() || (node.isFloatingPointNumber() && !isFinite(node))) {
            return OptionalLong.empty();
        }
        BigDecimal value = node.decimalValue();
        boolean believable =
                value.signum() >= 0
                        && value.compareTo(MAX) <= 0
                        && value.stripTrailingZeros().scale() <= 0;
        return believable ? OptionalLong.of(value.longValue()) : OptionalLong.empty();
    }

    private static boolean isFinite(JsonNode node) {
        return node.isBigDecimal() || Double.isFinite(node.doubleValue());
    }
}
