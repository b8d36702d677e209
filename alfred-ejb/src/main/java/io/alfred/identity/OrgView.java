package io.alfred.identity;

import java.time.Instant;
import java.util.UUID;

/** An org as others see it. */
public record OrgView(UUID id, String name, String state, Instant createdAt) {
    static OrgView from(Organization org) {
        return new OrgView(org.id(), org.name(), org.state().wireName(), org.createdAt());
    }
}
