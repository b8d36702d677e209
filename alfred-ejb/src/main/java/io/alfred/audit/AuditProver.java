package io.alfred.audit;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import javax.sql.DataSource;

/**
 * Proves that a row is in the log that a checkpoint was signed over, and tells nothing of the other
 * rows but hashes.
 *
 * <p>The hashes of the row's chain are read once, in order; a chain of a million rows takes about a
 * second.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AuditProver {
    /** Rows of one transaction that are proved at a time. */
    public static final int ENTRIES_MAX = 100;

    private static final int FETCH_ROWS = 10_000;

    private static final String ROWS =
            "SELECT " + LogRow.COLUMNS + " FROM audit_log WHERE (?::uuid IS NULL OR org_id = ?)";

    private static final String BY_PLACE = ROWS + " AND chain_id = ? AND seq = ?";

    private static final String BY_TX_ORDER = " ORDER BY chain_id, seq LIMIT " + (ENTRIES_MAX + 1);

    private static final String HASHES =
            "SELECT seq, hash FROM audit_log WHERE chain_id = ? AND seq <= ? ORDER BY seq";

    @Resource(lookup = "java:app/jdbc/alfred")
    private DataSource dataSource;

    @Inject private CheckpointSigner signer;

    /**
     * A row and its way to the root of the chain's tree.
     *
     * @param treeSize rows that the checkpoint saw of the chain
     * @param path hashes from the row's neighbour up to the root's
     */
    public record ProvedEntry(
            UUID chainId,
            long seq,
            byte[] prevHash,
            byte[] hash,
            byte[] payload,
            long treeSize,
            List<byte[]> path) {}

    /** Entries, all proved against one checkpoint. */
    public record Proof(Checkpoint checkpoint, List<ProvedEntry> entries) {}

    /**
     * Proves one row.
     *
     * @param orgId only a row of this org; empty: any
     */
    public Proof prove(Optional<UUID> orgId, UUID chainId, long seq) {
        return prove(
                "row " + seq + " of chain " + chainId,
                connection -> {
                    List<LogRow> rows = new ArrayList<>();
                    try (PreparedStatement statement = connection.prepareStatement(BY_PLACE)) {
                        bindOrg(statement, orgId);
                        statement.setObject(3, chainId);
                        statement.setLong(4, seq);
                        read(statement, rows);
                    }
                    if (rows.isEmpty()) {
                        requireNotRetired(connection, chainId, seq);
                    }
                    return rows;
                });
    }

    /**
     * Proves all rows of a transaction.
     *
     * @param orgId only rows of this org; empty: any
     */
    public Proof proveTransaction(Optional<UUID> orgId, TransactionRows transaction) {
        String sql = ROWS + " AND " + transaction.condition() + BY_TX_ORDER;
        return prove(
                "transaction " + transaction.txId(),
                connection -> {
                    List<LogRow> rows = new ArrayList<>();
                    try (PreparedStatement statement = connection.prepareStatement(sql)) {
                        bindOrg(statement, orgId);
                        List<Object> values = transaction.values();
                        for (int i = 0; i < values.size(); i++) {
                            statement.setObject(3 + i, values.get(i));
                        }
                        read(statement, rows);
                    }
                    return rows;
                });
    }

    @FunctionalInterface
    private interface Finder {
        List<LogRow> rows(Connection connection) throws SQLException;
    }

    private Proof prove(String what, Finder finder) {
        try {
            List<LogRow> rows;
            try (Snapshot snapshot = Snapshot.open(dataSource)) {
                rows = finder.rows(snapshot.connection());
            }
            if (rows.isEmpty()) {
                throw new AlfredException(
                        ErrorCode.NOT_FOUND,
                        what + " is not in the log",
                        "list what there is: alfred audit list");
            }
            if (rows.size() > ENTRIES_MAX) {
                throw AlfredException.invalid(
                        "tx",
                        what + " has more than " + ENTRIES_MAX + " rows",
                        "prove them one by one, by chain and seq");
            }
            // Signed after the rows were seen, so that it covers them.
            Checkpoint checkpoint = signer.newest();
            try (Snapshot snapshot = Snapshot.open(dataSource)) {
                return prove(snapshot.connection(), checkpoint, rows);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the log could not be read", e);
        }
    }

    /** Proves rows, in order of chain and seq, against a checkpoint that covers them. */
    static Proof prove(Connection connection, Checkpoint checkpoint, List<LogRow> rows)
            throws SQLException {
        List<ProvedEntry> entries = new ArrayList<>();
        int from = 0;
        while (from < rows.size()) {
            UUID chainId = rows.get(from).chainId();
            int to = from;
            while (to < rows.size() && rows.get(to).chainId().equals(chainId)) {
                to++;
            }
            long size = checkpoint.head(chainId).orElseThrow().seq();
            List<MerklePath> paths = paths(connection, rows.subList(from, to), size);
            for (int i = from; i < to; i++) {
                LogRow row = rows.get(i);
                entries.add(
                        new ProvedEntry(
                                chainId,
                                row.seq(),
                                row.prevHash(),
                                row.hash(),
                                row.payload(),
                                size,
                                paths.get(i - from).hashes()));
            }
            from = to;
        }
        return new Proof(checkpoint, entries);
    }

    private static List<MerklePath> paths(Connection connection, List<LogRow> rows, long size)
            throws SQLException {
        UUID chainId = rows.getFirst().chainId();
        List<MerklePath> paths =
                rows.stream().map(row -> new MerklePath(row.seq() - 1, size)).toList();
        ChainHead kept = KeptHead.start(KeptHead.all(connection), chainId);
        MerkleFrontier gone = MerkleFrontier.of(kept.seq(), kept.frontier());
        paths.forEach(path -> path.begin(gone));
        long next = kept.seq() + 1;
        try (PreparedStatement statement = connection.prepareStatement(HASHES)) {
            statement.setFetchSize(FETCH_ROWS);
            statement.setObject(1, chainId);
            statement.setLong(2, size);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    if (row.getLong(1) != next) {
                        break;
                    }
                    byte[] leaf = Sha256.leaf(row.getBytes(2));
                    for (MerklePath path : paths) {
                        path.add(next - 1, leaf);
                    }
                    next++;
                }
            }
        }
        if (next != size + 1) {
            throw new AlfredException(
                    ErrorCode.CONFLICT,
                    "row " + next + " of chain " + chainId + " is missing: the log is broken",
                    "find out what happened: alfred audit verify");
        }
        return paths;
    }

    private static void requireNotRetired(Connection connection, UUID chainId, long seq)
            throws SQLException {
        KeptHead kept = KeptHead.all(connection).get(chainId.toString());
        if (kept != null && seq >= 1 && seq <= kept.after().seq()) {
            throw new AlfredException(
                    ErrorCode.CONFLICT,
                    "row " + seq + " of chain " + chainId + " was retired",
                    "verify the file that has it: alfred audit verify FILE");
        }
    }

    private static void bindOrg(PreparedStatement statement, Optional<UUID> orgId)
            throws SQLException {
        statement.setObject(1, orgId.orElse(null));
        statement.setObject(2, orgId.orElse(null));
    }

    private static void read(PreparedStatement statement, List<LogRow> rows) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                rows.add(LogRow.of(row));
            }
        }
    }
}
