package io.alfred.audit;

import io.alfred.kernel.Ids;
import io.alfred.kernel.Rounds;
import io.alfred.kernel.StartupError;

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

import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

import javax.sql.DataSource;

/**
 * This process as a member of the installation: its id, its epoch, its two chains, its heartbeat.
 *
 * <p>A start takes the next epoch of the node, and with it both chains; whatever an earlier process
 * of the same id still tries to write then fails its compare-and-set.
 */
@Startup
@Singleton
@DependsOn("SchemaGate")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class NodeRegistry {
    /** Seconds between heartbeats. */
    public static final int HEARTBEAT_PERIOD_S = 2;

    /** A node that was silent for so many seconds counts as dead. */
    public static final int HEARTBEAT_STALE_S = 20;

    private static final System.Logger LOG = System.getLogger(NodeRegistry.class.getName());

    @Inject private Config config;

    @Resource(lookup = "java:app/jdbc/alfred")
    private DataSource dataSource;

    @Resource private ManagedThreadFactory threads;

    private @Nullable Node node;
    private @Nullable Rounds heartbeat;

    /** One start of a node: its id, the epoch, and the chains it opened. */
    public record Node(
            UUID id, int epoch, Instant startedAt, ChainHead ledgerChain, ChainHead eventsChain) {}

    @PostConstruct
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    void register() {
        UUID nodeId = nodeId(AuditConfig.read(config));
        Instant now = Instant.now();
        long atMicros = ChronoUnit.MICROS.between(Instant.EPOCH, now);
        try (Connection connection = dataSource.getConnection()) {
            int epoch = ChainStore.registerNode(connection, nodeId);
            node =
                    new Node(
                            nodeId,
                            epoch,
                            now,
                            ChainStore.open(connection, nodeId, ChainKind.LEDGER, epoch, atMicros),
                            ChainStore.open(connection, nodeId, ChainKind.EVENTS, epoch, atMicros));
        } catch (SQLException e) {
            throw StartupError.of(
                    "this node could not be registered (SQL state " + e.getSQLState() + ")",
                    "check that the database answers and that its schema is current");
        }
        heartbeat =
                Rounds.start(
                        threads,
                        Rounds.Rhythm.every(
                                "alfred-heartbeat", Duration.ofSeconds(HEARTBEAT_PERIOD_S)),
                        this::beat);
    }

    /** This start of this node. */
    public Node node() {
        Node current = node;
        if (current == null) {
            throw new IllegalStateException("the node is not registered");
        }
        return current;
    }

    private void beat() throws SQLException {
        update("UPDATE node SET heartbeat_at = now() WHERE id = ? AND epoch = ?");
    }

    @PreDestroy
    void leave() {
        if (heartbeat != null) {
            heartbeat.stop();
        }
        try {
            update("UPDATE node SET stopped_at = now() WHERE id = ? AND epoch = ?");
        } catch (SQLException | RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the others will only see this node fall silent",
                    e);
        }
    }

    private void update(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, node().id());
            statement.setInt(2, node().epoch());
            statement.executeUpdate();
        }
    }

    private static UUID nodeId(AuditConfig settings) {
        return settings.nodeId().orElseGet(() -> storedNodeId(settings.dataDir()));
    }

    private static UUID storedNodeId(Path dataDir) {
        Path file = dataDir.resolve("node.id");
        try {
            if (Files.exists(file)) {
                return UUID.fromString(Files.readString(file).strip());
            }
            UUID fresh = Ids.next();
            Files.createDirectories(dataDir);
            Files.writeString(file, fresh + "\n");
            return fresh;
        } catch (IOException | IllegalArgumentException e) {
            throw StartupError.config(
                    "alfred.data.dir",
                    "does not hold a readable node.id (" + file + ")",
                    "make the directory writable, or set alfred.node.id");
        }
    }
}
