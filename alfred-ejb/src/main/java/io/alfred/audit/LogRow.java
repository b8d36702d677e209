package io.alfred.audit;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/** A row as the database holds it: the hashed bytes and the columns copied from them. */
record LogRow(
        UUID chainId,
        long seq,
        int epoch,
        long atMicros,
        String kind,
        @Nullable UUID orgId,
        @Nullable UUID actorId,
        @Nullable UUID subjectId,
        @Nullable UUID txId,
        byte[] prevHash,
        byte[] hash,
        byte[] payload) {
    /** The columns that {@link #of} reads, in its order. */
    static final String COLUMNS =
            "chain_id, seq, epoch, at_micros, kind, org_id, actor_id, subject_id, tx_id,"
                    + " prev_hash, hash, payload";

    static LogRow of(ResultSet row) throws SQLException {
        return new LogRow(
                row.getObject(1, UUID.class),
                row.getLong(2),
                row.getInt(3),
                row.getLong(4),
                row.getString(5),
                row.getObject(6, UUID.class),
                row.getObject(7, UUID.class),
                row.getObject(8, UUID.class),
                row.getObject(9, UUID.class),
                row.getBytes(10),
                row.getBytes(11),
                row.getBytes(12));
    }

    /** What is wrong with the row, apart from its place among the others. */
    Optional<String> objection() {
        if (!Arrays.equals(hash, Sha256.of(prevHash, payload))) {
            return Optional.of("its hash is not that of its content");
        }
        // Canonical JSON has one spelling and one order, so all but the data is known beforehand.
        boolean agrees =
                startsWith(payload, before()) && endsWith(payload, after()) && payload.length > 2;
        return agrees ? Optional.empty() : Optional.of("its columns differ from its content");
    }

    private String before() {
        StringBuilder text = new StringBuilder(160).append('{');
        if (actorId != null) {
            text.append("\"actor\":\"").append(actorId).append("\",");
        }
        return text.append("\"at\":")
                .append(atMicros)
                .append(",\"chain\":\"")
                .append(chainId)
                .append("\",\"data\":{")
                .toString();
    }

    private String after() {
        StringBuilder text =
                new StringBuilder(240)
                        .append("},\"epoch\":")
                        .append(epoch)
                        .append(",\"kind\":\"")
                        .append(kind)
                        .append('"');
        id(text, "org", orgId);
        text.append(",\"seq\":").append(seq);
        id(text, "subject", subjectId);
        id(text, "tx", txId);
        return text.append(",\"v\":").append(AuditChain.FORMAT_VERSION).append('}').toString();
    }

    private static void id(StringBuilder text, String name, @Nullable UUID id) {
        if (id != null) {
            text.append(",\"").append(name).append("\":\"").append(id).append('"');
        }
    }

    private static boolean startsWith(byte[] bytes, String text) {
        byte[] start = text.getBytes(StandardCharsets.UTF_8);
        return bytes.length >= start.length
                && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }

    private static boolean endsWith(byte[] bytes, String text) {
        byte[] end = text.getBytes(StandardCharsets.UTF_8);
        int from = bytes.length - end.length;
        return from >= 0 && Arrays.equals(bytes, from, bytes.length, end, 0, end.length);
    }
}
