package io.alfred.cli.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.concurrent.TimeUnit;

class LatenciesTest {
    @Test
    void a_percentile_is_the_smallest_latency_that_so_many_do_not_exceed() {
        Latencies latencies = new Latencies();
        for (int ms = 5000; ms > 0; ms--) {
            latencies.add(TimeUnit.MILLISECONDS.toNanos(ms));
        }
        assertThat(latencies.count()).isEqualTo(5000);
        assertThat(latencies.percentileMs(50)).isEqualTo(2500);
        assertThat(latencies.percentileMs(99)).isEqualTo(4950);
        assertThat(latencies.percentileMs(100)).isEqualTo(5000);
        assertThat(latencies.percentileMs(0.001)).isEqualTo(1);
    }

    @Test
    void of_nothing_every_percentile_is_zero() {
        assertThat(new Latencies().percentileMs(50)).isZero();
    }
}
