package io.alfred.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A key as others see it, without its secret.
 *
 * @param user name of the user who holds it; empty for service accounts and the admin token
 * @param org name of its org; empty for the admin token
 */
public record KeyView(
        UUID id,
        String prefix,
        String name,
        List<String> scopes,
        String state,
        Instant createdAt,
        Optional<Instant> expiresAt,
        UUID principalId,
        String principalKind,
        Optional<String> user,
        Optional<String> org) {
    static KeyView from(ApiKey key, Optional<String> user) {
        return new KeyView(
                key.id(),
                key.prefix(),
                key.name(),
                key.scopes(),
                key.state().wireName(),
                key.createdAt(),
                key.expiresAt(),
                key.principal().id(),
                key.principal().kind(),
                user,
                key.org().map(Organization::name));
    }
}
