package io.alfred.audit;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedExecutorService;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import javax.sql.DataSource;

/**
 * Verifies the log inside the server: chains, columns, heads, and whether the write-once triggers
 * are on.
 *
 * <p>It proves less than {@code alfred audit verify}, which is another implementation on another
 * machine and knows checkpoints; it is what a health check can afford.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AuditVerifier {
    @Resource(lookup = "java:app/jdbc/alfred")
    private DataSource dataSource;

    @Resource private ManagedExecutorService workers;

    /**
     * A chain whose rows were read.
     *
     * @param rows read and right
     * @param retired rows that left the log before them
     */
    public record ChainReport(UUID chainId, long rows, long retired, byte[] head) {}

    /**
     * What was found.
     *
     * @param unguarded tables whose write-once trigger is missing or switched off
     */
    public record Report(
            List<ChainReport> chains, Optional<Broken> firstBroken, List<String> unguarded) {
        public boolean ok() {
            return firstBroken.isEmpty() && unguarded.isEmpty();
        }

        public long rows() {
            return chains.stream().mapToLong(ChainReport::rows).sum();
        }
    }

    /** The first row of a chain that is not what it must be. */
    public record Broken(UUID chainId, long seq, String what) {}

    /** Reads the whole log; takes as long as the log is. */
    public Report run() {
        try (Snapshot snapshot = Snapshot.open(dataSource)) {
            return LogCheck.run(snapshot.connection(), workers);
        } catch (SQLException e) {
            throw new IllegalStateException("the log could not be read", e);
        }
    }

    /** Tables that must be write-once and are not. */
    public List<String> unguarded() {
        try (Snapshot snapshot = Snapshot.open(dataSource)) {
            return WriteOnceGuards.missing(snapshot.connection());
        } catch (SQLException e) {
            throw new IllegalStateException("the triggers could not be read", e);
        }
    }
}
