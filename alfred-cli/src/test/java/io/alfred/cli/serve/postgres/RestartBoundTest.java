package io.alfred.cli.serve.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class RestartBoundTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Test
    void restarts_are_bounded_within_a_minute() {
        RestartBound bound = new RestartBound();
        for (int i = 0; i < RestartBound.RESTARTS_MAX; i++) {
            assertThat(bound.mayRestart(i * SECOND)).isTrue();
        }
        assertThat(bound.mayRestart(59 * SECOND)).isFalse();
    }

    @Test
    void a_restart_is_forgotten_after_a_minute() {
        RestartBound bound = new RestartBound();
        for (int i = 0; i < RestartBound.RESTARTS_MAX; i++) {
            assertThat(bound.mayRestart(i * SECOND)).isTrue();
        }
        assertThat(bound.mayRestart(60 * SECOND)).isTrue();
        assertThat(bound.mayRestart(60 * SECOND)).isFalse();
        assertThat(bound.mayRestart(61 * SECOND)).isTrue();
    }
}
