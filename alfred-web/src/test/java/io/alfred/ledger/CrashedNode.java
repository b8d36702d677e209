package io.alfred.ledger;

import io.alfred.audit.AuditChain;
import io.alfred.audit.ChainHead;
import io.alfred.audit.ChainKind;
import io.alfred.audit.ChainStore;
import io.alfred.kernel.Credits;
import io.alfred.kernel.Ids;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import javax.sql.DataSource;

/**
 * A second node on the database of the server under test that writes what a crash leaves behind. It
 * lies in the package of the ledger because only the ledger can write books.
 */
public final class CrashedNode {
    private final DataSource source;
    private final UUID id;
    private final int epoch;
    private ChainHead head;

    private CrashedNode(DataSource source, UUID id, int epoch, ChainHead head) {
        this.source = source;
        this.id = id;
        this.epoch = epoch;
        this.head = head;
    }

    /** Begins to write a chain of its own. */
    public static CrashedNode start(DataSource source) {
        UUID id = Ids.next();
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            int epoch = ChainStore.registerNode(connection, id);
            ChainHead head =
                    ChainStore.open(
                            connection,
                            id,
                            ChainKind.LEDGER,
                            epoch,
                            Instant.now().toEpochMilli() * 1_000);
            connection.commit();
            return new CrashedNode(source, id, epoch, head);
        } catch (SQLException e) {
            throw new IllegalStateException("the node did not start", e);
        }
    }

    /** A call to a provider whose hold stays open until something is said about it. */
    public UUID hold(UUID wallet, String provider, long nanos) {
        UUID tx = Ids.next();
        apply(
                new LedgerOperation.Hold(
                        tx,
                        wallet,
                        Credits.ofNanos(nanos),
                        new LedgerOperation.CallFacts(
                                new UUID(7, 7), provider, "model-1", "1", false),
                        Instant.now().plusSeconds(3_600)));
        return tx;
    }

    /** A call of which nobody knows what it cost. */
    public UUID unknown(UUID wallet, String provider, long nanos) {
        UUID tx = hold(wallet, provider, nanos);
        apply(new LedgerOperation.MarkUnknown(tx, wallet));
        return tx;
    }

    /** A call that was charged at the best evidence. */
    public UUID provisional(UUID wallet, String provider, long nanos) {
        UUID tx = unknown(wallet, provider, nanos);
        settle(tx, wallet, nanos, true);
        return tx;
    }

    /** A call that was charged for good. */
    public UUID settled(UUID wallet, String provider, long nanos) {
        UUID tx = hold(wallet, provider, nanos);
        settle(tx, wallet, nanos, false);
        return tx;
    }

    /** A call that was not served as far as anybody knew. */
    public UUID released(UUID wallet, String provider, long nanos) {
        UUID tx = hold(wallet, provider, nanos);
        apply(new LedgerOperation.Release(tx, wallet, "the provider gave no answer"));
        return tx;
    }

    /** Ends a call that was left open. */
    public void end(UUID tx, UUID wallet) {
        apply(new LedgerOperation.Release(tx, wallet, "the test is over"));
    }

    private void settle(UUID tx, UUID wallet, long nanos, boolean provisional) {
        apply(
                new LedgerOperation.Settle(
                        tx, wallet, Credits.ofNanos(nanos), Optional.empty(), provisional));
    }

    private void apply(LedgerOperation operation) {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            CommitMark mark = new CommitMark();
            LedgerBatch.apply(
                    new LedgerStore(connection, id, epoch),
                    List.of(operation),
                    LedgerRules.DEFAULT,
                    new AuditChain(head),
                    mark);
            connection.commit();
            head = mark.head();
        } catch (SQLException e) {
            throw new IllegalStateException("the operation was not written", e);
        }
    }
}
