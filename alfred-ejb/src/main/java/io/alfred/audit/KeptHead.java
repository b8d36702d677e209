package io.alfred.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Where the rows of a chain begin that are still in the log: after those that were retired.
 *
 * @param after the last retired row, and the tree up to it
 * @param exportSha256 of the file that holds the newest retired rows
 */
record KeptHead(ChainHead after, byte[] exportSha256) {
    private static final String NEWEST =
            "SELECT DISTINCT ON (chain_id) chain_id, epoch, to_seq, head, frontier, export_sha256"
                    + " FROM audit_segment ORDER BY chain_id, to_seq DESC";

    /** The kept heads of all chains that have retired rows, by the text of their id. */
    static SortedMap<String, KeptHead> all(Connection connection) throws SQLException {
        SortedMap<String, KeptHead> kept = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(NEWEST);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                UUID chainId = row.getObject("chain_id", UUID.class);
                ChainHead after =
                        new ChainHead(
                                chainId,
                                row.getInt("epoch"),
                                row.getLong("to_seq"),
                                row.getBytes("head"),
                                row.getBytes("frontier"));
                kept.put(chainId.toString(), new KeptHead(after, row.getBytes("export_sha256")));
            }
        }
        return kept;
    }

    /** Where a chain's rows in the log begin: its kept head, else its genesis. */
    static ChainHead start(SortedMap<String, KeptHead> kept, UUID chainId) {
        KeptHead head = kept.get(chainId.toString());
        return head == null ? ChainHead.genesis(chainId, 0) : head.after();
    }
}
