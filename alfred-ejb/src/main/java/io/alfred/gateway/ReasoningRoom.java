package io.alfred.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.Set;

/**
 * What an output limit has to leave for reasoning, which lies within it. Units: tokens.
 *
 * <p>Why a least limit for every provider: where an effort becomes a budget, the budget is a share
 * of the limit, and providers refuse budgets below 1,024 and those that leave nothing to answer
 * with.
 */
final class ReasoningRoom {
    /** The least budget that Anthropic takes, at its own address and on Bedrock. */
    static final long BUDGET_MIN = 1_024;

    /** Words for no reasoning at all. */
    private static final Set<String> NONE = Set.of("none", "disabled");

    private ReasoningRoom() {}

    /** The lowest limit that a request can be told with; 1 where it asks for no reasoning. */
    static long least(ObjectNode request) {
        JsonNode thinking = request.path("thinking");
        boolean asked =
                asks(request.path("reasoning_effort"))
                        || asks(request.path("reasoning").path("effort"))
                        || asks(request.path("output_config").path("effort"))
                        || (thinking.isObject() && !NONE.contains(thinking.path("type").asText()));
        if (!asked) {
            return 1;
        }
        JsonNode budget = thinking.path("budget_tokens");
        long tokens = budget.canConvertToLong() ? budget.longValue() : 0;
        return Math.max(BUDGET_MIN, Math.min(tokens, Long.MAX_VALUE - 1)) + 1;
    }

    private static boolean asks(JsonNode effort) {
        return effort.isTextual() && !NONE.contains(effort.textValue());
    }
}
