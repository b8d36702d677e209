package io.alfred.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;

class CreditsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "0.000000001, 1",
        "0.250, 250000000",
        "1E+1, 10000000000",
        "-1.5, -1500000000",
        "9223372036.854775807, 9223372036854775807",
        "-9223372036.854775808, -9223372036854775808",
    })
    void a_decimal_is_read_to_the_nano_credit(String decimal, long nanos) {
        assertThat(Credits.ofDecimal(new BigDecimal(decimal)).nanos()).isEqualTo(nanos);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0000000001",
                "1.0000000001",
                "9223372036.854775808",
                "-9223372036.854775809",
                "10000000000",
                "1e20",
            })
    void one_place_or_one_nano_too_many_is_refused(String decimal) {
        assertRefused(decimal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "1e-999999999", "-7e2147483647", "7e-2147483647"})
    @Timeout(10)
    void an_exponent_bomb_is_refused_without_expanding_it(String decimal) {
        assertRefused(decimal);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 0.000000001",
        "4999982000, 4.999982",
        "100000000000, 100",
        "-2500000000, -2.5",
        "9223372036854775807, 9223372036.854775807",
        "-9223372036854775808, -9223372036.854775808",
    })
    void an_amount_is_printed_plainly_and_read_back_exactly(long nanos, String text) {
        Credits credits = Credits.ofNanos(nanos);
        assertThat(credits).hasToString(text);
        assertThat(credits.toDecimal().toPlainString()).isEqualTo(text);
        assertThat(Credits.ofDecimal(new BigDecimal(text))).isEqualTo(credits);
    }

    @Test
    void a_sum_beyond_64_bits_throws_instead_of_wrapping() {
        Credits most = Credits.ofNanos(Long.MAX_VALUE);
        Credits least = Credits.ofNanos(Long.MIN_VALUE);
        Credits one = Credits.ofNanos(1);
        assertThat(most.minus(one).plus(one)).isEqualTo(most);
        assertThatThrownBy(() -> most.plus(one)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> least.minus(one)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void amounts_compare_by_value() {
        assertThat(Credits.ofNanos(-1)).isLessThan(Credits.ZERO);
        assertThat(Credits.ofNanos(-1).isNegative()).isTrue();
        assertThat(Credits.ZERO.isNegative()).isFalse();
        assertThat(Credits.ofNanos(Long.MIN_VALUE)).isLessThan(Credits.ofNanos(Long.MAX_VALUE));
    }

    private static void assertRefused(String decimal) {
        assertThatThrownBy(() -> Credits.ofDecimal(new BigDecimal(decimal)))
                .isInstanceOfSatisfying(
                        AlfredException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }
}
