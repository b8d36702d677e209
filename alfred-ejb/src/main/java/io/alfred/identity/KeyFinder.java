package io.alfred.identity;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.Ids;

import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Finds a key by what people call it: its id, its prefix or its name. */
@Stateless
public class KeyFinder {
    @PersistenceContext(unitName = "alfred")
    private EntityManager entities;

    /** A key and its org. */
    public record Found(UUID id, UUID orgId) {}

    /**
     * A key that can still be used, of an org that the caller sees.
     *
     * @param org only in this one
     * @throws AlfredException {@code NOT_FOUND}; {@code INVALID_REQUEST} when several keys have the
     *     name
     */
    public Found find(Caller caller, Optional<UUID> org, String reference) {
        Optional<UUID> scope = caller.orgId().or(() -> org);
        boolean byId = Name.isId(reference);
        TypedQuery<ApiKey> query =
                entities.createQuery(
                                "SELECT k FROM ApiKey k JOIN FETCH k.org o WHERE "
                                        + (byId
                                                ? "k.id = :reference"
                                                : "(k.prefix = :reference OR lower(k.name) ="
                                                        + " lower(:reference))")
                                        + " AND k.state <> :revoked"
                                        + (scope.isPresent() ? " AND o.id = :org" : ""),
                                ApiKey.class)
                        .setParameter(
                                "reference", byId ? Ids.parse("key", reference) : reference.strip())
                        .setParameter("revoked", State.REVOKED)
                        .setMaxResults(2);
        scope.ifPresent(id -> query.setParameter("org", id));
        List<ApiKey> keys = query.getResultList();
        if (keys.size() > 1) {
            throw AlfredException.invalid(
                    "subject",
                    "several keys are called " + Name.shown(reference),
                    "use the key's prefix or id, as `alfred key list` shows them");
        }
        return keys.stream()
                .findFirst()
                .map(key -> new Found(key.id(), key.org().orElseThrow().id()))
                .orElseThrow(
                        () ->
                                new AlfredException(
                                        ErrorCode.NOT_FOUND,
                                        "key " + Name.shown(reference) + " does not exist",
                                        "list what there is: alfred key list"));
    }
}
