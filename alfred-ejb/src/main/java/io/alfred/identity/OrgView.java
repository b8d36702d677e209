package io.alfred.identity;

import java.time.Instant;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * An org as others see it.
 *
 * @param defaultMaxOutputTokens bounds calls that name no limit; empty: the model's own maximum
 */
public record OrgView(
        UUID id,
        String name,
        String state,
        OptionalLong defaultMaxOutputTokens,
        Instant createdAt) {
    static OrgView from(Organization org) {
        return new OrgView(
                org.id(),
                org.name(),
                org.state().wireName(),
                org.defaultMaxOutputTokens(),
                org.createdAt());
    }
}
