package io.alfred.cli.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The service tier of a trial call, and what the catalogue says that it costs.
 *
 * @param model as the catalogue tells it; all its tiers go by one version in the ledger
 * @param name as the answer names it; empty where it names none
 */
record TrialTier(JsonNode model, String name) {
    private static final String PRIORITY = "priority";

    /** Charged as standard, where they have no price of their own. */
    private static final Set<String> STANDARD =
            Set.of("", "default", "standard", "on_demand", "scale", "flex", "batch");

    private String word() {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.equals("fast") ? PRIORITY : lower;
    }

    /** Whether nobody has told what it costs. */
    boolean unpriced() {
        return !STANDARD.contains(word()) && in(word()).isEmpty();
    }

    JsonNode prices() {
        return in(word()).orElse(model);
    }

    /** The prices of a call that names no tier where the provider serves it sooner by itself. */
    Optional<JsonNode> dearer() {
        return name.isEmpty() ? in(PRIORITY) : Optional.empty();
    }

    private Optional<JsonNode> in(String tier) {
        return model.path("service_tiers").path(tier) instanceof ObjectNode own
                        && !tier.equals("batch")
                        && !own.path("for_show").asBoolean()
                ? Optional.of(own.deepCopy().set("per_call", model.path("per_call")))
                : Optional.empty();
    }
}
