package io.alfred.gateway;

import io.alfred.audit.AuditEvent;
import io.alfred.audit.AuditKind;
import io.alfred.audit.AuditTrail;
import io.alfred.identity.Caller;
import io.alfred.identity.Directory;
import io.alfred.identity.KeyFinder;
import io.alfred.identity.OrgView;
import io.alfred.identity.Role;
import io.alfred.identity.TeamView;
import io.alfred.identity.UserView;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.Ids;
import io.alfred.kernel.Page;
import io.alfred.kernel.Slice;
import io.alfred.limits.Allowance;
import io.alfred.limits.LimitStore;
import io.alfred.limits.LimitView;
import io.alfred.limits.RateLimit;
import io.alfred.limits.Subject;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Rate limits as operators see them, each change with its audit row in the same transaction.
 *
 * <p>Limits of other orgs do not exist for a caller; a member sees those of its own user and keys.
 */
@Stateless
public class LimitAdmin {
    private static final Pattern MODELS =
            Pattern.compile(
                    "[A-Za-z0-9][A-Za-z0-9._-]*/([A-Za-z0-9._:/@-]{0,198}[*]|"
                            + "[A-Za-z0-9._:/@-]{1,199})");

    @Inject private Directory directory;
    @Inject private KeyFinder keys;
    @Inject private LimitStore store;
    @Inject private AuditTrail trail;

    /**
     * A limit to be set.
     *
     * @param subject {@code key:}, {@code user:}, {@code team:} or {@code org:} and a name or id
     * @param org where the name exists in several
     * @param models {@code provider/model}, or a beginning with {@code *}; empty: all together
     */
    public record Request(
            String subject, Optional<String> org, Optional<String> models, Allowance allowance) {}

    /** Sets a limit in place of the one that its subject has for the same models. */
    public LimitView set(Caller actor, Request request) {
        Found found = subject(actor, request.org(), request.subject());
        request.models().ifPresent(LimitAdmin::requireModels);
        LimitView set =
                store.set(
                        new RateLimit(
                                Ids.next(),
                                found.orgId(),
                                found.subject(),
                                request.models(),
                                request.allowance()));
        trail.append(described(AuditKind.RATE_LIMIT_SET, actor, set.limit()));
        return set;
    }

    /** Removes a limit; what it was is in the answer. */
    public LimitView remove(Caller actor, UUID id) {
        LimitView limit = find(actor, id);
        store.remove(id);
        trail.append(described(AuditKind.RATE_LIMIT_REMOVED, actor, limit.limit()));
        return limit;
    }

    public LimitView find(Caller caller, UUID id) {
        return store.find(id)
                .filter(limit -> caller.sees(limit.limit().orgId()))
                .filter(limit -> caller.role() != Role.MEMBER || isOwn(caller, limit))
                .orElseThrow(
                        () ->
                                new AlfredException(
                                        ErrorCode.NOT_FOUND,
                                        "rate limit " + id + " does not exist",
                                        "list what there is: alfred limit list"));
    }

    /** Limits in the order they were made. */
    public Slice<LimitView> list(
            Caller caller, Optional<String> org, Optional<String> subject, Page page) {
        List<LimitView> rows =
                store.list(
                        new LimitStore.Filter(
                                directory.scope(caller, org),
                                subject.map(name -> subject(caller, org, name).subject().id()),
                                caller.role() == Role.MEMBER
                                        ? Optional.of(caller.principalId())
                                        : Optional.empty(),
                                page.afterId(),
                                page.limit() + 1));
        return Slice.of(rows, page, limit -> limit.limit().id().toString());
    }

    private static boolean isOwn(Caller caller, LimitView limit) {
        UUID subject = limit.limit().subject().id();
        return subject.equals(caller.principalId()) || subject.equals(caller.keyId());
    }

    private record Found(Subject subject, UUID orgId) {
        static Found of(Subject.Kind kind, UUID id, UUID orgId) {
            return new Found(new Subject(kind, id), orgId);
        }
    }

    private Found subject(Caller caller, Optional<String> org, String reference) {
        int colon = reference.indexOf(':');
        String kind = colon < 0 ? "" : reference.substring(0, colon);
        String name = reference.substring(colon + 1);
        return switch (kind) {
            case "key" -> {
                KeyFinder.Found key = keys.find(caller, directory.scope(caller, org), name);
                yield Found.of(Subject.Kind.KEY, key.id(), key.orgId());
            }
            case "user" -> {
                UserView user = directory.user(caller, org, name);
                yield Found.of(Subject.Kind.USER, user.id(), user.orgId());
            }
            case "team" -> {
                TeamView team = directory.team(caller, org, name);
                yield Found.of(Subject.Kind.TEAM, team.id(), team.orgId());
            }
            case "org" -> {
                OrgView found = directory.org(caller, name);
                yield Found.of(Subject.Kind.ORG, found.id(), found.id());
            }
            default ->
                    throw AlfredException.invalid(
                            "subject",
                            "subject is not of the form key:NAME, user:NAME, team:NAME or"
                                    + " org:NAME",
                            "send for example \"team:platform\"");
        };
    }

    private static void requireModels(String models) {
        if (!MODELS.matcher(models).matches()) {
            throw AlfredException.invalid(
                    "model",
                    "model is not of the form provider/model",
                    "send for example openai/gpt-4o, or openai/gpt-4* for several");
        }
    }

    private static AuditEvent described(AuditKind kind, Caller actor, RateLimit limit) {
        AuditEvent event =
                AuditEvent.of(kind)
                        .org(limit.orgId())
                        .actor(actor.principalId())
                        .subject(limit.subject().id())
                        .with("limit", limit.id())
                        .with("subject_kind", limit.subject().kind().wireName());
        Allowance allowance = limit.allowance();
        event = with(event, "models", limit.models());
        event = with(event, "requests_per_minute", allowance.requestsPerMinute());
        event = with(event, "burst", allowance.burst());
        event = with(event, "tokens_per_minute", allowance.tokensPerMinute());
        return with(event, "concurrent", allowance.concurrent());
    }

    private static AuditEvent with(AuditEvent event, String key, Optional<?> value) {
        return value.isPresent() ? event.with(key, value.get()) : event;
    }
}
