package io.alfred.identity;

import io.alfred.audit.AuditEvent;
import io.alfred.audit.AuditKind;
import io.alfred.audit.AuditTrail;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.TokenUsage;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;

import java.util.OptionalLong;
import java.util.UUID;

/** What an org sets for all its calls, each change with its audit row in the same transaction. */
@Stateless
public class OrgRules {
    @PersistenceContext(unitName = "alfred")
    private EntityManager entities;

    @Inject private AuditTrail trail;

    /**
     * Sets how many tokens a call that names no limit may write, or lifts that.
     *
     * @param orgId of an org that the caller sees
     * @throws AlfredException {@code INVALID_REQUEST} when it is no number of tokens
     */
    public OrgView defaultMaxOutputTokens(Caller actor, UUID orgId, OptionalLong tokens) {
        tokens.ifPresent(OrgRules::requireTokens);
        Organization org = entities.find(Organization.class, orgId, LockModeType.PESSIMISTIC_WRITE);
        if (org.boundOutput(tokens)) {
            AuditEvent event =
                    AuditEvent.of(AuditKind.OUTPUT_DEFAULT_SET)
                            .org(org.id())
                            .actor(actor.principalId())
                            .subject(org.id());
            trail.append(
                    tokens.isPresent()
                            ? event.with("max_output_tokens", tokens.getAsLong())
                            : event.with("lifted", true));
        }
        return OrgView.from(org);
    }

    private static void requireTokens(long tokens) {
        if (tokens < 1 || tokens > TokenUsage.TOKENS_MAX) {
            throw AlfredException.invalid(
                    "max_output_tokens",
                    "max_output_tokens is not from 1 to " + TokenUsage.TOKENS_MAX,
                    "send a number of tokens, or null to lift it");
        }
    }
}
