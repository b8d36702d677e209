package io.alfred.limits;

import io.alfred.kernel.Rounds;

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

/** What the limits need in the background: news of the limits, and leases that are given back. */
@Startup
@Singleton
@DependsOn("SchemaGate")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class LimitRounds {
    /** Milliseconds between two looks at the limits. */
    static final int REFRESH_MS = 500;

    /** Milliseconds between two rounds of giving back. */
    static final int REPORT_MS = 250;

    @Resource private ManagedThreadFactory threads;

    @Inject private LimitDesk desk;

    private @Nullable Rounds refresh;
    private @Nullable Rounds report;

    @PostConstruct
    void start() {
        refresh = every("alfred-limit-refresh", REFRESH_MS, () -> desk.refresh());
        report = every("alfred-limit-leases", REPORT_MS, () -> desk.report());
    }

    @PreDestroy
    void stop() {
        if (refresh != null) {
            refresh.stop();
        }
        if (report != null) {
            report.stop();
        }
    }

    private Rounds every(String name, int periodMs, Rounds.Round round) {
        return Rounds.start(threads, Rounds.Rhythm.every(name, Duration.ofMillis(periodMs)), round);
    }
}
