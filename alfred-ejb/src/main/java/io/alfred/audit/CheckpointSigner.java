package io.alfred.audit;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
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
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import javax.sql.DataSource;

/**
 * Signs the heads of all chains every second, when any has moved, and at shutdown.
 *
 * <p>A checkpoint outside the database is what makes a cut tail or a rewritten suffix visible. It
 * reads committed heads, so it covers the chains of every node.
 */
@Startup
@Singleton(name = "CheckpointSigner")
@DependsOn("NodeRegistry")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class CheckpointSigner {
    /** Milliseconds between two looks at the heads. */
    public static final int PERIOD_MS = 1000;

    private static final System.Logger LOG = System.getLogger(CheckpointSigner.class.getName());

    @Inject private Config config;
    @Resource private ManagedThreadFactory threads;

    @Resource(lookup = "java:app/jdbc/alfred")
    private DataSource dataSource;

    private final Map<UUID, Long> signed = new HashMap<>();
    private @Nullable Path path;
    private @Nullable SigningKey key;
    private @Nullable CheckpointFile file;
    private @Nullable Checkpoint newest;
    private @Nullable Rounds rounds;

    @PostConstruct
    void start() {
        AuditConfig settings = AuditConfig.read(config);
        path = settings.checkpointFile();
        key = SigningKey.loadOrCreate(settings.signingKeyFile());
        try {
            file = CheckpointFile.open(settings.checkpointFile(), key);
        } catch (IOException e) {
            throw StartupError.config(
                    "alfred.audit.checkpoint-file",
                    "cannot be continued (" + settings.checkpointFile() + ")",
                    "make its directory writable, or move a damaged file away and keep it");
        }
        rounds =
                Rounds.start(
                        threads,
                        Rounds.Rhythm.every("alfred-checkpoints", Duration.ofMillis(PERIOD_MS)),
                        this::sign);
    }

    @PreDestroy
    void stop() {
        if (rounds != null) {
            rounds.stop();
        }
        signQuietly();
    }

    /** The public half of the signing key, as checkpoint lines name it. */
    public record PublicKeyView(String algorithm, String keyId, String publicKey) {}

    public PublicKeyView publicKey() {
        SigningKey current = Objects.requireNonNull(key);
        return new PublicKeyView(
                "Ed25519",
                current.keyId(),
                Base64.getEncoder().encodeToString(current.publicKey()));
    }

    /** Signs now what has moved since the last checkpoint. */
    public void signNow() {
        signQuietly();
    }

    /**
     * The newest checkpoint, which covers everything that was committed before the call.
     *
     * @throws AlfredException {@code OVERLOADED} when it cannot be written
     */
    public synchronized Checkpoint newest() {
        Instant asked = Instant.now();
        if (!signQuietly() || newest == null) {
            throw new AlfredException(
                    ErrorCode.OVERLOADED,
                    "no checkpoint could be written at " + asked,
                    "look into the server's log; the checkpoint file may be on a full disk");
        }
        return newest;
    }

    /** Writes the checkpoint lines of this node, oldest first. */
    public void copyTo(OutputStream target) throws IOException {
        Path current = Objects.requireNonNull(path);
        if (Files.exists(current)) {
            Files.copy(current, target);
        }
    }

    /** Returns false when it failed; what the log then lacks is signed at the next look. */
    private boolean signQuietly() {
        try {
            sign();
            return true;
        } catch (SQLException | IOException | RuntimeException e) {
            // The gap shows in the checkpoints' times.
            LOG.log(System.Logger.Level.WARNING, "no checkpoint was written", e);
            return false;
        }
    }

    private synchronized void sign() throws SQLException, IOException {
        try (Connection connection = dataSource.getConnection()) {
            List<ChainHead> heads = ChainStore.heads(connection);
            boolean moved =
                    heads.stream()
                            .anyMatch(
                                    head ->
                                            !Objects.equals(
                                                    signed.get(head.chainId()), head.seq()));
            if (moved) {
                long atMicros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
                newest = Objects.requireNonNull(file).append(heads, atMicros);
                heads.forEach(head -> signed.put(head.chainId(), head.seq()));
            }
        }
    }
}
