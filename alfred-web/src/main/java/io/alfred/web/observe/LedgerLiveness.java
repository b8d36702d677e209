package io.alfred.web.observe;

import io.alfred.ledger.LedgerWriter;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive unless the writer ended: then only a restart helps. */
@Liveness
@ApplicationScoped
public class LedgerLiveness implements HealthCheck {
    @Inject private LedgerWriter writer;

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("ledger-writer").status(writer.isRunning()).build();
    }
}
