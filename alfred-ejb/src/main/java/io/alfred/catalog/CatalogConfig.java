package io.alfred.catalog;

import io.alfred.kernel.StartupError;

import org.eclipse.microprofile.config.Config;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * Settings of the catalogue.
 *
 * @param sandboxEnabled {@code alfred.sandbox.enabled}: whether {@code sandbox/echo} can be called;
 *     default false
 * @param creditsPerUsd {@code alfred.credits.per-usd}: credits for one US dollar of a shipped
 *     price; default 1, at most six decimal places
 */
record CatalogConfig(boolean sandboxEnabled, BigDecimal creditsPerUsd) {
    private static final String PER_USD = "alfred.credits.per-usd";
    private static final String SANDBOX = "alfred.sandbox.enabled";
    private static final BigDecimal PER_USD_MAX = BigDecimal.valueOf(1_000_000);
    private static final int PER_USD_SCALE_MAX = 6;

    static CatalogConfig read(Config config) {
        return new CatalogConfig(
                config.getOptionalValue(SANDBOX, String.class)
                        .map(CatalogConfig::flag)
                        .orElse(false),
                config.getOptionalValue(PER_USD, String.class)
                        .map(CatalogConfig::perUsd)
                        .orElse(BigDecimal.ONE));
    }

    private static boolean flag(String text) {
        return switch (text.strip()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw StartupError.config(SANDBOX, "is neither true nor false", "write one");
        };
    }

    private static BigDecimal perUsd(String text) {
        return decimal(text)
                .filter(value -> value.signum() > 0 && value.compareTo(PER_USD_MAX) <= 0)
                .filter(value -> value.scale() <= PER_USD_SCALE_MAX)
                .orElseThrow(
                        () ->
                                StartupError.config(
                                        PER_USD,
                                        "is not a rate",
                                        "write a decimal above 0 and up to 1000000 with at most six"
                                                + " places"));
    }

    private static Optional<BigDecimal> decimal(String text) {
        try {
            return Optional.of(new BigDecimal(text.strip()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
