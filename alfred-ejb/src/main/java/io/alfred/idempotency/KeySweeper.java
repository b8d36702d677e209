package io.alfred.idempotency;

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

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

/** Forgets keys whose time is over, a bounded number at a time. */
@Startup
@Singleton
@DependsOn("SchemaGate")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class KeySweeper {
    /** Seconds between two looks. */
    static final int PERIOD_S = 60;

    /** Rows of one statement, so that none locks many for long. */
    static final int ROWS_MAX = 1_000;

    /** Statements of one look; with {@link #ROWS_MAX} that is 3,333 keys a second. */
    static final int STATEMENTS_MAX = 200;

    private static final System.Logger LOG = System.getLogger(KeySweeper.class.getName());

    @Resource(lookup = "java:app/jdbc/alfred")
    private DataSource dataSource;

    @Resource private ManagedScheduledExecutorService scheduler;

    private @Nullable ScheduledFuture<?> schedule;

    @PostConstruct
    void start() {
        schedule =
                scheduler.scheduleWithFixedDelay(this::sweep, PERIOD_S, PERIOD_S, TimeUnit.SECONDS);
    }

    @PreDestroy
    void stop() {
        if (schedule != null) {
            schedule.cancel(false);
        }
    }

    private void sweep() {
        try (Connection connection = dataSource.getConnection()) {
            sweep(connection);
        } catch (SQLException | RuntimeException e) {
            // The next look tries again; an expired key counts as free whether its row is there.
            LOG.log(System.Logger.Level.WARNING, "expired keys were not deleted", e);
        }
    }

    static void sweep(Connection connection) throws SQLException {
        for (int i = 0; i < STATEMENTS_MAX; i++) {
            if (ClaimStore.sweep(connection, ROWS_MAX) < ROWS_MAX) {
                return;
            }
        }
    }
}
