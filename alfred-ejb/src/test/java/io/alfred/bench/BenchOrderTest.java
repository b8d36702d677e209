package io.alfred.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.kernel.AlfredException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;

class BenchOrderTest {
    @ParameterizedTest
    @CsvSource({"HOT,4096,30000", "SPREAD,1,1", "COMMIT_PER_OP,48,30000", "PLAIN_COMMIT,1,1"})
    void an_order_within_the_bounds_is_taken(BenchOrder.Load load, int callers, int durationMs) {
        assertThat(new BenchOrder(load, callers, durationMs).load()).isEqualTo(load);
    }

    @ParameterizedTest
    @CsvSource({
        "HOT,4097,1,callers",
        "HOT,0,1,callers",
        "COMMIT_PER_OP,49,1,callers",
        "HOT,1,30001,duration_ms",
        "HOT,1,0,duration_ms"
    })
    void an_order_out_of_bounds_is_refused_with_its_field(
            BenchOrder.Load load, int callers, int durationMs, String field) {
        assertThatThrownBy(() -> new BenchOrder(load, callers, durationMs))
                .isInstanceOfSatisfying(
                        AlfredException.class, e -> assertThat(e.param()).hasValue(field));
    }

    @Test
    void a_load_has_the_name_of_the_api() {
        assertThat(BenchOrder.Load.of("commit_per_op")).isEqualTo(BenchOrder.Load.COMMIT_PER_OP);
        assertThatThrownBy(() -> BenchOrder.Load.of("cold"))
                .isInstanceOf(AlfredException.class)
                .hasMessageContaining("cold");
    }

    @Test
    void quantiles_are_of_the_nearest_rank() {
        long[] hundred = LongStream.rangeClosed(1, 100).map(each -> 101 - each).toArray();
        assertThat(BenchSample.Latency.of(hundred))
                .isEqualTo(new BenchSample.Latency(100, 50, 99, 100));
        assertThat(BenchSample.Latency.of(new long[] {7}))
                .isEqualTo(new BenchSample.Latency(1, 7, 7, 7));
        assertThat(BenchSample.Latency.of(new long[0]))
                .isEqualTo(new BenchSample.Latency(0, 0, 0, 0));
    }

    @Test
    void every_request_of_every_caller_is_counted_and_a_failure_ends_its_caller_only()
            throws InterruptedException {
        ClosedLoop.Request good =
                watch -> {
                    watch.first(System.nanoTime());
                    return 2;
                };
        ClosedLoop.Request bad =
                watch -> {
                    throw new IllegalStateException("planted");
                };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            BenchSample sample = ClosedLoop.run(List.of(good, bad, good), 5, threads);
            assertThat(sample.failures()).isEqualTo(1);
            assertThat(sample.requests()).isPositive();
            assertThat(sample.operations()).isEqualTo(2 * sample.requests());
            assertThat(sample.first().count()).isEqualTo(sample.requests());
            assertThat(sample.second().count()).isZero();
        }
    }
}
