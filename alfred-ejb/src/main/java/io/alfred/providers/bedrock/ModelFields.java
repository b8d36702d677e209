package io.alfred.providers.bedrock;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.bedrock.ModelFamily.Thinking;
import io.alfred.providers.dialogue.Dialogue;
import io.alfred.providers.dialogue.Dialogue.ToolChoice;
import io.alfred.providers.dialogue.Reasoning;
import io.alfred.providers.dialogue.Reasoning.Effort;

import java.util.Locale;

/** What Converse hands on to the model as it is: {@code additionalModelRequestFields}. */
final class ModelFields {
    private static final String EFFORT = "reasoning_effort";
    private static final String BUDGET = "thinking.budget_tokens";
    private static final int BUDGET_TOKENS_MIN = 1024;

    private final Dialogue dialogue;
    private final String model;
    private final ModelFamily family;
    private final ObjectNode fields = JsonNodeFactory.instance.objectNode();

    private ModelFields(Dialogue dialogue, String model, ModelFamily family) {
        this.dialogue = dialogue;
        this.model = model;
        this.family = family;
    }

    /** Empty when there is nothing to hand on. */
    static ObjectNode of(Dialogue dialogue, String model, ModelFamily family) {
        ModelFields made = new ModelFields(dialogue, model, family);
        dialogue.sampling().topK().ifPresent(made::topK);
        Reasoning reasoning = dialogue.reasoning();
        if (reasoning.effort().isPresent() || reasoning.budgetTokens().isPresent()) {
            made.reasoning(reasoning);
        }
        if (family == ModelFamily.ANTHROPIC && ConverseTools.choiceIsHandedOn(dialogue)) {
            made.toolChoice();
        }
        return made.fields;
    }

    private void topK(long topK) {
        switch (family) {
            case ANTHROPIC -> fields.put("top_k", topK);
            case NOVA -> fields.putObject("inferenceConfig").put("topK", topK);
            case GPT_OSS, UNNAMED, OTHER ->
                    throw untold("top_k", "leave top_k out, or choose a Claude or Nova model");
        }
    }

    private void toolChoice() {
        ObjectNode choice = fields.putObject("tool_choice");
        switch (dialogue.toolChoice()) {
            case ToolChoice.Auto auto -> choice.put("type", "auto");
            case ToolChoice.None none -> choice.put("type", "none");
            case ToolChoice.Any any -> choice.put("type", "any");
            case ToolChoice.Named named -> choice.put("type", "tool").put("name", named.name());
        }
        if (!(dialogue.toolChoice() instanceof ToolChoice.None)) {
            choice.put("disable_parallel_tool_use", true);
        }
    }

    private void reasoning(Reasoning reasoning) {
        switch (family) {
            case ANTHROPIC -> thinking(reasoning, Thinking.of(model));
            case GPT_OSS -> effort(reasoning);
            case NOVA, UNNAMED, OTHER ->
                    throw untold(
                            field(reasoning),
                            "leave it out, or choose a Claude or gpt-oss model by its id or its"
                                    + " inference profile");
        }
    }

    private void effort(Reasoning reasoning) {
        Effort effort =
                reasoning.effort().orElseThrow(() -> untold(BUDGET, "send reasoning_effort"));
        switch (effort) {
            case LOW, MEDIUM, HIGH -> fields.put("reasoning_effort", lower(effort));
            case NONE, MINIMAL, XHIGH ->
                    throw untold(EFFORT, "send \"low\", \"medium\" or \"high\"");
        }
    }

    private void thinking(Reasoning reasoning, Thinking way) {
        if (reasoning.budgetTokens().isPresent()) {
            switch (way) {
                case BUDGET, EITHER -> budget(reasoning.budgetTokens().getAsLong());
                case NONE -> throw untold(BUDGET, "leave thinking out");
                case EFFORT, ALWAYS -> throw untold(BUDGET, "send an effort in its place");
            }
            return;
        }
        Effort effort = reasoning.effort().orElse(Effort.MEDIUM);
        if (effort == Effort.NONE) {
            notThinking(way);
            return;
        }
        switch (way) {
            case NONE -> throw untold(EFFORT, "leave it out");
            case BUDGET -> budget(budgetFor(effort));
            case EITHER, EFFORT, ALWAYS -> adaptive(effort, way, reasoning.shown());
        }
    }

    private void notThinking(Thinking way) {
        switch (way) {
            case NONE -> {
                // it does not think anyway
            }
            case BUDGET, EITHER, EFFORT -> fields.putObject("thinking").put("type", "disabled");
            case ALWAYS -> throw untold(EFFORT, "it always thinks: send \"low\"");
        }
    }

    private void budget(long tokens) {
        fields.putObject("thinking").put("type", "enabled").put("budget_tokens", tokens);
    }

    /** Where only a budget can be told, an effort is a share of the output bound. */
    private long budgetFor(Effort effort) {
        long bound =
                dialogue.sampling()
                        .maxOutputTokens()
                        .orElseThrow(
                                () ->
                                        AlfredException.invalid(
                                                EFFORT,
                                                "this model thinks within a part of the output"
                                                        + " bound, and there is none",
                                                "send max_tokens"));
        if (bound <= BUDGET_TOKENS_MIN) {
            throw AlfredException.invalid(
                    EFFORT,
                    "this model thinks with at least "
                            + BUDGET_TOKENS_MIN
                            + " tokens, but the output bound is "
                            + bound,
                    "raise max_tokens, or leave reasoning_effort out");
        }
        long percent =
                switch (effort) {
                    case NONE -> 0;
                    case MINIMAL -> 10;
                    case LOW -> 20;
                    case MEDIUM -> 50;
                    case HIGH -> 80;
                    case XHIGH -> 95;
                };
        // Divided first: the bound may be any long.
        return Math.max(BUDGET_TOKENS_MIN, bound / 100 * percent + bound % 100 * percent / 100);
    }

    private void adaptive(Effort effort, Thinking way, boolean shown) {
        ObjectNode thinking = fields.putObject("thinking").put("type", "adaptive");
        if (shown && way != Thinking.EITHER) {
            // Models of that time show it by themselves, later ones only when asked.
            thinking.put("display", "summarized");
        }
        String word =
                switch (effort) {
                    case NONE, MINIMAL, LOW -> "low";
                    case MEDIUM -> "medium";
                    case HIGH -> "high";
                    case XHIGH -> way == Thinking.EITHER ? "max" : "xhigh";
                };
        fields.putObject("output_config").put("effort", word);
    }

    private static String field(Reasoning reasoning) {
        return reasoning.budgetTokens().isPresent() ? BUDGET : EFFORT;
    }

    private AlfredException untold(String field, String fix) {
        return AlfredException.invalid(
                field, "the model cannot be told this " + field + " through Bedrock", fix);
    }

    private static String lower(Effort effort) {
        return effort.name().toLowerCase(Locale.ROOT);
    }
}
