package io.alfred.audit;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import javax.sql.DataSource;

/**
 * Recomputes every chain from its rows and compares it with links, columns and head.
 *
 * <p>It runs inside the server and so proves less than {@code alfred audit verify}, which is
 * another implementation on another machine; it is what a health check can afford.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AuditVerifier {
    private static final int FETCH_ROWS = 2000;

    private static final String ROWS =
            "SELECT seq, epoch, at_micros, kind, prev_hash, hash, payload FROM audit_log"
                    + " WHERE chain_id = ? ORDER BY seq";

    @Resource(lookup = "java:app/jdbc/alfred")
    private DataSource dataSource;

    /** The first row of a chain that is not what it must be. */
    public record Broken(UUID chainId, long seq, String what) {}

    /** A chain and how many of its rows were read. */
    public record ChainReport(UUID chainId, long rows, byte[] head) {}

    public record Report(List<ChainReport> chains, Optional<Broken> firstBroken) {
        public boolean ok() {
            return firstBroken.isEmpty();
        }

        public long rows() {
            return chains.stream().mapToLong(ChainReport::rows).sum();
        }
    }

    public Report run() {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try {
                AuditReader.unbounded(connection);
                List<ChainReport> chains = new ArrayList<>();
                for (ChainHead head : ChainStore.heads(connection)) {
                    Optional<Broken> broken = verify(connection, head, chains);
                    if (broken.isPresent()) {
                        return new Report(chains, broken);
                    }
                }
                return new Report(chains, Optional.empty());
            } finally {
                connection.rollback();
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the log could not be read", e);
        }
    }

    private static Optional<Broken> verify(
            Connection connection, ChainHead head, List<ChainReport> chains) throws SQLException {
        byte[] expected = ChainHead.genesis(head.chainId(), head.epoch()).head();
        MerkleFrontier tree = MerkleFrontier.empty();
        long seq = 0;
        try (PreparedStatement statement = connection.prepareStatement(ROWS)) {
            statement.setFetchSize(FETCH_ROWS);
            statement.setObject(1, head.chainId());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    seq++;
                    Optional<String> wrong = wrong(row, head.chainId(), seq, expected);
                    if (wrong.isPresent()) {
                        return Optional.of(new Broken(head.chainId(), seq, wrong.get()));
                    }
                    expected = row.getBytes("hash");
                    tree.add(expected);
                }
            }
        }
        chains.add(new ChainReport(head.chainId(), seq, expected));
        if (seq != head.seq() || !Arrays.equals(expected, head.head())) {
            return Optional.of(
                    new Broken(head.chainId(), seq + 1, "the chain does not end at its head"));
        }
        if (!Arrays.equals(tree.encoded(), head.frontier())) {
            return Optional.of(new Broken(head.chainId(), seq, "the tree is not that of the rows"));
        }
        return Optional.empty();
    }

    private static Optional<String> wrong(
            ResultSet row, UUID chainId, long seq, byte[] expectedPrev) throws SQLException {
        if (row.getLong("seq") != seq) {
            return Optional.of("the row is missing");
        }
        if (!Arrays.equals(row.getBytes("prev_hash"), expectedPrev)) {
            return Optional.of("it does not link to the row before");
        }
        byte[] payload = row.getBytes("payload");
        if (!Arrays.equals(row.getBytes("hash"), Sha256.of(expectedPrev, payload))) {
            return Optional.of("its hash is not that of its content");
        }
        // Canonical JSON has one spelling, so the columns can be looked for as text.
        String text = new String(payload, StandardCharsets.UTF_8);
        boolean agrees =
                text.contains("\"seq\":" + seq + ",")
                        && text.contains("\"chain\":\"" + chainId + "\"")
                        && text.contains("\"epoch\":" + row.getInt("epoch") + ",")
                        && text.contains("\"kind\":\"" + row.getString("kind") + "\"")
                        && text.startsWith("\"at\":" + row.getLong("at_micros") + ",", at(text));
        return agrees ? Optional.empty() : Optional.of("its columns differ from its content");
    }

    private static int at(String text) {
        return Math.max(text.indexOf("\"at\":"), 0);
    }
}
