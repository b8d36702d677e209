package io.alfred.identity;

import io.alfred.audit.AuditEvent;
import io.alfred.audit.AuditKind;
import io.alfred.audit.AuditTrail;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/**
 * Forgets a person: the name, the names of the person's keys, and the key that opens what the audit
 * log holds of the person. What the person did stays, under an id that leads nowhere.
 *
 * <p>Errors: {@code CONFLICT} for oneself, {@code ROLE_REQUIRED} for somebody of a higher role.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class Erasure {
    @PersistenceContext(unitName = "alfred")
    private EntityManager entities;

    @Inject private AuditTrail trail;
    @Inject private PersonKeys persons;

    /**
     * What is left of a person.
     *
     * @param keys ids of the person's keys, all revoked
     * @param now whether it was erased by this call, and not before
     */
    public record Erased(UserView user, List<UUID> keys, boolean now) {}

    /** Erases the user of this id; repeating it changes nothing. */
    public Erased erase(Caller actor, UUID userId) {
        IdentityLock.take(entities);
        AppUser user = entities.find(AppUser.class, userId);
        if (user == null || !actor.sees(user.org().id())) {
            throw new AlfredException(
                    ErrorCode.NOT_FOUND,
                    "user " + userId + " does not exist",
                    "list what there is: alfred user list");
        }
        requireMay(actor, user);
        List<ApiKey> keys = keysOf(userId);
        List<UUID> keyIds = keys.stream().map(ApiKey::id).toList();
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        if (!user.erase(now)) {
            return new Erased(UserView.from(user), keyIds, false);
        }
        user.principal().suspend();
        int revoked = 0;
        for (ApiKey key : keys) {
            key.forgetName();
            revoked += revoke(key, actor, now);
        }
        boolean keyDestroyed = persons.destroy(userId);
        entities.flush();
        trail.append(
                AuditEvent.of(AuditKind.ERASED)
                        .org(user.org().id())
                        .actor(actor.principalId())
                        .subject(userId)
                        .with("keys_revoked", revoked)
                        .with("person_key_destroyed", keyDestroyed));
        return new Erased(UserView.from(user), keyIds, true);
    }

    private int revoke(ApiKey key, Caller actor, Instant now) {
        if (!key.revoke(now)) {
            return 0;
        }
        trail.append(
                AuditEvent.of(AuditKind.KEY_REVOKED)
                        .org(key.org().map(Organization::id).orElse(null))
                        .actor(actor.principalId())
                        .subject(key.id()));
        return 1;
    }

    private static void requireMay(Caller actor, AppUser user) {
        if (actor.principalId().equals(user.id())) {
            throw new AlfredException(
                    ErrorCode.CONFLICT,
                    "nobody can erase itself",
                    "ask another owner or admin of your org");
        }
        Role role = user.principal().role();
        if (!actor.role().mayGrant(role)) {
            throw new AlfredException(
                    ErrorCode.ROLE_REQUIRED,
                    "role "
                            + actor.role().wireName()
                            + " may not erase a user of role "
                            + role.wireName(),
                    "ask an owner");
        }
    }

    private List<ApiKey> keysOf(UUID userId) {
        return entities.createQuery(
                        "SELECT k FROM ApiKey k WHERE k.principal.id = :user ORDER BY k.id",
                        ApiKey.class)
                .setParameter("user", userId)
                .getResultList();
    }
}
