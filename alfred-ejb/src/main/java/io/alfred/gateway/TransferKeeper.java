package io.alfred.gateway;

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
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Looks after transfer requests while nobody does. Every node runs it. */
@Startup
@Singleton
@DependsOn("LedgerWriter")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class TransferKeeper {
    /** Seconds between two looks. */
    public static final int PERIOD_S = 5;

    private static final System.Logger LOG = System.getLogger(TransferKeeper.class.getName());

    @Resource private ManagedScheduledExecutorService scheduler;
    @Inject private TransferDesk desk;

    private @Nullable ScheduledFuture<?> schedule;

    @PostConstruct
    void start() {
        schedule =
                scheduler.scheduleWithFixedDelay(this::look, PERIOD_S, PERIOD_S, TimeUnit.SECONDS);
    }

    @PreDestroy
    void stop() {
        if (schedule != null) {
            schedule.cancel(false);
        }
    }

    private void look() {
        try {
            desk.tidy();
        } catch (RuntimeException e) {
            // The next look tries again; a request stays as it is until then.
            LOG.log(System.Logger.Level.DEBUG, "transfer requests were not looked after", e);
        }
    }
}
