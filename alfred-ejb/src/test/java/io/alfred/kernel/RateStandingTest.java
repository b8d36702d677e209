package io.alfred.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.kernel.RateStanding.Quota;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

class RateStandingTest {
    private static final RateStanding BOTH =
            new RateStanding(
                    new Quota(60, 59, Duration.ofMillis(1_200)),
                    new Quota(10_000, 0, Duration.ofMinutes(1)),
                    null);

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "1, 1ms",
        "1000000, 1ms",
        "1000001, 2ms",
        "999000000, 999ms",
        "1000000000, 1s",
        "1200000000, 1.2s",
        "8640000000, 8.64s",
        "59999000000, 59.999s",
        "60000000000, 1m0s",
        "360000000000, 6m0s",
        "3599500000000, 59m59.5s",
        "7205000000000, 2h0m5s"
    })
    void times_are_spoken_as_openai_does(long nanos, String spoken) {
        assertThat(RateStanding.spoken(Duration.ofNanos(nanos))).isEqualTo(spoken);
    }

    @Test
    void headers_are_those_of_openai() {
        assertThat(BOTH.openAiHeaders())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "x-ratelimit-limit-requests", "60",
                                "x-ratelimit-remaining-requests", "59",
                                "x-ratelimit-reset-requests", "1.2s",
                                "x-ratelimit-limit-tokens", "10000",
                                "x-ratelimit-remaining-tokens", "0",
                                "x-ratelimit-reset-tokens", "1m0s"));
    }

    @Test
    void headers_are_those_of_anthropic_and_a_reset_is_never_too_early() {
        assertThat(BOTH.anthropicHeaders(Instant.parse("2026-07-01T12:00:00.5Z")))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "anthropic-ratelimit-requests-limit", "60",
                                "anthropic-ratelimit-requests-remaining", "59",
                                "anthropic-ratelimit-requests-reset", "2026-07-01T12:00:02Z",
                                "anthropic-ratelimit-tokens-limit", "10000",
                                "anthropic-ratelimit-tokens-remaining", "0",
                                "anthropic-ratelimit-tokens-reset", "2026-07-01T12:01:01Z"));
    }

    @Test
    void retry_after_is_rounded_up_in_both_units() {
        assertThat(RateStanding.NONE.retryAfter(Duration.ofNanos(1_000_001)).openAiHeaders())
                .isEqualTo(Map.of("Retry-After", "1", "retry-after-ms", "2"));
        assertThat(RateStanding.NONE.retryAfter(Duration.ofMillis(1_001)).openAiHeaders())
                .isEqualTo(Map.of("Retry-After", "2", "retry-after-ms", "1001"));
        assertThat(RateStanding.NONE.retryAfter(Duration.ZERO).openAiHeaders())
                .isEqualTo(Map.of("Retry-After", "1", "retry-after-ms", "1"));
        assertThat(RateStanding.NONE.openAiHeaders()).isEmpty();
    }
}
