package io.alfred.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.kernel.Credits;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** Windows of 10 seconds; a spike is more than 5 times the mean, and more than 100. */
class SpikeRuleTest {
    private static final long WINDOW_MICROS = 10_000_000;
    private static final SpikeRule RULE =
            new SpikeRule(
                    Duration.ofSeconds(10), 5, Credits.ofNanos(100), 3, Duration.ofSeconds(60));

    private SpendRate rate = SpendRate.NONE;

    /** Charges at a moment; whether that is a spike. */
    private boolean charge(long atMicros, long amount) {
        rate = rate.at(RULE.windowAt(atMicros)).plus(amount);
        return RULE.spike(rate, atMicros).isPresent();
    }

    private static long window(int number) {
        return 1_000 * WINDOW_MICROS + number * WINDOW_MICROS;
    }

    @Test
    void steady_spending_is_no_spike_however_high() {
        for (int i = 0; i < 200; i++) {
            assertThat(charge(window(i), 1_000_000)).as("window %d", i).isFalse();
        }
        assertThat(rate.mean()).isEqualTo(1_000_000);
    }

    @Test
    void more_than_the_factor_is_a_spike_and_the_factor_itself_is_not() {
        for (int i = 0; i < 20; i++) {
            charge(window(i), 1_000);
        }
        // at the end of a window a thousandth of the one before still counts: 1
        long end = window(20) + WINDOW_MICROS - 1;
        assertThat(charge(end, 4_999)).isFalse();
        assertThat(charge(end, 1)).isTrue();
    }

    @Test
    void below_the_floor_nothing_is_a_spike() {
        for (int i = 0; i < 20; i++) {
            charge(window(i), 1);
        }
        assertThat(charge(window(22), 100)).isFalse();
        assertThat(charge(window(22), 1)).isTrue();
    }

    @Test
    void without_a_history_nothing_is_a_spike() {
        assertThat(charge(window(0), 1)).isFalse();
        assertThat(charge(window(1), 1_000_000)).isFalse();
        assertThat(charge(window(2), 100_000_000)).isFalse();
    }

    @Test
    void idle_windows_count_in_the_mean() {
        for (int i = 0; i < 60; i++) {
            charge(window(i), 6_000);
        }
        assertThat(rate.mean()).isEqualTo(6_000);
        rate = rate.at(RULE.windowAt(window(120)));
        assertThat(rate.mean()).isLessThan(6_000 / 2);
        assertThat(rate.last()).isZero();
        rate = rate.at(RULE.windowAt(window(100_000)));
        // what is left is the rounding of the last windows
        assertThat(rate.mean()).isLessThan(SpendRate.HISTORY_WINDOWS);
    }

    @Test
    void the_share_of_the_window_before_that_still_lies_in_the_last_ten_seconds_counts() {
        SpendRate known = new SpendRate(5, 100, 1_000, 0, 10);
        assertThat(known.sliding(0)).isEqualTo(1_100);
        assertThat(known.sliding(250)).isEqualTo(850);
        assertThat(known.sliding(999)).isEqualTo(101);
    }

    @Test
    void what_a_person_has_accepted_is_usual_from_then_on() {
        for (int i = 0; i < 20; i++) {
            charge(window(i), 1_000);
        }
        assertThat(charge(window(21), 50_000)).isTrue();
        rate = rate.accepted();
        assertThat(charge(window(22), 50_000)).isFalse();
    }

    @Test
    void a_factor_of_zero_switches_it_off() {
        for (int i = 0; i < 20; i++) {
            charge(window(i), 1_000);
        }
        rate = rate.at(RULE.windowAt(window(21))).plus(Long.MAX_VALUE / 4);
        assertThat(SpikeRule.OFF.spike(rate, window(21))).isEmpty();
        assertThat(RULE.spike(rate, window(21))).isPresent();
    }
}
