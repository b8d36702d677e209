package io.alfred.identity;

import java.time.Instant;
import java.util.UUID;

/** A team as others see it. */
public record TeamView(
        UUID id, String name, UUID orgId, String org, String state, Instant createdAt) {
    static TeamView from(Team team) {
        return new TeamView(
                team.id(),
                team.name(),
                team.org().id(),
                team.org().name(),
                team.state().wireName(),
                team.createdAt());
    }
}
