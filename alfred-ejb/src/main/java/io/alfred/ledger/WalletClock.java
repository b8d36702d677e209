package io.alfred.ledger;

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

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

/**
 * Does to idle wallets what time alone must do: begins their new period, ends their cool-down.
 *
 * <p>A wallet that is used needs it not: every operation looks at the clock first. Every node runs
 * it; whoever comes second finds nothing to do.
 */
@Startup
@Singleton(name = "WalletClock")
@DependsOn("LedgerWriter")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class WalletClock {
    /** Seconds between two looks. */
    public static final int PERIOD_S = 2;

    /** Wallets dealt with in one look; the rest waits for the next. */
    public static final int WALLETS_MAX = 1000;

    private static final String DUE =
            "(SELECT id, false AS frozen FROM wallet WHERE period_end <= now() LIMIT ?) UNION ALL"
                    + " (SELECT id, true FROM wallet WHERE frozen_until <= now() LIMIT ?)";

    @Resource(lookup = "java:app/jdbc/alfred")
    private DataSource dataSource;

    @Resource private ManagedThreadFactory threads;
    @Inject private LedgerWriter writer;

    private @Nullable Rounds rounds;

    @PostConstruct
    void start() {
        rounds =
                Rounds.start(
                        threads,
                        Rounds.Rhythm.every("alfred-wallet-clock", Duration.ofSeconds(PERIOD_S)),
                        this::look);
    }

    @PreDestroy
    void stop() {
        if (rounds != null) {
            rounds.stop();
        }
    }

    private void look() throws SQLException {
        List<LedgerOperation.OnWallet> due;
        try (Connection connection = dataSource.getConnection()) {
            due = due(connection);
        }
        CompletableFuture<?>[] outcomes =
                due.stream().map(writer::submit).toArray(CompletableFuture<?>[]::new);
        // Waited for, so that one look does not ask again for what the one before has asked.
        CompletableFuture.allOf(outcomes)
                .orTimeout(writer.settings().waitMax().toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    static List<LedgerOperation.OnWallet> due(Connection connection) throws SQLException {
        List<LedgerOperation.OnWallet> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(DUE)) {
            statement.setInt(1, WALLETS_MAX);
            statement.setInt(2, WALLETS_MAX);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    UUID id = row.getObject(1, UUID.class);
                    found.add(
                            row.getBoolean(2)
                                    ? new LedgerOperation.Thaw(id)
                                    : new LedgerOperation.Renew(id));
                }
            }
        }
        return found;
    }
}
