package io.alfred.bench;

import io.alfred.kernel.StartupError;

import org.eclipse.microprofile.config.Config;

/**
 * Settings of the benchmark.
 *
 * @param enabled {@code alfred.bench.enabled}: whether {@code POST /api/bench/ledger} exists;
 *     default false; {@code alfred bench} sets it for the server it starts
 */
record BenchConfig(boolean enabled) {
    private static final String ENABLED = "alfred.bench.enabled";

    static BenchConfig read(Config config) {
        return new BenchConfig(
                config.getOptionalValue(ENABLED, String.class)
                        .map(BenchConfig::flag)
                        .orElse(false));
    }

    private static boolean flag(String text) {
        return switch (text.strip()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw StartupError.config(ENABLED, "is neither true nor false", "write one");
        };
    }
}
