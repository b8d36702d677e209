package io.alfred.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.kernel.Credits;

import org.junit.jupiter.api.Test;

class EstimateTest {
    @Test
    void tokens_of_all_choices_add_up() {
        assertThat(new Estimate(7, 100, 3, Credits.ZERO).tokensMax()).isEqualTo(307);
    }

    @Test
    void a_limit_beyond_all_numbers_counts_as_more_than_any_bucket_holds() {
        assertThat(new Estimate(7, Long.MAX_VALUE, 1, Credits.ZERO).tokensMax())
                .isGreaterThanOrEqualTo(1_000_000_000L);
        assertThat(new Estimate(7, Long.MAX_VALUE, 128, Credits.ZERO).tokensMax())
                .isBetween(1_000_000_000L, Long.MAX_VALUE / 60_000_000);
    }
}
