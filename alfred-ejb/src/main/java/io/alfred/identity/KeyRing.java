package io.alfred.identity;

import io.alfred.audit.AuditEvent;
import io.alfred.audit.AuditKind;
import io.alfred.audit.AuditTrail;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.Ids;
import io.alfred.kernel.Page;
import io.alfred.kernel.Slice;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Makes, lists and revokes API keys, each change with its audit row in the same transaction.
 *
 * <p>A secret leaves this class once, in the {@link IssuedKey}; only its hash is stored.
 */
@Stateless
public class KeyRing {
    @PersistenceContext(unitName = "alfred")
    private EntityManager entities;

    @Inject private AuditTrail trail;

    /**
     * Makes a key for an existing principal.
     *
     * @throws AlfredException {@code ROLE_REQUIRED} when the key would open {@code /api} with a
     *     role that the actor may not give
     */
    public IssuedKey create(Caller actor, UUID principalId, KeyOrder order) {
        Principal principal = entities.find(Principal.class, principalId);
        if (principal == null || principal.org().isEmpty()) {
            throw notFound("principal " + principalId);
        }
        return issue(actor, principal, order);
    }

    /** Makes a service account of an org, with its first key. */
    public IssuedKey createForService(Caller actor, UUID orgId, Role role, KeyOrder order) {
        Organization org = entities.find(Organization.class, orgId);
        if (org == null) {
            throw notFound("org " + orgId);
        }
        Principal service = Principal.service(Ids.next(), org, role, now());
        entities.persist(service);
        entities.flush();
        return issue(actor, service, order);
    }

    /**
     * The newest key with which the principal calls {@code /v1}, made when there is none.
     *
     * @return the key; its secret only when it was made now
     */
    public EnsuredKey ensureV1Key(Caller actor, UUID principalId, KeyOrder order) {
        IdentityLock.take(entities);
        return activeV1Key(principalId)
                .map(key -> new EnsuredKey(KeyView.from(key, userName(key.principal())), null))
                .orElseGet(
                        () -> {
                            IssuedKey made = create(actor, principalId, order);
                            return new EnsuredKey(made.key(), made.secret());
                        });
    }

    /**
     * A key that exists now.
     *
     * @param secret present only when it was made just now
     */
    public record EnsuredKey(KeyView key, @Nullable String secret) {
        @Override
        public String toString() {
            return key.prefix() + "-***";
        }
    }

    private Optional<ApiKey> activeV1Key(UUID principalId) {
        return entities
                .createQuery(
                        "SELECT k FROM ApiKey k WHERE k.principal.id = :principal"
                                + " AND k.state = :active AND k.scopeV1 = TRUE"
                                + " ORDER BY k.id DESC",
                        ApiKey.class)
                .setParameter("principal", principalId)
                .setParameter("active", State.ACTIVE)
                .getResultList()
                .stream()
                .filter(key -> key.expiresAt().map(end -> end.isAfter(Instant.now())).orElse(true))
                .findFirst();
    }

    /**
     * Keys in the order they were made.
     *
     * @param org only the keys of this one
     * @param principal only the keys of this one
     */
    public Slice<KeyView> list(
            Caller caller, Optional<UUID> org, Optional<UUID> principal, Page page) {
        Optional<UUID> scope = caller.orgId().or(() -> org);
        String orgOnly = scope.isPresent() ? " AND k.org.id = :org" : "";
        String principalOnly = principal.isPresent() ? " AND k.principal.id = :principal" : "";
        TypedQuery<ApiKey> query =
                entities.createQuery(
                                "SELECT k FROM ApiKey k JOIN FETCH k.principal"
                                        + " LEFT JOIN FETCH k.org WHERE k.id > :after"
                                        + orgOnly
                                        + principalOnly
                                        + " ORDER BY k.id",
                                ApiKey.class)
                        .setParameter("after", page.afterId())
                        .setMaxResults(page.limit() + 1);
        scope.ifPresent(id -> query.setParameter("org", id));
        principal.ifPresent(id -> query.setParameter("principal", id));
        Slice<ApiKey> keys = Slice.of(query.getResultList(), page, key -> key.id().toString());
        Map<UUID, String> names = userNames(keys.items());
        return keys.map(
                key -> KeyView.from(key, Optional.ofNullable(names.get(key.principal().id()))));
    }

