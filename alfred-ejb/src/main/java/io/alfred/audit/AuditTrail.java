package io.alfred.audit;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Appends to this node's events chain, inside the transaction of the change it records.
 *
 * <p>The head row is locked until that transaction ends, so appends of one node are serial; change
 * and record become durable together or not at all. The ledger has a chain of its own and does not
 * pass here.
 */
@Stateless
public class AuditTrail {
    @PersistenceContext(unitName = "alfred")
    private EntityManager entities;

    @Inject private NodeRegistry registry;

    /** Records one event in the caller's transaction. */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public void append(AuditEvent event) {
        // The entity manager's own connection: a second one would enlist a second resource.
        Connection connection = entities.unwrap(Connection.class);
        try {
            NodeRegistry.Node node = registry.node();
            ChainHead head = ChainStore.lock(connection, node.eventsChain().chainId());
            if (head.epoch() != node.epoch()) {
                throw new ChainFencedException(head);
            }
            AuditChain chain = new AuditChain(head);
            chain.append(event, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
            AuditSql.write(connection, chain);
        } catch (SQLException e) {
            throw new IllegalStateException("the audit row was not written", e);
        }
    }

    /** Records one event that changes nothing else, in a transaction of its own. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void record(AuditEvent event) {
        append(event);
    }
}
