package io.alfred.gateway;

import io.alfred.kernel.Rounds;
import io.alfred.limits.LimitDesk;
import io.alfred.limits.RefusedCalls;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/**
 * Records every second how many calls each rate limit refused. Why not each of them: refusing must
 * stay cheaper than calling, also for the log.
 */
@Startup
@Singleton
@DependsOn("NodeRegistry")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class RefusalRounds {
    /** Seconds between two records. */
    static final int PERIOD_S = 1;

    private static final System.Logger LOG = System.getLogger(RefusalRounds.class.getName());

    @Resource private ManagedThreadFactory threads;

    @Inject private LimitDesk desk;
    @Inject private RefusalBook book;

    private @Nullable Rounds rounds;

    @PostConstruct
    void start() {
        rounds =
                Rounds.start(
                        threads,
                        Rounds.Rhythm.every("alfred-limit-refusals", Duration.ofSeconds(PERIOD_S)),
                        this::record);
    }

    @PreDestroy
    void stop() {
        if (rounds != null) {
            rounds.stop();
        }
        try {
            record();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the last refused calls were not recorded", e);
        }
    }

    private void record() {
        List<RefusedCalls> refused = desk.takeRefusals();
        if (refused.isEmpty()) {
            return;
        }
        try {
            book.record(refused);
        } catch (RuntimeException e) {
            desk.putBack(refused);
            throw e;
        }
    }
}
