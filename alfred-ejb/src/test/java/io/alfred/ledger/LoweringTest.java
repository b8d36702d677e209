package io.alfred.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.kernel.Credits;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigInteger;
import java.util.OptionalLong;
import java.util.SplittableRandom;

class LoweringTest {
    private static final long MILLION = 1_000_000;

    @Test
    void what_fits_keeps_its_full_limit() {
        Lowering lowering = new Lowering(100, 10 * MILLION);
        assertThat(lowering.fitting(nanos(1_050), nanos(1_050))).hasValue(100);
        assertThat(lowering.fitting(nanos(1_050), nanos(Long.MAX_VALUE))).hasValue(100);
    }

    @Test
    void one_nano_too_little_costs_one_token() {
        Lowering lowering = new Lowering(100, 10 * MILLION);
        assertThat(lowering.fitting(nanos(1_050), nanos(1_049))).hasValue(99);
        assertThat(lowering.worstCase(nanos(1_050), 99)).isEqualTo(nanos(1_040));
    }

    @Test
    void at_least_one_token_is_left_or_nothing_fits() {
        Lowering lowering = new Lowering(100, 10 * MILLION);
        assertThat(lowering.fitting(nanos(1_050), nanos(60))).hasValue(1);
        assertThat(lowering.fitting(nanos(1_050), nanos(59))).isEmpty();
    }

    @Test
    void an_output_that_costs_nothing_saves_nothing() {
        assertThat(new Lowering(100, 0).fitting(nanos(10), nanos(9))).isEmpty();
    }

    @Test
    void the_largest_figures_do_not_wrap() {
        Lowering lowering = new Lowering(Long.MAX_VALUE, Long.MAX_VALUE);
        assertThat(lowering.fitting(nanos(Long.MAX_VALUE), nanos(1)))
                .isEqualTo(OptionalLong.of(Long.MAX_VALUE - MILLION));
        assertThatThrownBy(() -> new Lowering(0, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Against the sum that the price is, rounded up once. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void the_lowered_worst_case_fits_and_covers_the_true_one(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 2_000; i++) {
            long limit = random.nextLong(1, 200_000);
            long price = random.nextLong(0, 20_000_000_000L);
            long prompt = random.nextLong(0, 5_000_000_000_000_000L);
            long asked = sum(prompt, limit, price);
            Lowering lowering = new Lowering(limit, price);
            long free = random.nextLong(1, asked + 2);
            OptionalLong fitting = lowering.fitting(nanos(asked), nanos(free));
            if (fitting.isPresent()) {
                long tokens = fitting.getAsLong();
                Credits held = lowering.worstCase(nanos(asked), tokens);
                assertThat(tokens).as("seed %d, %d", seed, i).isBetween(1L, limit);
                assertThat(held.nanos()).isBetween(sum(prompt, tokens, price), free);
            }
            long most = fitting.orElse(0) + 2;
            if (most <= limit && asked > free) {
                // Rounding may give away one token, never two.
                assertThat(sum(prompt, most, price)).as("seed %d, %d", seed, i).isGreaterThan(free);
            }
        }
    }

    private static long sum(long prompt, long tokens, long price) {
        return BigInteger.valueOf(tokens)
                .multiply(BigInteger.valueOf(price))
                .add(BigInteger.valueOf(prompt))
                .add(BigInteger.valueOf(MILLION - 1))
                .divide(BigInteger.valueOf(MILLION))
                .longValueExact();
    }

    private static Credits nanos(long amount) {
        return Credits.ofNanos(amount);
    }

    @Test
    void nothing_fits_below_the_least_limit() {
        Lowering lowering = new Lowering(100, 10 * MILLION, 40);
        assertThat(lowering.fitting(nanos(1_050), nanos(450))).hasValue(40);
        assertThat(lowering.fitting(nanos(1_050), nanos(449))).isEmpty();
        assertThat(new Lowering(40, 1, 40).fitting(nanos(10), nanos(10))).hasValue(40);
        assertThatThrownBy(() -> new Lowering(40, 1, 41))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Lowering(40, 1, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
