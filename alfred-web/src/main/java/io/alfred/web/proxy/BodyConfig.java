package io.alfred.web.proxy;

import io.alfred.kernel.StartupError;

import org.eclipse.microprofile.config.Config;

import java.time.Duration;

/**
 * Settings of how requests are read.
 *
 * @param arrivalMax {@code alfred.request.body-timeout-ms}: milliseconds in which the body of a
 *     request has to arrive; default 60000
 */
record BodyConfig(Duration arrivalMax) {
    private static final String TIMEOUT = "alfred.request.body-timeout-ms";
    private static final int TIMEOUT_MAX_MS = 3_600_000;

    static BodyConfig read(Config config) {
        String text = config.getOptionalValue(TIMEOUT, String.class).orElse("60000");
        int ms;
        try {
            ms = Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            ms = 0;
        }
        if (ms < 1 || ms > TIMEOUT_MAX_MS) {
            throw StartupError.config(
                    TIMEOUT,
                    "is not a whole number from 1 to " + TIMEOUT_MAX_MS,
                    "correct it or leave it out for the default");
        }
        return new BodyConfig(Duration.ofMillis(ms));
    }
}
