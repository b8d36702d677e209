package io.alfred.ledger;

import io.alfred.kernel.StartupError;

import org.eclipse.microprofile.config.Config;

import java.time.Duration;

/**
 * Settings of the ledger.
 *
 * @param unknownGrace {@code alfred.hold.unknown-grace-s}: seconds that an unknown hold waits for
 *     the provider's record or an operator before it is charged provisionally; default 3600
 * @param drainMax {@code alfred.shutdown.drain-max-ms}: milliseconds that a stop waits for open
 *     calls to settle; default 30000
 * @param waitMax {@code alfred.ledger.wait-max-ms}: milliseconds a caller waits for the commit of
 *     its operation before the outcome counts as unknown; default 10000
 */
public record LedgerConfig(Duration unknownGrace, Duration drainMax, Duration waitMax) {

    static LedgerConfig read(Config config) {
        return new LedgerConfig(
                Duration.ofSeconds(
                        between(config, "alfred.hold.unknown-grace-s", 3600, 0, 604_800)),
                Duration.ofMillis(
                        between(config, "alfred.shutdown.drain-max-ms", 30_000, 0, 600_000)),
                Duration.ofMillis(
                        between(config, "alfred.ledger.wait-max-ms", 10_000, 100, 120_000)));
    }

    private static long between(Config config, String property, long fallback, long min, long max) {
        String text = config.getOptionalValue(property, String.class).orElse("" + fallback);
        try {
            long value = Long.parseLong(text.strip());
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw wrong(property, min, max);
        }
        throw wrong(property, min, max);
    }

    private static StartupError wrong(String property, long min, long max) {
        return StartupError.config(
                property,
                "is not a whole number from " + min + " to " + max,
                "correct it or leave it out for the default");
    }
}
