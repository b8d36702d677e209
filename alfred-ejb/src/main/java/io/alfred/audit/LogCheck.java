package io.alfred.audit;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.Executor;

/**
 * Recomputes every chain of one snapshot from its rows, from the kept heads on, and compares it
 * with links, columns and registered heads.
 */
final class LogCheck {
    private static final String ROWS =
            "SELECT " + LogRow.COLUMNS + " FROM audit_log ORDER BY chain_id, seq";

    private final Map<UUID, ChainHead> registered = new HashMap<>();
    private final SortedMap<String, KeptHead> kept;
    private final List<ChainHead> heads;
    private final List<AuditVerifier.ChainReport> chains = new ArrayList<>();
    private final Set<UUID> seen = new HashSet<>();
    private @Nullable ChainCheck current;

    private LogCheck(Connection connection) throws SQLException {
        heads = ChainStore.heads(connection);
        heads.forEach(head -> registered.put(head.chainId(), head));
        kept = KeptHead.all(connection);
    }

    /** Reads all rows on a connection whose transaction sees one snapshot. */
    static AuditVerifier.Report run(Connection connection, Executor workers) throws SQLException {
        List<String> unguarded = WriteOnceGuards.missing(connection);
        LogCheck check = new LogCheck(connection);
        Optional<AuditVerifier.Broken> broken = check.scan(connection, workers);
        return new AuditVerifier.Report(check.chains, broken, unguarded);
    }

    private Optional<AuditVerifier.Broken> scan(Connection connection, Executor workers)
            throws SQLException {
        Optional<AuditVerifier.Broken> broken;
        try (PreparedStatement statement = connection.prepareStatement(ROWS)) {
            statement.setFetchSize(LogScan.BLOCK_ROWS);
            try (ResultSet rows = statement.executeQuery()) {
                broken = new LogScan(workers, this::accept).run(rows);
            }
        }
        if (broken.isEmpty()) {
            broken = endChain();
        }
        for (ChainHead head : heads) {
            if (broken.isEmpty() && !seen.contains(head.chainId())) {
                current = new ChainCheck(KeptHead.start(kept, head.chainId()));
                broken = endChain();
            }
        }
        for (KeptHead head : kept.values()) {
            if (broken.isEmpty() && !registered.containsKey(head.after().chainId())) {
                broken = broken(head.after().chainId(), 1, "its chain is not registered");
            }
        }
        return broken;
    }

    private Optional<AuditVerifier.Broken> accept(
            LogRow row, byte[] leaf, Optional<String> objection) {
        ChainCheck chain = current;
        if (chain == null || !chain.chainId().equals(row.chainId())) {
            Optional<AuditVerifier.Broken> before = endChain();
            if (before.isPresent()) {
                return before;
            }
            if (!registered.containsKey(row.chainId())) {
                return broken(row.chainId(), row.seq(), "its chain is not registered");
            }
            chain = new ChainCheck(KeptHead.start(kept, row.chainId()));
            current = chain;
        }
        long place = chain.next();
        return chain.accept(row, leaf, objection)
                .map(
                        what ->
                                new AuditVerifier.Broken(
                                        row.chainId(), Math.min(place, row.seq()), what));
    }

    private Optional<AuditVerifier.Broken> endChain() {
        ChainCheck chain = current;
        if (chain == null) {
            return Optional.empty();
        }
        current = null;
        seen.add(chain.chainId());
        ChainHead end = chain.end();
        ChainHead head = registered.get(chain.chainId());
        chains.add(
                new AuditVerifier.ChainReport(
                        chain.chainId(), chain.rows(), chain.firstSeq() - 1, end.head()));
        if (head == null || end.seq() != head.seq() || !Arrays.equals(end.head(), head.head())) {
            return broken(chain.chainId(), end.seq() + 1, "the chain does not end at its head");
        }
        if (!Arrays.equals(end.frontier(), head.frontier())) {
            return broken(chain.chainId(), end.seq(), "the tree is not that of the rows");
        }
        return Optional.empty();
    }

    private static Optional<AuditVerifier.Broken> broken(UUID chainId, long seq, String what) {
        return Optional.of(new AuditVerifier.Broken(chainId, seq, what));
    }
}
