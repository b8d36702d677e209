package io.alfred.gateway;

import io.alfred.identity.Caller;
import io.alfred.identity.Directory;
import io.alfred.identity.IssuedKey;
import io.alfred.identity.KeyOrder;
import io.alfred.identity.KeyRing;
import io.alfred.identity.OrgView;
import io.alfred.identity.Role;
import io.alfred.identity.UserView;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.ledger.WalletBook;
import io.alfred.ledger.WalletView;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Makes keys that debit the right wallet: a user's key the user's wallet, a service account's key
 * the wallet of its org.
 */
@Stateless
public class KeyDesk {
    @Inject private Directory directory;
    @Inject private KeyRing keys;
    @Inject private WalletBook wallets;
    @Inject private WalletDesk desk;

    /**
     * A key asked for.
     *
     * @param user id or name; empty: a service account of {@code org} is made to hold the key
     * @param org id or name; may be empty for a user whose name only one org has
     * @param role of the service account; member when empty; never with a user, who has one
     * @param wallet id or owner of the wallet that it debits; empty: its holder's
     */
    public record Request(
            Optional<String> user,
            Optional<String> org,
            String name,
            boolean scopeV1,
            boolean scopeApi,
            Optional<Instant> expiresAt,
            Optional<Role> role,
            Optional<String> wallet) {
        public Request {
            if (user.isEmpty() && org.isEmpty()) {
                throw AlfredException.invalid(
                        "user",
                        "user and org are missing",
                        "say which user the key is for, or which org for a service account");
            }
            if (user.isPresent() && role.isPresent()) {
                throw AlfredException.invalid(
                        "role", "a user's key has the user's role", "leave role out");
            }
        }
    }

    /**
     * Makes the key, and the service account where no user is named.
     *
     * @throws AlfredException {@code CONFLICT} when a key for {@code /v1} is asked for and there is
     *     no wallet that it could debit
     */
    public IssuedKey create(Caller actor, Request request) {
        if (request.user().isPresent()) {
            UserView user = directory.user(actor, request.org(), request.user().get());
            return keys.create(
                    actor,
                    user.id(),
                    order(
                            actor,
                            request,
                            user.orgId(),
                            () -> wallet("user", user.id(), "user:" + user.name())));
        }
        OrgView org = directory.org(actor, request.org().orElseThrow());
        return keys.createForService(
                actor,
                org.id(),
                request.role().orElse(Role.MEMBER),
                order(
                        actor,
                        request,
                        org.id(),
                        () -> wallet("org", org.id(), "org:" + org.name())));
    }

    private KeyOrder order(Caller actor, Request request, UUID orgId, Supplier<UUID> ofHolder) {
        Optional<UUID> wallet =
                request.scopeV1()
                        ? Optional.of(
                                request.wallet()
                                        .map(name -> named(actor, request.org(), orgId, name))
                                        .orElseGet(ofHolder))
                        : Optional.empty();
        return new KeyOrder(
                request.name(), request.scopeV1(), request.scopeApi(), wallet, request.expiresAt());
    }

    private UUID named(Caller actor, Optional<String> org, UUID orgId, String name) {
        WalletView wallet = desk.find(actor, org, name);
        if (!wallet.orgId().equals(orgId)) {
            throw new AlfredException(
                    ErrorCode.NOT_FOUND,
                    "the key's org has no wallet " + wallet.name(),
                    "`alfred wallet list` shows the wallets");
        }
        return wallet.id();
    }

    private UUID wallet(String ownerKind, UUID ownerId, String reference) {
        return wallets.ofOwner(ownerKind, ownerId)
                .map(WalletView::id)
                .orElseThrow(
                        () ->
                                new AlfredException(
                                        ErrorCode.CONFLICT,
                                        reference + " has no wallet that the key could debit",
                                        "create one: alfred wallet create " + reference));
    }
}
