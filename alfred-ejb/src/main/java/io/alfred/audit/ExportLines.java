package io.alfred.audit;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Writes an export line by line, as {@code docs/reference/audit-format.md} specifies it. */
final class ExportLines {
    private static final HexFormat HEX = HexFormat.of();
    private static final Base64.Encoder BASE64 = Base64.getEncoder();

    private final OutputStream out;
    private long rows;

    ExportLines(OutputStream target) {
        this.out = new BufferedOutputStream(target, 1 << 16);
    }

    /** The first line; written only where rows were retired before. */
    void begin(Collection<KeptHead> kept) throws IOException {
        if (!kept.isEmpty()) {
            object(Map.of("begin", true, "chains", kept.stream().map(ExportLines::kept).toList()));
        }
    }

    void row(UUID chainId, long seq, byte[] prevHash, byte[] hash, byte[] payload)
            throws IOException {
        String line =
                "{\"chain\":\""
                        + chainId
                        + "\",\"seq\":"
                        + seq
                        + ",\"prev_hash\":\""
                        + HEX.formatHex(prevHash)
                        + "\",\"hash\":\""
                        + HEX.formatHex(hash)
                        + "\",\"payload\":\"";
        out.write(line.getBytes(StandardCharsets.ISO_8859_1));
        out.write(BASE64.encode(payload));
        out.write('"');
        out.write('}');
        out.write('\n');
        rows++;
    }

    /**
     * The last line.
     *
     * @param heads where the chains end in this export
     * @param retiredBefore of a file of retired rows: the month in which the log goes on
     */
    void end(List<ChainHead> heads, Optional<YearMonth> retiredBefore) throws IOException {
        TreeMap<String, Object> line = new TreeMap<>();
        line.put("end", true);
        line.put("chains", heads.stream().map(CheckpointFile::chain).toList());
        line.put("rows", rows);
        retiredBefore.ifPresent(month -> line.put("retired_before", month.toString()));
        object(line);
        out.flush();
    }

    private static Map<String, Object> kept(KeptHead kept) {
        ChainHead after = kept.after();
        return Map.of(
                "chain", after.chainId(),
                "epoch", after.epoch(),
                "seq", after.seq(),
                "head", HEX.formatHex(after.head()),
                "frontier", HEX.formatHex(after.frontier()),
                "export_sha256", HEX.formatHex(kept.exportSha256()));
    }

    private void object(Map<String, Object> fields) throws IOException {
        out.write(CanonicalJson.bytes(fields));
        out.write('\n');
    }
}
