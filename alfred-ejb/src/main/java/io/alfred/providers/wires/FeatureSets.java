package io.alfred.providers.wires;

import io.alfred.providers.wires.Quirks.Feature;

import java.util.EnumSet;
import java.util.Set;

/** Features that often come together. */
final class FeatureSets {
    private FeatureSets() {}

    /** What OpenAI had before it had models that reason, and most others took over. */
    static Set<Feature> standard() {
        return with(
                choicesAndFormats(),
                Feature.STREAM_OPTIONS,
                Feature.SEED,
                Feature.PENALTIES,
                Feature.PARALLEL_SWITCH,
                Feature.STRICT_TOOLS);
    }

    static Set<Feature> choicesAndFormats() {
        return with(choices(), Feature.JSON_OBJECT, Feature.JSON_SCHEMA);
    }

    static Set<Feature> choices() {
        return EnumSet.of(
                Feature.TOOL_CHOICE_NONE, Feature.TOOL_CHOICE_REQUIRED, Feature.TOOL_CHOICE_NAMED);
    }

    static Set<Feature> with(Set<Feature> base, Feature... more) {
        EnumSet<Feature> all = EnumSet.copyOf(base);
        all.addAll(Set.of(more));
        return all;
    }
}
