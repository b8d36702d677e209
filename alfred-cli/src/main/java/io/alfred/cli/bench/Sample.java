package io.alfred.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One measurement.
 *
 * @param requestsPerSecond requests from the hold to their last operation
 * @param perSecond operations that were committed and acknowledged
 * @param serverCpuMicros spent by the server, which also makes the load; empty if unknown
 * @param databaseCpuMicros spent by all processes of PostgreSQL
 */
record Sample(
        double requestsPerSecond,
        double perSecond,
        double p50Ms,
        double p99Ms,
        double endP50Ms,
        double endP99Ms,
        OptionalDouble serverCpuMicros,
        OptionalDouble databaseCpuMicros) {
    private static final double MICROS_PER_MS = 1000.0;
    private static final double MICROS_PER_SECOND = 1_000_000.0;

    /** Reads the server's answer. */
    static Sample of(JsonNode answer, OptionalLong serverCpu, OptionalLong databaseCpu) {
        if (answer.path("failures").asLong() != 0) {
            throw new CliException(
                    ExitCode.FAILURE,
                    answer.path("failures").asLong() + " callers of the benchmark gave up",
                    "the machine may be too slow or the disk full: free it and try again");
        }
        long operations = answer.path("operations").asLong();
        double seconds = answer.path("elapsed_micros").asLong() / MICROS_PER_SECOND;
        return new Sample(
                answer.path("requests").asLong() / seconds,
                operations / seconds,
                ms(answer.at("/first/p50_micros")),
                ms(answer.at("/first/p99_micros")),
                ms(answer.at("/second/p50_micros")),
                ms(answer.at("/second/p99_micros")),
                per(serverCpu, operations),
                per(databaseCpu, operations));
    }

    private static double ms(JsonNode micros) {
        return micros.asLong() / MICROS_PER_MS;
    }

    private static OptionalDouble per(OptionalLong micros, long operations) {
        return micros.isPresent() && operations > 0
                ? OptionalDouble.of((double) micros.getAsLong() / operations)
                : OptionalDouble.empty();
    }
}
