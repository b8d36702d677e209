package io.alfred.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.SplittableRandom;

class PeriodTest {
    @ParameterizedTest
    @CsvSource({
        // unit, zone, anchor, moment, start, end
        "day, UTC, 2024-01-01, 2026-11-24T12:00:00Z, 2026-11-24T00:00:00Z, 2026-11-25T00:00:00Z",
        "week, UTC, 2024-01-01, 2026-11-24T12:00:00Z, 2026-11-23T00:00:00Z, 2026-11-30T00:00:00Z",
        "week, UTC, 2030-01-05, 2026-11-24T12:00:00Z, 2026-11-21T00:00:00Z, 2026-11-28T00:00:00Z",
        "month, UTC, 2024-01-01, 2026-11-01T00:00:00Z, 2026-11-01T00:00:00Z, 2026-12-01T00:00:00Z",
        "month, UTC, 2024-01-01, 2026-10-31T23:59:59Z, 2026-10-01T00:00:00Z, 2026-11-01T00:00:00Z",
        "month, UTC, 2026-01-15, 2026-03-14T23:00:00Z, 2026-02-15T00:00:00Z, 2026-03-15T00:00:00Z",
        // the 31st of a shorter month is its last day, and comes back after it
        "month, UTC, 2026-01-31, 2026-02-28T00:00:00Z, 2026-02-28T00:00:00Z, 2026-03-31T00:00:00Z",
        "month, UTC, 2026-01-31, 2026-03-30T00:00:00Z, 2026-02-28T00:00:00Z, 2026-03-31T00:00:00Z",
        "month, UTC, 2026-01-31, 2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z, 2024-03-31T00:00:00Z",
        "quarter, UTC, 2024-01-01, 2026-11-24T00:00:00Z, 2026-10-01T00:00:00Z,"
                + " 2027-01-01T00:00:00Z",
        "quarter, UTC, 2026-02-01, 2026-01-31T00:00:00Z, 2025-11-01T00:00:00Z,"
                + " 2026-02-01T00:00:00Z",
        "year, UTC, 2024-04-01, 2026-03-31T23:00:00Z, 2025-04-01T00:00:00Z, 2026-04-01T00:00:00Z",
        "year, UTC, 2024-02-29, 2026-03-01T00:00:00Z, 2026-02-28T00:00:00Z, 2027-02-28T00:00:00Z",
        // days of 23 and 25 hours
        "day, Europe/Berlin, 2024-01-01, 2026-03-29T12:00:00Z, 2026-03-28T23:00:00Z,"
                + " 2026-03-29T22:00:00Z",
        "day, Europe/Berlin, 2024-01-01, 2026-10-25T12:00:00Z, 2026-10-24T22:00:00Z,"
                + " 2026-10-25T23:00:00Z",
        // a day that does not begin at midnight
        "day, America/Sao_Paulo, 2024-01-01, 2018-11-04T12:00:00Z, 2018-11-04T03:00:00Z,"
                + " 2018-11-05T02:00:00Z",
    })
    void a_period_begins_and_ends_on_the_anchors_day(
            String unit,
            String zone,
            LocalDate anchor,
            Instant moment,
            Instant start,
            Instant end) {
        Period period = new Period(PeriodUnit.of(unit).orElseThrow(), ZoneId.of(zone), anchor);
        Period.Window window = period.at(moment);
        assertThat(window.start()).isEqualTo(start);
        assertThat(window.end()).contains(end);
    }

    @Test
    void without_a_unit_nothing_ends() {
        assertThat(Period.NONE.at(Instant.EPOCH).end()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void periods_follow_each_other_without_gap_or_overlap(PeriodUnit unit) {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        String[] zones = {
            "UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Apia", "Asia/Kolkata"
        };
        for (int i = 0; i < 200; i++) {
            Period period =
                    new Period(
                            unit,
                            ZoneId.of(zones[random.nextInt(zones.length)]),
                            LocalDate.of(2000, 1, 1).plusDays(random.nextLong(20_000)));
            Instant moment = Instant.ofEpochSecond(random.nextLong(4_000_000_000L));
            Period.Window window = period.at(moment);
            Instant end = window.end().orElseThrow();
            assertThat(moment).as("seed %d, %s", seed, period).isBetween(window.start(), end);
            assertThat(moment).as("seed %d, %s", seed, period).isNotEqualTo(end);
            assertThat(period.at(end).start()).as("seed %d, %s", seed, period).isEqualTo(end);
            assertThat(period.at(end.minusNanos(1)).start())
                    .as("seed %d, %s", seed, period)
                    .isEqualTo(window.start());
            assertThat(Duration.between(window.start(), end))
                    .as("seed %d, %s", seed, period)
                    .isPositive();
        }
    }
}
