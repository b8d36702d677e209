package io.alfred.ledger;

import io.alfred.kernel.Credits;

import java.util.Optional;
import java.util.UUID;

/**
 * A wallet as it stands.
 *
 * @param allotted its own limit; empty: only its ancestors' limits apply
 * @param free the least that is left on any level; empty when no level has a limit
 */
public record WalletView(
        UUID id,
        UUID orgId,
        String ownerKind,
        UUID ownerId,
        String name,
        Optional<UUID> parentId,
        WalletState state,
        Optional<Credits> allotted,
        Credits held,
        Credits spent,
        Optional<Credits> free,
        WalletTerms terms) {}
