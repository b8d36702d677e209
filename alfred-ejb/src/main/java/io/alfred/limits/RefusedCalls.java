package io.alfred.limits;

import java.time.Instant;

/**
 * Calls that one limit refused.
 *
 * @param first when the first one came
 * @param last when the last one came
 */
public record RefusedCalls(RateLimit limit, Meter meter, long count, Instant first, Instant last) {
    RefusedCalls and(RefusedCalls more) {
        return new RefusedCalls(
                limit,
                meter,
                count + more.count,
                first.isBefore(more.first) ? first : more.first,
                last.isAfter(more.last) ? last : more.last);
    }
}
