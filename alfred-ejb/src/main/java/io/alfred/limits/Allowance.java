package io.alfred.limits;

import io.alfred.kernel.AlfredException;

import java.util.Optional;

/**
 * How much a limit allows; what is empty is not limited.
 *
 * @param burst how many requests may come at once after a while without any; else as many as in a
 *     minute
 * @param concurrent calls at a time
 */
public record Allowance(
        Optional<Integer> requestsPerMinute,
        Optional<Integer> burst,
        Optional<Long> tokensPerMinute,
        Optional<Integer> concurrent) {
    public static final int REQUESTS_MAX = 10_000_000;
    public static final long TOKENS_MAX = 10_000_000_000L;
    public static final int CONCURRENT_MAX = 1_000_000;

    public Allowance {
        requireRange("requests_per_minute", requestsPerMinute, REQUESTS_MAX);
        requireRange("burst", burst, REQUESTS_MAX);
        requireRange("tokens_per_minute", tokensPerMinute, TOKENS_MAX);
        requireRange("concurrent", concurrent, CONCURRENT_MAX);
        if (burst.isPresent() && requestsPerMinute.isEmpty()) {
            throw AlfredException.invalid(
                    "burst",
                    "burst is without requests_per_minute",
                    "send requests_per_minute too, or leave burst out");
        }
        if (requestsPerMinute.isEmpty() && tokensPerMinute.isEmpty() && concurrent.isEmpty()) {
            throw AlfredException.invalid(
                    "requests_per_minute",
                    "the limit limits nothing",
                    "send requests_per_minute, tokens_per_minute or concurrent");
        }
    }

    /** How the bucket of a meter fills; empty where the meter is not limited. */
    Optional<Rate> rate(Meter meter) {
        return switch (meter) {
            case REQUESTS -> requestsPerMinute.map(rpm -> new Rate(burst.orElse(rpm), rpm));
            case TOKENS -> tokensPerMinute.map(tpm -> new Rate(tpm, tpm));
            case CALLS -> concurrent.map(calls -> new Rate(calls, 0));
        };
    }

    private static void requireRange(String field, Optional<? extends Number> value, long max) {
        if (value.isPresent() && (value.get().longValue() < 1 || value.get().longValue() > max)) {
            throw AlfredException.invalid(
                    field,
                    field + " is not from 1 to " + max,
                    "send a number in range, or leave it out for no limit");
        }
    }
}
