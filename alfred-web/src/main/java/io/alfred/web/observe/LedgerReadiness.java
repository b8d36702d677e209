package io.alfred.web.observe;

import io.alfred.alerts.BooksState;
import io.alfred.alerts.BooksWatch;
import io.alfred.ledger.LedgerWriter;
import io.alfred.ledger.OrphanReaper;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready once the writer runs and the holds of an earlier process have been dealt with.
 *
 * <p>Books that differ are a finding and no reason to be unready: money still moves by the rules,
 * and a server taken out of service mends nothing.
 */
@Readiness
@ApplicationScoped
public class LedgerReadiness implements HealthCheck {
    @Inject private LedgerWriter writer;
    @Inject private OrphanReaper reaper;
    @Inject private BooksWatch books;

    @Override
    public HealthCheckResponse call() {
        BooksState found = books.state();
        HealthCheckResponseBuilder answer =
                HealthCheckResponse.named("ledger")
                        .status(writer.isRunning() && reaper.isRecovered())
                        .withData("queue_depth", writer.queueDepth())
                        .withData("open_calls", writer.openHolds())
                        .withData("books", found.word());
        found.publicFinding().ifPresent(finding -> answer.withData("books_finding", finding));
        return answer.build();
    }
}