    /** Which wallet a key debits; empty for a key that cannot call {@code /v1}. */
    public record Debit(UUID keyId, UUID orgId, Optional<UUID> walletId) {}

    /**
     * The wallet that the key with this prefix debits.
     *
     * @throws AlfredException {@code NOT_FOUND}
     */
    public Debit debit(Caller actor, String prefix) {
        return entities
                .createQuery("SELECT k FROM ApiKey k WHERE k.prefix = :prefix", ApiKey.class)
                .setParameter("prefix", prefix)
                .getResultList()
                .stream()
                .filter(key -> key.org().isPresent() && visible(actor, key))
                .findFirst()
                .map(key -> new Debit(key.id(), key.org().orElseThrow().id(), key.walletId()))
                .orElseThrow(() -> notFound("key " + Name.shown(prefix)));
    }

    /** Lets a key debit another wallet of its org from now on; the caller has checked which. */
    public void debitFrom(Caller actor, UUID keyId, UUID walletId) {
        ApiKey key = entities.find(ApiKey.class, keyId);
        if (key == null || !visible(actor, key)) {
            throw notFound("key " + keyId);
        }
        key.debitFrom(walletId);
        trail.append(
                AuditEvent.of(AuditKind.KEY_WALLET_SET)
                        .org(key.org().map(Organization::id).orElse(null))
                        .actor(actor.principalId())
                        .subject(key.id())
                        .with("wallet", walletId));
    }

    /** Ends a key for good; repeating it changes nothing. */
    public KeyView revoke(Caller actor, UUID keyId) {
        IdentityLock.take(entities);
        ApiKey key = entities.find(ApiKey.class, keyId);
        if (key == null || !visible(actor, key)) {
            throw notFound("key " + keyId);
        }
        if (key.opensApi()) {
            requireGrant(actor, key.principal().role());
        }
        end(key, actor.principalId());
        return KeyView.from(key, userName(key.principal()));
    }

    /**
     * Makes a new admin token and ends every earlier one.
     *
     * @throws AlfredException {@code ROLE_REQUIRED} unless the installation's operator asks
     */
    public IssuedKey rotateAdminToken(Caller actor) {
        if (!actor.isInstallation()) {
            throw new AlfredException(
                    ErrorCode.ROLE_REQUIRED,
                    "only the holder of the admin token may rotate it",
                    "send the admin token");
        }
        IdentityLock.take(entities);
        Principal operator = entities.find(Principal.class, actor.principalId());
        installationKeys().forEach(key -> end(key, actor.principalId()));
        return issueAdminToken(operator, AuditKind.ADMIN_TOKEN_ROTATED);
    }

    /**
     * Makes the first admin token, unless one is active.
     *
     * <p>The receipt runs before the commit: when it cannot keep the secret and throws, no key was
     * made. When the commit fails instead, the kept secret opens nothing and the next start makes
     * another.
     */
    public void issueFirstAdminToken(AdminTokenReceipt receipt) {
        IdentityLock.take(entities);
        if (!installationKeys().isEmpty()) {
            return;
        }
        Principal operator = operator();
        receipt.keep(issueAdminToken(operator, AuditKind.ADMIN_TOKEN_CREATED).secret());
    }

    /** Keeps the secret of a new admin token where its owner finds it, or throws. */
    public interface AdminTokenReceipt {
        void keep(String secret);
    }

