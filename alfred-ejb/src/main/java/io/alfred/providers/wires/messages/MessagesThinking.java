package io.alfred.providers.wires.messages;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.Dialogue.Role;
import io.alfred.providers.dialogue.Dialogue.ToolChoice;
import io.alfred.providers.dialogue.Dialogue.Turn;
import io.alfred.providers.dialogue.Part;
import io.alfred.providers.dialogue.Reasoning;
import io.alfred.providers.dialogue.Reasoning.Effort;
import io.alfred.providers.wires.EffortShares;
import io.alfred.providers.wires.NotTaken;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.Predicate;

/**
 * Asks Claude to reason: models before 4.6 by a budget, later ones by an effort.
 *
 * <p>Efforts and budgets are turned into each other by {@link EffortShares}.
 */
final class MessagesThinking {
    private static final String THINKING = "thinking";
    private static final String EFFORT = "reasoning_effort";
    private static final String BUDGET = "thinking.budget_tokens";

    private final Dialogue dialogue;
    private final Reasoning reasoning;
    private final ClaudeModel model;
    private final long maxOutputTokens;

    MessagesThinking(Dialogue dialogue, ClaudeModel model, long maxOutputTokens) {
        this.dialogue = dialogue;
        this.reasoning = dialogue.reasoning();
        this.model = model;
        this.maxOutputTokens = maxOutputTokens;
    }

    /**
     * Fills in {@code thinking} and, in {@code output_config}, the effort.
     *
     * @throws AlfredException {@code INVALID_REQUEST} when the model cannot reason so, or not
     *     together with what else is asked
     */
    void write(ObjectNode body, ObjectNode output) {
        if (reasoning.effort().isEmpty() && reasoning.budgetTokens().isEmpty()) {
            return;
        }
        if (none()) {
            if (model.reasonsUnasked()) {
                body.putObject(THINKING).put("type", "disabled");
            }
            return;
        }
        if (!model.reasons()) {
            throw NotTaken.by(
                    MessagesWire.PROVIDER, field(), "leave it out, or choose a newer model");
        }
        checkCompany();
        if (model.adaptive()) {
            display(body.putObject(THINKING).put("type", "adaptive"));
            output.put("effort", word(effort()));
        } else if (!midway()) {
            display(body.putObject(THINKING).put("type", "enabled").put("budget_tokens", budget()));
        }
    }

    private boolean none() {
        return reasoning.effort().map(effort -> effort == Effort.NONE).orElse(false)
                || (reasoning.effort().isEmpty() && reasoning.budgetTokens().orElse(1) == 0);
    }

    private String field() {
        return reasoning.effort().isPresent() ? EFFORT : BUDGET;
    }

    private void display(ObjectNode thinking) {
        if (reasoning.shown()) {
            thinking.put("display", "summarized");
        }
    }

    private Effort effort() {
        return reasoning
                .effort()
                .orElseGet(
                        () ->
                                EffortShares.effort(
                                        reasoning.budgetTokens().orElse(0), maxOutputTokens));
    }

    private String word(Effort effort) {
        return switch (effort) {
            case NONE, MINIMAL, LOW -> "low";
            case MEDIUM -> "medium";
            case HIGH -> "high";
            case XHIGH -> model.aboveHigh();
        };
    }

    private long budget() {
        long budget =
                reasoning
                        .budgetTokens()
                        .orElseGet(() -> EffortShares.budget(effort(), maxOutputTokens));
        if (budget < EffortShares.BUDGET_MIN) {
            throw AlfredException.invalid(
                    BUDGET,
                    "a budget of " + budget + " tokens is too small to reason with",
                    "allow at least " + EffortShares.BUDGET_MIN + " tokens, or do not ask for it");
        }
        if (budget >= maxOutputTokens) {
            throw AlfredException.invalid(
                    field(),
                    "max_tokens "
                            + maxOutputTokens
                            + " leaves nothing for an answer after "
                            + budget
                            + " tokens of reasoning",
                    "raise max_tokens above " + budget + ", or ask for less reasoning");
        }
        return budget;
    }

    /** What Anthropic refuses together with reasoning, told in the client's own words. */
    private void checkCompany() {
        ToolChoice choice = dialogue.toolChoice();
        boolean forced =
                !dialogue.tools().isEmpty()
                        && (choice instanceof ToolChoice.Any || choice instanceof ToolChoice.Named);
        if (forced) {
            throw AlfredException.invalid(
                    "tool_choice",
                    "Anthropic does not reason when a tool has to be called",
                    "let the model choose, or do not ask for reasoning");
        }
        boolean tempered =
                dialogue.sampling()
                        .temperature()
                        .filter(value -> value.compareTo(BigDecimal.ONE) != 0)
                        .isPresent();
        if (tempered) {
            throw AlfredException.invalid(
                    "temperature",
                    "Anthropic only reasons at temperature 1",
                    "leave out temperature, or do not ask for reasoning");
        }
    }

    /**
     * Whether tools were called without reasoning that could be sent back. Models with budgets
     * refuse to begin reasoning then, and say to go on without until the tools have been answered.
     */
    private boolean midway() {
        List<Turn> turns = dialogue.turns();
        int answered = sideBegins(turns, turns.size(), Role.USER);
        int called = sideBegins(turns, answered, Role.ASSISTANT);
        return has(turns.subList(answered, turns.size()), Part.ToolResult.class::isInstance)
                && has(turns.subList(called, answered), Part.ToolCall.class::isInstance)
                && !has(turns.subList(called, answered), MessagesBlocks::reasonedHere);
    }

    /** Where the turns of one role begin that end before {@code end}. */
    private static int sideBegins(List<Turn> turns, int end, Role role) {
        int begin = end;
        while (begin > 0 && turns.get(begin - 1).role() == role) {
            begin--;
        }
        return begin;
    }

    private static boolean has(List<Turn> turns, Predicate<Part> kind) {
        return turns.stream().flatMap(turn -> turn.parts().stream()).anyMatch(kind);
    }
}
