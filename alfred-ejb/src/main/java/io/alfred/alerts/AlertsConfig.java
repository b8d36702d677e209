package io.alfred.alerts;

import io.alfred.kernel.StartupError;

import org.eclipse.microprofile.config.Config;

import java.time.Duration;

/**
 * Settings of the watch.
 *
 * @param checkPeriod {@code alfred.ledger.check-period-s}: seconds between two checks of the books
 *     in the background, on one node at a time; 0: none; default 300
 */
record AlertsConfig(Duration checkPeriod) {
    private static final String PERIOD = "alfred.ledger.check-period-s";
    private static final long PERIOD_S_DEFAULT = 300;
    private static final long PERIOD_S_MAX = 86_400;

    static AlertsConfig read(Config config) {
        String text =
                config.getOptionalValue(PERIOD, String.class).orElse("" + PERIOD_S_DEFAULT).strip();
        if (!text.matches("[0-9]{1,6}") || Long.parseLong(text) > PERIOD_S_MAX) {
            throw StartupError.config(
                    PERIOD,
                    "is not a whole number from 0 to " + PERIOD_S_MAX,
                    "correct it or leave it out for the default");
        }
        return new AlertsConfig(Duration.ofSeconds(Long.parseLong(text)));
    }

    boolean isOn() {
        return !checkPeriod.isZero();
    }
}
