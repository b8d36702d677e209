package io.alfred.providers.wires;

import io.alfred.providers.dialogue.Reasoning;
import io.alfred.providers.dialogue.Reasoning.Effort;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Efforts as shares of the output bound, for where one side counts in steps and the other in
 * tokens.
 *
 * <p>The shares are those that OpenRouter documents for models that only take budgets. Units:
 * tokens.
 */
public final class EffortShares {
    /** The least that Anthropic takes. */
    public static final long BUDGET_MIN = 1024;

    /** More is not worth its tokens on any model that takes budgets. */
    static final long BUDGET_MAX = 128_000;

    private EffortShares() {}

    private static int percent(Effort effort) {
        return switch (effort) {
            case NONE -> 0;
            case MINIMAL -> 10;
            case LOW -> 20;
            case MEDIUM -> 50;
            case HIGH -> 80;
            case XHIGH -> 95;
        };
    }

    /** The budget of an effort, at least {@link #BUDGET_MIN} whatever the bound is. */
    public static long budget(Effort effort, long maxOutputTokens) {
        long share = Math.min(maxOutputTokens, 2 * BUDGET_MAX) * percent(effort) / 100;
        return Math.clamp(share, BUDGET_MIN, BUDGET_MAX);
    }

    /**
     * The least effort whose share covers a budget. Only the three steps that every model with
     * efforts knows.
     */
    public static Effort effort(long budgetTokens, long maxOutputTokens) {
        for (Effort effort : new Effort[] {Effort.LOW, Effort.MEDIUM}) {
            if (budgetTokens <= maxOutputTokens / 100 * percent(effort)) {
                return effort;
            }
        }
        return Effort.HIGH;
    }

    /** The effort that is asked for, as such or as a budget; empty where the model may choose. */
    public static Optional<Effort> asked(Reasoning reasoning, OptionalLong maxOutputTokens) {
        if (reasoning.effort().isPresent() || reasoning.budgetTokens().isEmpty()) {
            return reasoning.effort();
        }
        long budget = reasoning.budgetTokens().getAsLong();
        return Optional.of(
                budget == 0 ? Effort.NONE : effort(budget, maxOutputTokens.orElse(Long.MAX_VALUE)));
    }

    /** In OpenAI's words. */
    public static String word(Effort effort) {
        return switch (effort) {
            case NONE -> "none";
            case MINIMAL -> "minimal";
            case LOW -> "low";
            case MEDIUM -> "medium";
            case HIGH -> "high";
            case XHIGH -> "xhigh";
        };
    }
}
