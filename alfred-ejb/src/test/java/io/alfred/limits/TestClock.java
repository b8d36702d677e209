package io.alfred.limits;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** A clock that the test sets, for the database and for all processes. */
final class TestClock implements InstantSource {
    private static final Instant START = Instant.parse("2026-07-01T12:00:00Z");

    private Instant now = START;

    void pass(Duration time) {
        now = now.plus(time);
    }

    void passMs(long ms) {
        pass(Duration.ofMillis(ms));
    }

    long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, now);
    }

    long nanos() {
        return ChronoUnit.NANOS.between(START, now);
    }

    @Override
    public Instant instant() {
        return now;
    }
}