    private IssuedKey issueAdminToken(Principal operator, AuditKind kind) {
        KeyOrder order =
                new KeyOrder("admin token", false, true, Optional.empty(), Optional.empty());
        KeySecret secret = KeySecret.make();
        ApiKey key = store(operator, secret, order);
        trail.append(
                AuditEvent.of(kind)
                        .actor(operator.id())
                        .subject(key.id())
                        .with("principal", operator.id()));
        return new IssuedKey(KeyView.from(key, Optional.empty()), secret.reveal());
    }

    private IssuedKey issue(Caller actor, Principal principal, KeyOrder order) {
        if (order.scopeApi()) {
            requireGrant(actor, principal.role());
        }
        KeySecret secret = KeySecret.make();
        ApiKey key = store(principal, secret, order);
        AuditEvent event =
                AuditEvent.of(AuditKind.KEY_CREATED)
                        .org(principal.org().map(Organization::id).orElse(null))
                        .actor(actor.principalId())
                        .subject(key.id())
                        .with("principal", principal.id())
                        .with("principal_kind", principal.kind())
                        .with("role", principal.role().wireName())
                        .with("scopes", key.scopes());
        trail.append(order.walletId().map(id -> event.with("wallet", id)).orElse(event));
        return new IssuedKey(KeyView.from(key, userName(principal)), secret.reveal());
    }

    private ApiKey store(Principal principal, KeySecret secret, KeyOrder order) {
        ApiKey key = new ApiKey(Ids.next(), principal, secret, order, now());
        entities.persist(key);
        entities.flush();
        return key;
    }

    private void end(ApiKey key, UUID actorId) {
        if (key.revoke(now())) {
            trail.append(
                    AuditEvent.of(AuditKind.KEY_REVOKED)
                            .org(key.org().map(Organization::id).orElse(null))
                            .actor(actorId)
                            .subject(key.id()));
        }
    }

    private List<ApiKey> installationKeys() {
        return entities.createQuery(
                        "SELECT k FROM ApiKey k WHERE k.principal.kind = :kind"
                                + " AND k.state = :active",
                        ApiKey.class)
                .setParameter("kind", Principal.INSTALLATION)
                .setParameter("active", State.ACTIVE)
                .getResultList();
    }

    private Principal operator() {
        return entities
                .createQuery(
                        "SELECT p FROM Principal p WHERE p.kind = :kind ORDER BY p.id",
                        Principal.class)
                .setParameter("kind", Principal.INSTALLATION)
                .setMaxResults(1)
                .getResultList()
                .stream()
                .findFirst()
                .orElseGet(
                        () -> {
                            Principal operator = Principal.installation(Ids.next(), now());
                            entities.persist(operator);
                            entities.flush();
                            return operator;
                        });
    }

    private Map<UUID, String> userNames(Collection<ApiKey> keys) {
        List<UUID> ids = keys.stream().map(key -> key.principal().id()).distinct().toList();
        if (ids.isEmpty()) {
            return Map.of();
        }
        return entities
                .createQuery("SELECT u FROM AppUser u WHERE u.id IN :ids", AppUser.class)
                .setParameter("ids", ids)
                .getResultList()
                .stream()
                .collect(Collectors.toMap(AppUser::id, AppUser::name));
    }

    private Optional<String> userName(Principal principal) {
        return Optional.ofNullable(entities.find(AppUser.class, principal.id())).map(AppUser::name);
    }

    private static boolean visible(Caller caller, ApiKey key) {
        return caller.isInstallation() || key.org().map(org -> caller.sees(org.id())).orElse(false);
    }

    private static void requireGrant(Caller actor, Role role) {
        if (!actor.role().mayGrant(role)) {
            throw new AlfredException(
                    ErrorCode.ROLE_REQUIRED,
                    "role "
                            + actor.role().wireName()
                            + " may not decide on keys of role "
                            + role.wireName(),
                    "ask an owner");
        }
    }

    private static AlfredException notFound(String what) {
        return new AlfredException(
                ErrorCode.NOT_FOUND, what + " does not exist", "list what there is");
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
