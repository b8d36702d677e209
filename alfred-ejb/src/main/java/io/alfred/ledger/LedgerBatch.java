package io.alfred.ledger;

import io.alfred.audit.AuditChain;
import io.alfred.audit.ChainHead;
import io.alfred.audit.ChainStore;
import io.alfred.audit.NodeRegistry;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.EJBException;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;

import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import javax.sql.DataSource;

/**
 * Applies one batch in one JTA transaction: lock, read, decide, write.
 *
 * <p>Returning is not yet success. Only the transaction manager's word that it committed confirms
 * the {@link CommitMark}, because a container can return normally from a transaction that it rolled
 * back.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class LedgerBatch {
    @Resource(lookup = "java:app/jdbc/alfred")
    private DataSource dataSource;

    @Resource private TransactionSynchronizationRegistry transactions;

    @Inject private NodeRegistry registry;
    @Inject private Config config;

    private @Nullable LedgerRules rules;

    /** An instance of this bean serves one caller at a time. */
    private final KnownPaths paths = new KnownPaths();

    @PostConstruct
    void start() {
        rules = LedgerConfig.read(config).rules();
    }

    private LedgerRules currentRules() {
        return Objects.requireNonNull(rules);
    }

    /**
     * Applies the operations in order.
     *
     * @throws EJBException when the database refused; nothing is committed then, unless the
     *     connection broke during the commit itself
     */
    public void apply(List<LedgerOperation> operations, ChainHead head, CommitMark mark) {
        transactions.registerInterposedSynchronization(new Confirmation(mark));
        try (Connection connection = dataSource.getConnection()) {
            NodeRegistry.Node node = registry.node();
            apply(
                    new LedgerStore(connection, node.id(), node.epoch(), paths),
                    operations,
                    currentRules(),
                    new AuditChain(head),
                    mark);
        } catch (SQLException e) {
            throw new EJBException("the batch was not applied", e);
        }
    }

    /** The committed head of this node's ledger chain. */
    public ChainHead committedHead(UUID chainId) {
        try (Connection connection = dataSource.getConnection()) {
            return ChainStore.head(connection, chainId);
        } catch (SQLException e) {
            throw new EJBException("the chain head was not read", e);
        }
    }

    static void apply(
            LedgerStore store,
            List<LedgerOperation> operations,
            LedgerRules rules,
            AuditChain chain,
            CommitMark mark)
            throws SQLException {
        apply(store, operations, rules, chain, mark, InstantSource.system());
    }

    /** The clock is read once the locks are there: a batch that waited is of the time after. */
    static void apply(
            LedgerStore store,
            List<LedgerOperation> operations,
            LedgerRules rules,
            AuditChain chain,
            CommitMark mark,
            InstantSource clock)
            throws SQLException {
        BatchRows rows = BatchReader.read(store, operations);
        BatchPlan plan =
                new BatchPlan(
                        rows,
                        rules,
                        chain,
                        ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()));
        List<LedgerOutcome> outcomes = operations.stream().map(plan::decide).toList();
        if (!plan.isEmpty()) {
            store.write(plan);
        }
        // Only what was written can turn out to be committed.
        mark.plan(outcomes, chain.after());
    }

    private record Confirmation(CommitMark mark) implements Synchronization {
        @Override
        public void beforeCompletion() {}

        @Override
        public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED) {
                mark.confirm();
            }
        }
    }
}
