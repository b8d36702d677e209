package io.alfred.cli.verify;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Cuts a stream of lines into blocks of whole lines, so that blocks can be read in parallel. */
final class Blocks {
    /** Bytes of a block, unless one line is longer. */
    static final int BLOCK_BYTES = 1 << 20;

    private final InputStream in;
    private final int blockBytes;
    private byte[] rest = new byte[0];
    private boolean ended;

    Blocks(InputStream in) {
        this(in, BLOCK_BYTES);
    }

    Blocks(InputStream in, int blockBytes) {
        this.in = in;
        this.blockBytes = blockBytes;
    }

    /**
     * Bytes of whole lines, each with its line feed; only the last of all may lack it.
     *
     * @param length how many of the bytes are the block's
     */
    record Block(byte[] bytes, int length) {}

    /** The next block, null at the end. */
    @Nullable Block next() throws IOException {
        byte[] bytes = new byte[Math.max(blockBytes, 2 * rest.length)];
        System.arraycopy(rest, 0, bytes, 0, rest.length);
        int length = rest.length;
        int searched = 0;
        while (true) {
            if (!ended) {
                int read = in.readNBytes(bytes, length, bytes.length - length);
                ended = read < bytes.length - length;
                length += read;
            }
            int end = lastLineEnd(bytes, searched, length);
            if (end > 0) {
                rest = Arrays.copyOfRange(bytes, end, length);
                return new Block(bytes, end);
            }
            if (ended) {
                rest = new byte[0];
                return length == 0 ? null : new Block(bytes, length);
            }
            if (length > Lines.LINE_MAX_BYTES) {
                throw new MalformedException(
                        "a line is longer than " + (Lines.LINE_MAX_BYTES >> 20) + " MiB");
            }
            searched = length;
            bytes = Arrays.copyOf(bytes, 2 * bytes.length);
        }
    }

    private static int lastLineEnd(byte[] bytes, int from, int to) {
        for (int i = to - 1; i >= from; i--) {
            if (bytes[i] == '\n') {
                return i + 1;
            }
        }
        return 0;
    }
}
