package io.alfred.ledger;

import io.alfred.audit.NodeRegistry;
import io.alfred.kernel.Credits;
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
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

/**
 * Finds holds without a living process behind them and makes them UNKNOWN; later charges them at
 * the best evidence.
 *
 * <p>A hold is orphaned at once when its node runs under a newer epoch, because the process that
 * made it can no longer write; after its deadline when its node is stopped or silent; and a minute
 * after its deadline when this process has lost track of it. UNKNOWN keeps the amount held, so no
 * credit leaks. Everything goes through the writer.
 */
@Startup
@Singleton(name = "OrphanReaper")
@DependsOn("LedgerWriter")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class OrphanReaper {
    /** Seconds between two looks. */
    public static final int PERIOD_S = 5;

    /** Holds resolved in one look; the rest waits for the next. */
    public static final int HOLDS_MAX = 1000;

    private static final System.Logger LOG = System.getLogger(OrphanReaper.class.getName());

    private static final String ORPHANS =
            "SELECT h.tx_id, h.wallet_id FROM hold h LEFT JOIN node n ON n.id = h.node_id"
                    + " WHERE h.state = 'open' AND (n.id IS NULL OR h.node_epoch < n.epoch"
                    + " OR (h.deadline_at < now() AND (n.stopped_at IS NOT NULL"
                    + " OR n.heartbeat_at < now() - make_interval(secs => ?)))"
                    + " OR h.deadline_at < now() - interval '1 minute') LIMIT ?";

    private static final String OVERDUE =
            "SELECT tx_id, wallet_id, amount, progress FROM hold WHERE state = 'unknown'"
                    + " AND unknown_at < now() - make_interval(secs => ?) LIMIT ?";

    @Resource(lookup = "java:app/jdbc/alfred")
    private DataSource dataSource;

    @Resource private ManagedThreadFactory threads;
    @Inject private LedgerWriter writer;

    private @Nullable Rounds rounds;
    private volatile boolean recovered;

    @PostConstruct
    void start() {
        rounds =
                Rounds.start(
                        threads,
                        Rounds.Rhythm.of(
                                "alfred-orphan-reaper",
                                Duration.ZERO,
                                Duration.ofSeconds(PERIOD_S)),
                        this::reap);
    }

    @PreDestroy
    void stop() {
        if (rounds != null) {
            rounds.stop();
        }
    }

    /** Whether the holds that an earlier process left open have been dealt with. */
    public boolean isRecovered() {
        return recovered;
    }

    private void reap() throws SQLException {
        List<LedgerOperation.OnHold> operations;
        boolean all;
        try (Connection connection = dataSource.getConnection()) {
            operations = new ArrayList<>(orphans(connection));
            all = operations.size() < HOLDS_MAX;
            operations.removeIf(orphan -> writer.isOpenHere(orphan.txId()));
            operations.addAll(overdue(connection, writer.settings().unknownGrace()));
        }
        CompletableFuture<?>[] outcomes =
                operations.stream().map(writer::submit).toArray(CompletableFuture<?>[]::new);
        // Waited for, else every look would put the same holds into the ledger's queue again.
        CompletableFuture.allOf(outcomes)
                .orTimeout(writer.settings().waitMax().toMillis(), TimeUnit.MILLISECONDS)
                .join();
        recovered = recovered || all;
        if (!operations.isEmpty()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} holds without a living process were dealt with",
                    operations.size());
        }
    }

    static List<LedgerOperation.OnHold> orphans(Connection connection) throws SQLException {
        List<LedgerOperation.OnHold> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(ORPHANS)) {
            statement.setInt(1, NodeRegistry.HEARTBEAT_STALE_S);
            statement.setInt(2, HOLDS_MAX);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(
                            new LedgerOperation.MarkUnknown(
                                    row.getObject(1, UUID.class), row.getObject(2, UUID.class)));
                }
            }
        }
        return found;
    }

    static List<LedgerOperation.OnHold> overdue(Connection connection, Duration grace)
            throws SQLException {
        List<LedgerOperation.OnHold> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(OVERDUE)) {
            statement.setLong(1, grace.toSeconds());
            statement.setInt(2, HOLDS_MAX);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    long amount = row.getLong("amount");
                    long progress = row.getLong("progress");
                    found.add(
                            new LedgerOperation.Settle(
                                    row.getObject("tx_id", UUID.class),
                                    row.getObject("wallet_id", UUID.class),
                                    Credits.ofNanos(progress > 0 ? progress : amount),
                                    Optional.empty(),
                                    true));
                }
            }
        }
        return found;
    }
}
