package io.alfred.bench;

import io.alfred.kernel.AlfredException;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One sample to take.
 *
 * @param callers who call at the same time, each waiting for its answer before it calls again; for
 *     the baselines the number of connections
 * @param durationMs how long new requests are begun, milliseconds
 */
public record BenchOrder(Load load, int callers, int durationMs) {
    public static final int CALLERS_MAX = 4096;

    /** The baselines take a connection per caller. */
    public static final int CONNECTIONS_MAX = 48;

    public static final int DURATION_MS_MAX = 30_000;

    /** What is loaded. */
    public enum Load {
        /** Every request goes through the same org, team and user wallet. */
        HOT,
        /** Requests are spread over {@value BenchWallets#SPREAD_ORGS} orgs. */
        SPREAD,
        /** Baseline: pgbench's simple update, one commit each. */
        COMMIT_PER_OP,
        /** Baseline: one row updated, committed by itself. */
        PLAIN_COMMIT;

        /** As the API names it. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean isBaseline() {
            return this == COMMIT_PER_OP || this == PLAIN_COMMIT;
        }

        /**
         * The load of that name.
         *
         * @throws AlfredException {@code INVALID_REQUEST}
         */
        public static Load of(String name) {
            return Arrays.stream(values())
                    .filter(load -> load.wireName().equals(name))
                    .findFirst()
                    .orElseThrow(
                            () ->
                                    AlfredException.invalid(
                                            "case",
                                            "case \"" + name + "\" is not known",
                                            "use "
                                                    + Arrays.stream(values())
                                                            .map(Load::wireName)
                                                            .collect(Collectors.joining(", "))));
        }
    }

    public BenchOrder {
        between("callers", callers, load.isBaseline() ? CONNECTIONS_MAX : CALLERS_MAX);
        between("duration_ms", durationMs, DURATION_MS_MAX);
    }

    private static void between(String field, int value, int max) {
        if (value < 1 || value > max) {
            throw AlfredException.invalid(
                    field, field + " is " + value, "use a number from 1 to " + max);
        }
    }
}
