package io.alfred.identity;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A user as others see it. */
public record UserView(
        UUID id,
        String name,
        UUID orgId,
        String org,
        Optional<UUID> teamId,
        Optional<String> team,
        String role,
        String state,
        Instant createdAt) {
    static UserView from(AppUser user) {
        return new UserView(
                user.id(),
                user.name(),
                user.org().id(),
                user.org().name(),
                user.team().map(Team::id),
                user.team().map(Team::name),
                user.principal().role().wireName(),
                user.principal().state().wireName(),
                user.createdAt());
    }
}
