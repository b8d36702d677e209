package io.alfred.cli.verify;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** The lines of an NDJSON stream, one in memory at a time. */
final class Lines {
    static final int LINE_MAX_BYTES = 16 << 20;

    private final InputStream in;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(4096);
    private boolean terminated = true;

    Lines(InputStream in) {
        this.in = new BufferedInputStream(in, 1 << 16);
    }

    /** The next line without its end, null after the last. */
    byte @Nullable [] next() throws IOException {
        line.reset();
        int c = in.read();
        if (c < 0) {
            return null;
        }
        while (c >= 0 && c != '\n') {
            if (line.size() == LINE_MAX_BYTES) {
                throw new MalformedException(
                        "a line is longer than " + (LINE_MAX_BYTES >> 20) + " MiB");
            }
            line.write(c);
            c = in.read();
        }
        terminated = c == '\n';
        return line.toByteArray();
    }

    /** Whether the last line given ended with a line feed. */
    boolean terminated() {
        return terminated;
    }
}
