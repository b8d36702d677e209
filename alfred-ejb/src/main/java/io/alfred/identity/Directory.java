package io.alfred.identity;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.Ids;
import io.alfred.kernel.Page;
import io.alfred.kernel.Slice;

import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds and lists orgs, teams and users, as far as the caller may see them.
 *
 * <p>Objects are found by id or by name, ignoring case. What belongs to another org does not exist
 * for the caller: {@code NOT_FOUND}.
 */
@Stateless
public class Directory {
    /**
     * Reads the name of something that has no table of its own, such as a project.
     *
     * @throws AlfredException {@code INVALID_REQUEST}
     */
    public static String name(String param, String raw) {
        return Name.of(param, raw).text();
    }

    private static final String ORG = "SELECT o FROM Organization o WHERE ";
    private static final String TEAM = "SELECT t FROM Team t JOIN FETCH t.org o WHERE ";
    private static final String USER =
            "SELECT u FROM AppUser u JOIN FETCH u.principal JOIN FETCH u.org o"
                    + " LEFT JOIN FETCH u.team WHERE ";

    @PersistenceContext(unitName = "alfred")
    private EntityManager entities;

    public OrgView org(Caller caller, String idOrName) {
        return OrgView.from(visibleOrg(caller, idOrName));
    }

    /** The caller's own org, or every org for the installation's operator. */
    public Slice<OrgView> orgs(Caller caller, Page page) {
        TypedQuery<Organization> query =
                ordered(ORG, "o", caller.orgId(), Organization.class, page);
        return Slice.of(query.getResultList(), page, o -> o.id().toString()).map(OrgView::from);
    }

    /**
     * One team.
     *
     * @param org id or name of the org; needed when the name exists in several
     */
    public TeamView team(Caller caller, Optional<String> org, String idOrName) {
        return TeamView.from(
                one(
                        "team",
                        idOrName,
                        candidates(TEAM, "t", Team.class, scope(caller, org), idOrName)));
    }

    public Slice<TeamView> teams(Caller caller, Optional<String> org, Page page) {
        TypedQuery<Team> query = ordered(TEAM, "t", scope(caller, org), Team.class, page);
        return Slice.of(query.getResultList(), page, t -> t.id().toString()).map(TeamView::from);
    }

    /**
     * One user.
     *
     * @param org id or name of the org; needed when the name exists in several
     */
    public UserView user(Caller caller, Optional<String> org, String idOrName) {
        return UserView.from(
                one(
                        "user",
                        idOrName,
                        candidates(USER, "u", AppUser.class, scope(caller, org), idOrName)));
    }

    public Slice<UserView> users(Caller caller, Optional<String> org, Page page) {
        TypedQuery<AppUser> query = ordered(USER, "u", scope(caller, org), AppUser.class, page);
        return Slice.of(query.getResultList(), page, u -> u.id().toString()).map(UserView::from);
    }

    /**
     * The org a change is meant for: the one named, else the caller's own.
     *
     * @throws AlfredException {@code INVALID_REQUEST} when neither says
     */
    public UUID orgOrOwn(Caller caller, Optional<String> org) {
        return scope(caller, org)
                .orElseThrow(
                        () ->
                                AlfredException.invalid(
                                        "org", "org is missing", "say which org by id or name"));
    }

    /** The user with this id, whoever asks; empty for other principals. */
    public Optional<UserView> userOf(UUID principalId) {
        return Optional.ofNullable(entities.find(AppUser.class, principalId)).map(UserView::from);
    }

    /** The org with this id, whoever asks. */
    public Optional<OrgView> orgOf(UUID orgId) {
        return Optional.ofNullable(entities.find(Organization.class, orgId)).map(OrgView::from);
    }

    /** The org to look in: the one named, else the caller's own; empty: all, for the operator. */
    public Optional<UUID> scope(Caller caller, Optional<String> org) {
        return org.isPresent() ? Optional.of(visibleOrg(caller, org.get()).id()) : caller.orgId();
    }

    private Organization visibleOrg(Caller caller, String idOrName) {
        Organization found =
                one(
                        "org",
                        idOrName,
                        candidates(ORG, "o", Organization.class, caller.orgId(), idOrName));
        caller.requireOrg(found.id(), "org \"" + idOrName + "\"");
        return found;
    }

    private <T> List<T> candidates(
            String select, String alias, Class<T> type, Optional<UUID> org, String idOrName) {
        boolean byId = Name.isId(idOrName);
        String match = byId ? alias + ".id = :key" : "lower(" + alias + ".name) = lower(:key)";
        TypedQuery<T> query =
                entities.createQuery(select + match + restriction(org), type).setMaxResults(2);
        query.setParameter("key", byId ? Ids.parse("id", idOrName) : idOrName.strip());
        org.ifPresent(id -> query.setParameter("org", id));
        return query.getResultList();
    }

    private <T> TypedQuery<T> ordered(
            String select, String alias, Optional<UUID> org, Class<T> type, Page page) {
        TypedQuery<T> query =
                entities.createQuery(
                                select
                                        + alias
                                        + ".id > :after"
                                        + restriction(org)
                                        + " ORDER BY "
                                        + alias
                                        + ".id",
                                type)
                        .setParameter("after", page.afterId())
                        .setMaxResults(page.limit() + 1);
        org.ifPresent(id -> query.setParameter("org", id));
        return query;
    }

    private static String restriction(Optional<UUID> org) {
        return org.isPresent() ? " AND o.id = :org" : "";
    }

    private static <T> T one(String what, String idOrName, List<T> candidates) {
        return switch (candidates.size()) {
            case 0 ->
                    throw new AlfredException(
                            ErrorCode.NOT_FOUND,
                            what + " \"" + idOrName + "\" does not exist",
                            "list what there is: alfred " + what + " list");
            case 1 -> candidates.get(0);
            default ->
                    throw AlfredException.invalid(
                            "org",
                            what + " \"" + idOrName + "\" exists in several orgs",
                            "say which with org, or use the id");
        };
    }
}
