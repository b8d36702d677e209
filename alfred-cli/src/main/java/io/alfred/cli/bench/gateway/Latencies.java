package io.alfred.cli.bench.gateway;

import java.util.Arrays;

/** Latencies as they come from many threads, and their percentiles. */
final class Latencies {
    private static final double NANOS_PER_MS = 1_000_000.0;

    private long[] nanos = new long[1024];
    private int count;

    synchronized void add(long latencyNanos) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count] = latencyNanos;
        count++;
    }

    synchronized int count() {
        return count;
    }

    /**
     * The latency that this share of all does not exceed, milliseconds; 0 when nothing was
     * measured.
     *
     * @param percent above 0, at most 100
     */
    synchronized double percentileMs(double percent) {
        if (count == 0) {
            return 0;
        }
        Arrays.sort(nanos, 0, count);
        int rank = (int) Math.ceil(percent / 100 * count);
        return nanos[Math.max(rank, 1) - 1] / NANOS_PER_MS;
    }
}
