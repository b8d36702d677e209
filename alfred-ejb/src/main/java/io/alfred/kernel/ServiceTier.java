package io.alfred.kernel;

import java.util.Locale;
import java.util.Optional;

/** How a provider serves a call, where it asks other prices for serving it sooner or later. */
public enum ServiceTier {
    /** As everyone is served who asks for nothing else. */
    STANDARD,
    /** Later, and cheaper. */
    FLEX,
    /** Sooner, and dearer; OpenAI's Fast mode. */
    PRIORITY,
    /** Within a day, in a batch. Known for its prices only: no call here is served so. */
    BATCH,
    /** One that has no price here. */
    OTHER;

    /** The word of a catalogue file. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The tier that a provider's answer names; empty where that is none that it was served in. */
    public static Optional<ServiceTier> told(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "", "auto" -> Optional.empty();
            // Groq's word for it, and what OpenAI sells in advance
            case "default", "standard", "on_demand", "scale" -> Optional.of(STANDARD);
            case "flex" -> Optional.of(FLEX);
            case "priority", "fast" -> Optional.of(PRIORITY);
            default -> Optional.of(OTHER);
        };
    }
}
