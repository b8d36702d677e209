package io.alfred.providers.wires;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.ServiceTier;

import java.util.Optional;

/** Reads {@code service_tier} of answers and of their chunks. */
public final class ServedTier {
    private ServedTier() {}

    /** The tier that an answer says it was served in; empty where it does not say. */
    public static Optional<ServiceTier> in(JsonNode answer) {
        return ServiceTier.told(answer.path("service_tier").asText(""));
    }
}
