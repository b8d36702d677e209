package io.alfred.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.ledger.LedgerCheck.Violation;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

class BooksWatchTest {
    private static final Duration PERIOD = Duration.ofMinutes(5);
    private static final Optional<Instant> NOW = Optional.of(Instant.EPOCH);
    private static final Optional<Violation> DIFFERENCE =
            Optional.of(new Violation("counters_equal_entries", "w", "spent 1, entries say 2"));

    @Test
    void a_check_takes_a_tenth_of_the_time_at_most() {
        assertThat(BooksWatch.pauseAfter(Duration.ZERO, PERIOD)).isEqualTo(PERIOD);
        Duration third = PERIOD.dividedBy(BooksWatch.PAUSE_FACTOR);
        assertThat(BooksWatch.pauseAfter(third, PERIOD)).isEqualTo(PERIOD);
        assertThat(BooksWatch.pauseAfter(Duration.ofMinutes(1), PERIOD))
                .isEqualTo(Duration.ofMinutes(9));
    }

    @Test
    void books_balance_only_when_a_check_has_said_so() {
        assertThat(BooksState.UNCHECKED.word()).isEqualTo("unchecked");
        assertThat(BooksState.UNCHECKED.finding()).isEmpty();
        BooksState balanced = new BooksState(NOW, Optional.empty(), false);
        assertThat(balanced.word()).isEqualTo("balanced");
        assertThat(balanced.finding()).isEmpty();
        assertThat(balanced.andFailed().word()).isEqualTo("unchecked");
        assertThat(balanced.andFailed().finding()).isPresent();
    }

    @Test
    void a_difference_stands_until_a_check_finds_none() {
        BooksState differ = new BooksState(NOW, DIFFERENCE, false);
        for (BooksState state : new BooksState[] {differ, differ.andFailed()}) {
            assertThat(state.word()).isEqualTo("differ");
            assertThat(state.finding().orElseThrow())
                    .contains("counters_equal_entries", "entries say 2", "alfred ledger check");
            assertThat(state.publicFinding().orElseThrow())
                    .contains("alfred ledger check")
                    .doesNotContain("entries say 2");
        }
    }
}
