package io.alfred.audit;

import io.alfred.kernel.Ids;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Registers nodes and opens their chains; reads and locks heads. Plain JDBC on the caller's
 * connection and transaction.
 */
public final class ChainStore {
    private static final String REGISTER_NODE =
            "INSERT INTO node (id, epoch, started_at, heartbeat_at) VALUES (?, 1, now(), now())"
                    + " ON CONFLICT (id) DO UPDATE SET epoch = node.epoch + 1, started_at = now(),"
                    + " heartbeat_at = now(), stopped_at = NULL RETURNING epoch";

    private static final String CREATE_CHAIN =
            "INSERT INTO audit_chain (id, node_id, kind, epoch, seq, head, frontier)"
                    + " VALUES (?, ?, ?, ?, 0, ?, ?) ON CONFLICT (node_id, kind) DO NOTHING";

    private static final String FENCE_CHAIN =
            "UPDATE audit_chain SET epoch = ? WHERE node_id = ? AND kind = ? AND epoch <= ?"
                    + " RETURNING id, epoch, seq, head, frontier";

    private static final String SELECT_HEADS =
            "SELECT id, epoch, seq, head, frontier FROM audit_chain";

    private ChainStore() {}

    /**
     * Registers a start of the node and returns its new epoch, which fences every earlier start.
     */
    public static int registerNode(Connection connection, UUID nodeId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REGISTER_NODE)) {
            statement.setObject(1, nodeId);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getInt(1);
            }
        }
    }

    /** Takes over a chain of the node for this epoch and records that as its next row. */
    public static ChainHead open(
            Connection connection, UUID nodeId, ChainKind kind, int epoch, long atMicros)
            throws SQLException {
        UUID freshId = Ids.next();
        ChainHead genesis = ChainHead.genesis(freshId, epoch);
        try (PreparedStatement statement = connection.prepareStatement(CREATE_CHAIN)) {
            statement.setObject(1, freshId);
            statement.setObject(2, nodeId);
            statement.setString(3, kind.wireName());
            statement.setInt(4, epoch);
            statement.setBytes(5, genesis.head());
            statement.setBytes(6, genesis.frontier());
            statement.executeUpdate();
        }
        ChainHead fenced;
        try (PreparedStatement statement = connection.prepareStatement(FENCE_CHAIN)) {
            statement.setInt(1, epoch);
            statement.setObject(2, nodeId);
            statement.setString(3, kind.wireName());
            statement.setInt(4, epoch);
            try (ResultSet result = statement.executeQuery()) {
                if (!result.next()) {
                    throw new IllegalStateException(
                            "another process was started as node " + nodeId + " at the same time");
                }
                fenced = head(result);
            }
        }
        AuditChain chain = new AuditChain(fenced);
        chain.append(
                AuditEvent.of(AuditKind.CHAIN_OPENED)
                        .subject(nodeId)
                        .with("chain_kind", kind.wireName()),
                atMicros);
        AuditSql.write(connection, chain);
        return chain.after();
    }

    /** The committed head of one chain. */
    public static ChainHead head(Connection connection, UUID chainId) throws SQLException {
        return one(connection, chainId, SELECT_HEADS + " WHERE id = ?");
    }

    /** Locks a head until the transaction ends, so that several threads can append in turn. */
    static ChainHead lock(Connection connection, UUID chainId) throws SQLException {
        return one(connection, chainId, SELECT_HEADS + " WHERE id = ? FOR NO KEY UPDATE");
    }

    /** The committed heads of all chains of all nodes, by id. */
    static List<ChainHead> heads(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement(SELECT_HEADS + " ORDER BY id");
                ResultSet result = statement.executeQuery()) {
            List<ChainHead> heads = new ArrayList<>();
            while (result.next()) {
                heads.add(head(result));
            }
            return heads;
        }
    }

    private static ChainHead one(Connection connection, UUID chainId, String sql)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, chainId);
            try (ResultSet result = statement.executeQuery()) {
                if (!result.next()) {
                    throw new IllegalStateException("chain " + chainId + " is gone");
                }
                return head(result);
            }
        }
    }

    private static ChainHead head(ResultSet row) throws SQLException {
        return new ChainHead(
                row.getObject("id", UUID.class),
                row.getInt("epoch"),
                row.getLong("seq"),
                row.getBytes("head"),
                row.getBytes("frontier"));
    }
}
