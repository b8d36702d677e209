package io.alfred.idempotency;

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

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

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

    @Resource(lookup = "java:app/jdbc/alfred")
    private DataSource dataSource;

    @Resource private ManagedThreadFactory threads;

    private @Nullable Rounds rounds;

    @PostConstruct
    void start() {
        rounds =
                Rounds.start(
                        threads,
                        Rounds.Rhythm.every("alfred-key-sweeper", Duration.ofSeconds(PERIOD_S)),
                        this::sweep);
    }

    @PreDestroy
    void stop() {
        if (rounds != null) {
            rounds.stop();
        }
    }

    private void sweep() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            sweep(connection);
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
