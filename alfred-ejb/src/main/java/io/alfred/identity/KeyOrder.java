package io.alfred.identity;

import io.alfred.kernel.AlfredException;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A key to be made.
 *
 * @param name what people call it, 1 to 100 characters
 * @param scopeV1 may call {@code /v1}; needs a wallet
 * @param scopeApi may call {@code /api} with the role of its principal
 * @param walletId the wallet it debits
 * @param expiresAt when it ends; empty: never
 */
public record KeyOrder(
        String name,
        boolean scopeV1,
        boolean scopeApi,
        Optional<UUID> walletId,
        Optional<Instant> expiresAt) {

    public KeyOrder {
        if (!scopeV1 && !scopeApi) {
            throw AlfredException.invalid(
                    "scopes", "scopes is empty", "give it \"v1\", \"api\" or both");
        }
        if (scopeV1 && walletId.isEmpty()) {
            throw new IllegalArgumentException("a key for /v1 needs a wallet");
        }
        if (expiresAt.isPresent() && !expiresAt.get().isAfter(Instant.now())) {
            throw AlfredException.invalid(
                    "expires_at", "expires_at has passed", "give a time in the future");
        }
    }
}
