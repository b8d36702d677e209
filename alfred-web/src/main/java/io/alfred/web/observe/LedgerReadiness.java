package io.alfred.web.observe;

import io.alfred.ledger.LedgerWriter;
import io.alfred.ledger.OrphanReaper;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the writer runs and the holds of an earlier process have been dealt with. */
@Readiness
@ApplicationScoped
public class LedgerReadiness implements HealthCheck {
    @Inject private LedgerWriter writer;
    @Inject private OrphanReaper reaper;

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("ledger")
                .status(writer.isRunning() && reaper.isRecovered())
                .withData("queue_depth", writer.queueDepth())
                .withData("open_calls", writer.openHolds())
                .build();
    }
}
