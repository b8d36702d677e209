package io.alfred.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Signed checkpoints, one JSON line each, appended to a file outside the database.
 *
 * <p>A line names every chain with its epoch, length, head and tree root, and the hash of the line
 * before; {@code docs/reference/audit-format.md} specifies it. Not safe for use by several threads.
 */
final class CheckpointFile {
    private static final Pattern BODY = Pattern.compile("\"body\":\"([A-Za-z0-9+/=]+)\"");
    private static final Pattern NUMBER = Pattern.compile("\"n\":(\\d{1,18})");
    private static final byte[] NO_PREVIOUS = new byte[Sha256.LENGTH];

    private final Path file;
    private final SigningKey key;
    private long number;
    private byte[] previous;

    private CheckpointFile(Path file, SigningKey key, long number, byte[] previous) {
        this.file = file;
        this.key = key;
        this.number = number;
        this.previous = previous;
    }

    /** Continues the file after its last whole line. */
    static CheckpointFile open(Path file, SigningKey key) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Optional<byte[]> last = lastBody(file);
        if (last.isEmpty()) {
            return new CheckpointFile(file, key, 0, NO_PREVIOUS);
        }
        Matcher found = NUMBER.matcher(new String(last.get(), StandardCharsets.UTF_8));
        if (!found.find()) {
            throw new IOException("the last checkpoint has no number");
        }
        return new CheckpointFile(file, key, Long.parseLong(found.group(1)), Sha256.of(last.get()));
    }

    /** Signs and appends one checkpoint; it is on disk when this returns. */
    Checkpoint append(List<ChainHead> heads, long atMicros) throws IOException {
        List<Map<String, Object>> chains = new ArrayList<>();
        heads.stream()
                .sorted((a, b) -> a.chainId().toString().compareTo(b.chainId().toString()))
                .forEach(head -> chains.add(chain(head)));
        byte[] body =
                CanonicalJson.bytes(
                        Map.of(
                                "v",
                                AuditChain.FORMAT_VERSION,
                                "n",
                                number + 1,
                                "at",
                                atMicros,
                                "chains",
                                chains,
                                "prev",
                                HexFormat.of().formatHex(previous)));
        Checkpoint checkpoint =
                new Checkpoint(
                        number + 1,
                        atMicros,
                        body,
                        key.keyId(),
                        key.sign(body),
                        List.copyOf(heads));
        try (FileChannel out =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long end = out.size();
            try {
                ByteBuffer bytes =
                        ByteBuffer.wrap(checkpoint.line().getBytes(StandardCharsets.US_ASCII));
                out.position(end);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(false);
            } catch (IOException e) {
                // A torn line would be continued by the next one and spoil both.
                out.truncate(end);
                throw e;
            }
        }
        number++;
        previous = Sha256.of(body);
        return checkpoint;
    }

    static Map<String, Object> chain(ChainHead head) {
        HexFormat hex = HexFormat.of();
        return Map.of(
                "chain", head.chainId(),
                "epoch", head.epoch(),
                "seq", head.seq(),
                "head", hex.formatHex(head.head()),
                "root", hex.formatHex(head.root()));
    }

    private static Optional<byte[]> lastBody(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (FileChannel lines =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            // A crash during a write leaves a line without its end; nothing can rely on it.
            long end = startOfLine(lines, lines.size());
            lines.truncate(end);
            if (end == 0) {
                return Optional.empty();
            }
            long start = startOfLine(lines, end - 1);
            ByteBuffer line = ByteBuffer.allocate(Math.toIntExact(end - start));
            int read = 0;
            while (line.hasRemaining() && read >= 0) {
                read = lines.read(line, start + line.position());
            }
            Matcher body = BODY.matcher(new String(line.array(), StandardCharsets.US_ASCII));
            if (!body.find()) {
                throw new IOException("the last line is not a checkpoint");
            }
            return Optional.of(Base64.getDecoder().decode(body.group(1)));
        }
    }

    /** Where the line that contains the byte before {@code end} begins, looked for backwards. */
    private static long startOfLine(FileChannel lines, long end) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        for (long at = end; at > 0; at--) {
            one.clear();
            lines.read(one, at - 1);
            if (one.get(0) == '\n') {
                return at;
            }
        }
        return 0;
    }
}
