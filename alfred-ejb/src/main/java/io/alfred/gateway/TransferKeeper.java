package io.alfred.gateway;

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

/** Looks after transfer requests while nobody does. Every node runs it. */
@Startup
@Singleton
@DependsOn("LedgerWriter")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class TransferKeeper {
    /** Seconds between two looks. */
    public static final int PERIOD_S = 5;

    @Resource private ManagedThreadFactory threads;
    @Inject private TransferDesk desk;

    private @Nullable Rounds rounds;

    @PostConstruct
    void start() {
        rounds =
                Rounds.start(
                        threads,
                        Rounds.Rhythm.every("alfred-transfers", Duration.ofSeconds(PERIOD_S)),
                        desk::tidy);
    }

    @PreDestroy
    void stop() {
        if (rounds != null) {
            rounds.stop();
        }
    }
}
