package io.alfred.providers.gemini;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.dialogue.Reasoning;
import io.alfred.providers.dialogue.Reasoning.Effort;

import java.util.Optional;

/**
 * {@code thinkingConfig}: a level from Gemini 3 on, a budget of tokens before.
 *
 * <p>Efforts become what Google's own OpenAI endpoint makes of them. A budget goes out as it is, on
 * every model that thinks, and outweighs an effort: Google takes one of the two only, and the
 * budget is the one that bounds the price.
 */
final class Thinking {
    private static final String EFFORT = "reasoning_effort";
    private static final long LOW_TOKENS = 1_024;
    private static final long MEDIUM_TOKENS = 8_192;
    private static final long HIGH_TOKENS = 24_576;
    private static final long PRO_MOST_TOKENS = 32_768;

    private Thinking() {}

    /** Empty when the model shall think as it does by itself, unseen. */
    static Optional<ObjectNode> config(Reasoning reasoning, ModelName model) {
        if (!model.fromThree() && !model.budgets()) {
            requireNone(reasoning, model);
            return Optional.empty();
        }
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        if (reasoning.shown()) {
            config.put("includeThoughts", true);
        }
        if (reasoning.budgetTokens().isPresent()) {
            config.put("thinkingBudget", reasoning.budgetTokens().getAsLong());
        } else if (reasoning.effort().isPresent()) {
            Effort effort = reasoning.effort().get();
            if (effort == Effort.NONE && model.pro()) {
                throw alwaysThinks(model);
            }
            if (model.fromThree()) {
                config.put("thinkingLevel", level(effort, model));
            } else {
                config.put("thinkingBudget", budgetTokens(effort, model));
            }
        }
        return config.isEmpty() ? Optional.empty() : Optional.of(config);
    }

    private static String level(Effort effort, ModelName model) {
        return switch (effort) {
            case NONE, MINIMAL -> model.pro() ? "LOW" : "MINIMAL";
            case LOW -> "LOW";
            case MEDIUM -> model.twoLevels() ? "HIGH" : "MEDIUM";
            case HIGH, XHIGH -> "HIGH";
        };
    }

    private static long budgetTokens(Effort effort, ModelName model) {
        return switch (effort) {
            case NONE -> 0;
            case MINIMAL, LOW -> LOW_TOKENS;
            case MEDIUM -> MEDIUM_TOKENS;
            case HIGH -> HIGH_TOKENS;
            case XHIGH -> model.pro() ? PRO_MOST_TOKENS : HIGH_TOKENS;
        };
    }

    private static void requireNone(Reasoning reasoning, ModelName model) {
        boolean effort = reasoning.effort().filter(asked -> asked != Effort.NONE).isPresent();
        if (effort || reasoning.budgetTokens().orElse(0) > 0) {
            throw AlfredException.invalid(
                    EFFORT,
                    "model \"" + model.name() + "\" does not reason before it answers",
                    "leave the reasoning settings out, or ask Gemini 2.5 or later");
        }
    }

    private static AlfredException alwaysThinks(ModelName model) {
        return AlfredException.invalid(
                EFFORT,
                "model \"" + model.name() + "\" cannot answer without reasoning",
                "ask for \"minimal\" or \"low\", or choose a Flash model");
    }
}
