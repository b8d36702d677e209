package io.alfred.identity;

import io.alfred.audit.AuditEvent;
import io.alfred.audit.AuditKind;
import io.alfred.audit.AuditTrail;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.Ids;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Creates orgs, teams and users, each with its audit row in the same transaction.
 *
 * <p>All of it runs under one lock of the database, so that a name is given once, repeats of {@code
 * ensure…} find what the first call made, and the order of row locks cannot cross. Changes here are
 * rare, so waiting costs nothing. Errors: {@code CONFLICT} for a name that is taken.
 */
@Stateless
public class Enrolment {
    @PersistenceContext(unitName = "alfred")
    private EntityManager entities;

    @Inject private AuditTrail trail;
    @Inject private PersonKeys persons;

    public OrgView createOrg(Caller actor, String rawName) {
        Name name = Name.of("name", rawName);
        IdentityLock.take(entities);
        findOrg(name).ifPresent(o -> refuseTaken("org", name));
        return OrgView.from(addOrg(actor, name));
    }

    /** The org of this name, made when there is none. */
    public OrgView ensureOrg(Caller actor, String rawName) {
        Name name = Name.of("org", rawName);
        IdentityLock.take(entities);
        return OrgView.from(findOrg(name).orElseGet(() -> addOrg(actor, name)));
    }

    public TeamView createTeam(Caller actor, UUID orgId, String rawName) {
        Name name = Name.of("name", rawName);
        IdentityLock.take(entities);
        Organization org = requireOrg(orgId);
        findTeam(org, name).ifPresent(t -> refuseTaken("team", name));
        return TeamView.from(addTeam(actor, org, name));
    }

    /** The team of this name, made when there is none. */
    public TeamView ensureTeam(Caller actor, UUID orgId, String rawName) {
        Name name = Name.of("team", rawName);
        IdentityLock.take(entities);
        Organization org = requireOrg(orgId);
        return TeamView.from(findTeam(org, name).orElseGet(() -> addTeam(actor, org, name)));
    }

    /**
     * Creates a user.
     *
     * @throws AlfredException {@code ROLE_REQUIRED} when the actor may not give that role
     */
    public UserView createUser(Caller actor, NewUser user) {
        Name name = Name.of("name", user.name());
        requireGrant(actor, user.role());
        IdentityLock.take(entities);
        Organization org = requireOrg(user.orgId());
        findUser(org, name).ifPresent(u -> refuseTaken("user", name));
        return UserView.from(addUser(actor, org, user, name));
    }

    /** The user of this name as it is, made when there is none. */
    public UserView ensureUser(Caller actor, NewUser user) {
        Name name = Name.of("user", user.name());
        requireGrant(actor, user.role());
        IdentityLock.take(entities);
        Organization org = requireOrg(user.orgId());
        return UserView.from(findUser(org, name).orElseGet(() -> addUser(actor, org, user, name)));
    }

    /** A user to be created. */
    public record NewUser(UUID orgId, Optional<UUID> teamId, String name, Role role) {}

    private Organization addOrg(Caller actor, Name name) {
        Organization org = new Organization(Ids.next(), name, now());
        store(org);
        trail.append(
                AuditEvent.of(AuditKind.ORG_CREATED)
                        .org(org.id())
                        .actor(actor.principalId())
                        .subject(org.id()));
        return org;
    }

    private Team addTeam(Caller actor, Organization org, Name name) {
        Team team = new Team(Ids.next(), org, name, now());
        store(team);
        trail.append(
                AuditEvent.of(AuditKind.TEAM_CREATED)
                        .org(org.id())
                        .actor(actor.principalId())
                        .subject(team.id()));
        return team;
    }

    private AppUser addUser(Caller actor, Organization org, NewUser order, Name name) {
        Team team = order.teamId().map(id -> requireTeam(org, id)).orElse(null);
        Principal principal = Principal.user(Ids.next(), org, order.role(), now());
        store(principal);
        AppUser user = new AppUser(principal, org, team, name);
        store(user);
        trail.append(
                userCreated(actor, org, user, team)
                        .with("sealed_name", persons.seal(user.id(), user.name())));
        return user;
    }

    private static AuditEvent userCreated(
            Caller actor, Organization org, AppUser user, @Nullable Team team) {
        AuditEvent event =
                AuditEvent.of(AuditKind.USER_CREATED)
                        .org(org.id())
                        .actor(actor.principalId())
                        .subject(user.id())
                        .with("role", user.principal().role().wireName());
        return team == null ? event : event.with("team", team.id());
    }

    private Optional<Organization> findOrg(Name name) {
        return first(
                entities.createQuery(
                                "SELECT o FROM Organization o WHERE lower(o.name) = lower(:name)",
                                Organization.class)
                        .setParameter("name", name.text())
                        .getResultList());
    }

    private Optional<Team> findTeam(Organization org, Name name) {
        return first(
                entities.createQuery(
                                "SELECT t FROM Team t WHERE t.org = :org"
                                        + " AND lower(t.name) = lower(:name)",
                                Team.class)
                        .setParameter("org", org)
                        .setParameter("name", name.text())
                        .getResultList());
    }

    private Optional<AppUser> findUser(Organization org, Name name) {
        return first(
                entities.createQuery(
                                "SELECT u FROM AppUser u WHERE u.org = :org"
                                        + " AND lower(u.name) = lower(:name)",
                                AppUser.class)
                        .setParameter("org", org)
                        .setParameter("name", name.text())
                        .getResultList());
    }

    private Organization requireOrg(UUID id) {
        return Optional.ofNullable(entities.find(Organization.class, id))
                .orElseThrow(() -> missing("org", id));
    }

    private Team requireTeam(Organization org, UUID id) {
        return Optional.ofNullable(entities.find(Team.class, id))
                .filter(team -> team.org().id().equals(org.id()))
                .orElseThrow(() -> missing("team", id));
    }

    private void store(Object entity) {
        entities.persist(entity);
        // At once, so that rows reach the database in the order of their foreign keys.
        entities.flush();
    }

    private static void requireGrant(Caller actor, Role role) {
        if (!actor.role().mayGrant(role)) {
            throw new AlfredException(
                    ErrorCode.ROLE_REQUIRED,
                    "role " + actor.role().wireName() + " may not give role " + role.wireName(),
                    "ask an owner");
        }
    }

    private static AlfredException missing(String what, UUID id) {
        return new AlfredException(
                ErrorCode.NOT_FOUND,
                what + " " + id + " does not exist",
                "list what there is: alfred " + what + " list");
    }

    private static void refuseTaken(String what, Name name) {
        throw new AlfredException(
                ErrorCode.CONFLICT,
                what + " \"" + name.text() + "\" exists already",
                "use it, or choose another name; case does not count");
    }

    private static <T> Optional<T> first(List<T> found) {
        return found.stream().findFirst();
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
