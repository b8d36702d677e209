package io.alfred.gateway;

import io.alfred.audit.AuditEvent;
import io.alfred.audit.AuditKind;
import io.alfred.audit.AuditTrail;
import io.alfred.limits.RefusedCalls;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

import java.util.List;

/** Audits calls that rate limits refused: one row per limit and round, all in one transaction. */
@Stateless
public class RefusalBook {
    @Inject private AuditTrail trail;

    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void record(List<RefusedCalls> refusals) {
        for (RefusedCalls refused : refusals) {
            AuditEvent event =
                    AuditEvent.of(AuditKind.RATE_LIMITED)
                            .org(refused.limit().orgId())
                            .subject(refused.limit().subject().id())
                            .with("limit", refused.limit().id())
                            .with("subject_kind", refused.limit().subject().kind().wireName())
                            .with("meter", refused.meter().wireName())
                            .with("refused", refused.count())
                            .with("first_at", refused.first().toString())
                            .with("last_at", refused.last().toString());
            trail.append(
                    refused.limit()
                            .models()
                            .map(models -> event.with("models", models))
                            .orElse(event));
        }
    }
}
