package io.alfred.cli.bench.gateway;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One side of an HTTP/1.1 connection as it is read: heads, and bodies line by line.
 *
 * <p>Why not an HTTP library: load, provider and gateway share the processors, so every microsecond
 * that the load takes is missing in the figure. It is for peers of a benchmark, not for strangers.
 */
final class Wire {
    private static final int LINE_BYTES_MAX = 64 << 10;

    private final InputStream in;
    private final byte[] buffer = new byte[16 << 10];
    private int at;
    private int end;
    private byte[] line = new byte[512];

    /** Bytes of the body still to come; -1: told chunk by chunk. */
    private long left;

    private boolean chunked;
    private boolean firstChunk;

    Wire(InputStream in) {
        this.in = in;
    }

    /**
     * A first line and headers.
     *
     * @param headers names in lower case
     */
    record Head(String first, Map<String, String> headers) {
        int status() {
            return Integer.parseInt(
                    first.substring(first.indexOf(' ') + 1, first.indexOf(' ') + 4));
        }
    }

    /**
     * Reads a head and gets ready for its body.
     *
     * @throws EOFException when the other side ended the connection before
     */
    Head head() throws IOException {
        String first = headLine();
        Map<String, String> headers = new HashMap<>();
        for (String next = headLine(); !next.isEmpty(); next = headLine()) {
            int colon = next.indexOf(':');
            if (colon < 1) {
                throw new IOException("no header: " + next);
            }
            headers.put(
                    next.substring(0, colon).toLowerCase(Locale.ROOT),
                    next.substring(colon + 1).strip());
        }
        chunked = "chunked".equalsIgnoreCase(headers.get("transfer-encoding"));
        firstChunk = true;
        left = chunked ? 0 : Long.parseLong(headers.getOrDefault("content-length", "0"));
        return new Head(first, headers);
    }

    private String headLine() throws IOException {
        int length = 0;
        for (int next = read(); next != '\n'; next = read()) {
            length = keep(next, length);
        }
        return text(length);
    }

    /** The next line of the body without its end; null after the last. */
    @Nullable String bodyLine() throws IOException {
        int length = 0;
        for (int next = bodyByte(); next != '\n'; next = bodyByte()) {
            if (next < 0) {
                return length == 0 ? null : text(length);
            }
            length = keep(next, length);
        }
        return text(length);
    }

    /** The rest of the body. */
    String body() throws IOException {
        StringBuilder body = new StringBuilder();
        for (String next = bodyLine(); next != null; next = bodyLine()) {
            body.append(next).append('\n');
        }
        return body.toString();
    }

    private String text(int length) {
        int kept = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        return new String(line, 0, kept, StandardCharsets.UTF_8);
    }

    private int keep(int next, int length) throws IOException {
        if (length == line.length) {
            if (length >= LINE_BYTES_MAX) {
                throw new IOException("a line of more than " + LINE_BYTES_MAX + " bytes");
            }
            line = Arrays.copyOf(line, length * 2);
        }
        line[length] = (byte) next;
        return length + 1;
    }

    private int bodyByte() throws IOException {
        if (left == 0 && (!chunked || !nextChunk())) {
            return -1;
        }
        left--;
        return read();
    }

    /** False at the end, whose trailers are read. */
    private boolean nextChunk() throws IOException {
        byte[] kept = line;
        line = new byte[64];
        if (!firstChunk) {
            headLine();
        }
        firstChunk = false;
        String size = headLine();
        int extension = size.indexOf(';');
        left = Long.parseLong(extension < 0 ? size : size.substring(0, extension), 16);
        if (left == 0) {
            while (!headLine().isEmpty()) {
                // a trailer
            }
            chunked = false;
        }
        line = kept;
        return left > 0;
    }

    private int read() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(in.read(buffer), 0);
            if (end == 0) {
                throw new EOFException("the connection ended");
            }
        }
        return buffer[at++] & 0xFF;
    }
}
