package io.alfred.limits;

import java.time.Instant;

/**
 * A limit as people see it.
 *
 * @param name of the subject, such as {@code user:ana} or {@code key:alf_1a2b}
 */
public record LimitView(RateLimit limit, String name, Instant updatedAt) {}
