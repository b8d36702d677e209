package io.alfred.limits;

import java.util.Optional;
import java.util.UUID;

/**
 * What one subject is allowed.
 *
 * @param models {@code provider/model}, or a beginning with {@code *}; empty: all models together
 */
public record RateLimit(
        UUID id, UUID orgId, Subject subject, Optional<String> models, Allowance allowance) {
    private static final String ANY = "*";

    /** Whether calls of this model, by its full id, count; only asked where models are named. */
    boolean covers(String model) {
        String wanted = models.orElse(ANY);
        return wanted.endsWith(ANY)
                ? model.startsWith(wanted.substring(0, wanted.length() - 1))
                : model.equals(wanted);
    }

    BucketKey bucket(Meter meter) {
        return new BucketKey(id, meter);
    }

    /** What a refused caller reads, such as {@code the team's 60 requests per minute}. */
    String spoken(Meter meter) {
        String much =
                switch (meter) {
                    case REQUESTS ->
                            allowance.requestsPerMinute().orElseThrow() + " requests per minute";
                    case TOKENS -> allowance.tokensPerMinute().orElseThrow() + " tokens per minute";
                    case CALLS -> allowance.concurrent().orElseThrow() + " calls at a time";
                };
        return "the "
                + subject.kind().wireName()
                + "'s "
                + much
                + models.map(names -> " of " + names).orElse("");
    }
}
