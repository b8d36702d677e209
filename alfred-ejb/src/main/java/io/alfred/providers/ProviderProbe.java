package io.alfred.providers;

import java.util.OptionalInt;

/**
 * What a test of a provider found.
 *
 * @param status HTTP status, when there was an answer
 * @param latencyMs milliseconds to the answer or the failure
 * @param detail one sentence of Alfred's own
 */
public record ProviderProbe(boolean ok, OptionalInt status, long latencyMs, String detail) {}
