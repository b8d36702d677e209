package io.alfred.bench;

import java.util.Arrays;

/**
 * What one sample measured.
 *
 * @param elapsedMicros from the first request until the last caller was done
 * @param requests calls from hold to resolution, or transactions of a baseline
 * @param operations what was committed and acknowledged: ledger operations, or transactions
 * @param failures callers that gave up because an answer was not the expected one
 * @param first latencies of the hold, or of the transaction of a baseline
 * @param second latencies of what came after the hold
 */
public record BenchSample(
        long elapsedMicros,
        long requests,
        long operations,
        long failures,
        Latency first,
        Latency second) {

    /**
     * Quantiles in microseconds, exact; all zero when nothing was measured.
     *
     * @param count how many were measured
     */
    public record Latency(long count, long p50Micros, long p99Micros, long maxMicros) {
        static Latency of(long[] micros) {
            if (micros.length == 0) {
                return new Latency(0, 0, 0, 0);
            }
            long[] sorted = micros.clone();
            Arrays.sort(sorted);
            return new Latency(
                    sorted.length,
                    sorted[rank(sorted.length, 50)],
                    sorted[rank(sorted.length, 99)],
                    sorted[sorted.length - 1]);
        }

        /** Nearest rank. */
        private static int rank(int count, int percent) {
            return Math.max((int) Math.ceilDiv((long) count * percent, 100L) - 1, 0);
        }
    }
}
