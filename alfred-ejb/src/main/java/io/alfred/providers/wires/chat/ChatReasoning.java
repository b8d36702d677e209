package io.alfred.providers.wires.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.Reasoning;
import io.alfred.providers.dialogue.Reasoning.Effort;
import io.alfred.providers.wires.EffortShares;
import io.alfred.providers.wires.NotTaken;
import io.alfred.providers.wires.Quirks;

import java.util.Optional;

/**
 * Asks a provider to reason, in its own words.
 *
 * <p>A budget in tokens becomes an effort where a provider only knows steps, see {@link
 * EffortShares}: the output bound holds in any case. A step that a model does not have is refused
 * by the provider itself, which knows its models.
 */
final class ChatReasoning {
    private static final String EFFORT = "reasoning_effort";
    private static final String REASONING = "reasoning";

    private final Quirks quirks;

    ChatReasoning(Quirks quirks) {
        this.quirks = quirks;
    }

    void write(Dialogue dialogue, ObjectNode body) {
        Reasoning reasoning = dialogue.reasoning();
        if (reasoning.equals(Reasoning.DEFAULT)) {
            return;
        }
        Optional<Effort> effort =
                EffortShares.asked(reasoning, dialogue.sampling().maxOutputTokens());
        switch (quirks.asking()) {
            case NOT_AT_ALL -> refuse(reasoning);
            case EFFORT -> effort.ifPresent(step -> put(body, step));
            case EFFORT_AND_VIEW -> {
                effort.ifPresent(step -> put(body, step));
                body.put("include_reasoning", reasoning.shown());
            }
            case OBJECT -> object(reasoning, body.putObject(REASONING));
            case THINKING_TYPE -> effort.ifPresent(step -> thinking(body, step));
            case SWITCH -> effort.ifPresent(step -> toggle(body, step));
        }
    }

    private static void put(ObjectNode body, Effort effort) {
        body.put(EFFORT, EffortShares.word(effort));
    }

    private static void object(Reasoning reasoning, ObjectNode object) {
        if (reasoning.effort().isPresent()) {
            object.put("effort", EffortShares.word(reasoning.effort().get()));
        } else if (reasoning.budgetTokens().isPresent()) {
            object.put("max_tokens", reasoning.budgetTokens().getAsLong());
        }
        object.put("exclude", !reasoning.shown());
    }

    private static void thinking(ObjectNode body, Effort effort) {
        boolean enabled = effort != Effort.NONE;
        body.putObject("thinking").put("type", enabled ? "enabled" : "disabled");
        if (enabled) {
            put(body, effort == Effort.MINIMAL ? Effort.LOW : effort);
        }
    }

    private static void toggle(ObjectNode body, Effort effort) {
        if (effort == Effort.NONE) {
            body.putObject(REASONING).put("enabled", false);
        } else {
            put(body, effort);
        }
    }

    private void refuse(Reasoning reasoning) {
        String fix = "leave it out, or choose another model";
        if (reasoning.effort().isPresent()) {
            throw notTaken(EFFORT, fix);
        }
        if (reasoning.budgetTokens().isPresent()) {
            throw notTaken("thinking.budget_tokens", fix);
        }
    }

    private AlfredException notTaken(String field, String fix) {
        return NotTaken.by(quirks.provider(), field, fix);
    }
}
