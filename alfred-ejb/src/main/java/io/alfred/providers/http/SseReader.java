package io.alfred.providers.http;

import io.alfred.providers.UpstreamException;
import io.alfred.providers.UpstreamException.Kind;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * Cuts a body into server-sent events.
 *
 * <p>Lines end with LF, CR or CRLF; packets may end anywhere, also inside a character or between CR
 * and LF. All bytes come out again, in order.
 */
final class SseReader {
    /** Most bytes of one event. */
    static final int EVENT_BYTES_MAX = 8 * 1024 * 1024;

    private static final int BUFFER_BYTES = 8 * 1024;

    /** Where the body comes from. */
    interface Packets {
        /** The next packet; null at the end of the body, no bytes when none came within a time. */
        byte @Nullable [] next(Duration quietMax) throws UpstreamException;
    }

    private final Packets packets;
    private final Attempt attempt;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int start;
    private int scanned;
    private int size;
    private boolean lineEmpty = true;
    private boolean afterReturn;

    SseReader(Packets packets, Attempt attempt) {
        this.packets = packets;
        this.attempt = attempt;
    }

    /** The next event; null at the end, {@link SseEvent#NONE} when none came within a time. */
    @Nullable SseEvent next(Duration quietMax) throws UpstreamException {
        while (true) {
            if (scan()) {
                return SseEvent.parse(take(), false);
            }
            if (size - start > EVENT_BYTES_MAX) {
                throw tooLarge();
            }
            byte[] chunk = packets.next(quietMax);
            if (chunk == null) {
                return tail();
            }
            if (chunk.length == 0) {
                return SseEvent.NONE;
            }
            append(chunk);
        }
    }

    /** Goes on until an event ends; false when more bytes are needed. */
    private boolean scan() throws UpstreamException {
        while (scanned < size) {
            byte b = buffer[scanned++];
            if (b == '\n' && afterReturn) {
                afterReturn = false;
            } else if (b == '\n' || b == '\r') {
                afterReturn = b == '\r';
                if (lineEmpty) {
                    takeLineFeed();
                    return bounded();
                }
                lineEmpty = true;
            } else {
                afterReturn = false;
                lineEmpty = false;
            }
        }
        return false;
    }

    /** A line feed that has come already belongs to the return before it. */
    private void takeLineFeed() {
        if (afterReturn && scanned < size && buffer[scanned] == '\n') {
            scanned++;
            afterReturn = false;
        }
    }

    private boolean bounded() throws UpstreamException {
        if (scanned - start > EVENT_BYTES_MAX) {
            throw tooLarge();
        }
        return true;
    }

    private UpstreamException tooLarge() {
        return attempt.failed(
                Kind.BAD_ANSWER, "sent an event of more than " + EVENT_BYTES_MAX + " bytes");
    }

    private byte[] take() {
        byte[] event = Arrays.copyOfRange(buffer, start, scanned);
        start = scanned;
        return event;
    }

    /** What stands after the last blank line, closed with one. */
    private @Nullable SseEvent tail() {
        String rest = new String(buffer, start, size - start, StandardCharsets.UTF_8);
        start = size;
        scanned = size;
        if (rest.isBlank()) {
            return null;
        }
        return SseEvent.parse((rest + "\n\n").getBytes(StandardCharsets.UTF_8), true);
    }

    private void append(byte[] chunk) {
        if (size + chunk.length > buffer.length) {
            int kept = size - start;
            byte[] larger =
                    kept + chunk.length > buffer.length
                            ? new byte[Math.max(kept + chunk.length, 2 * buffer.length)]
                            : buffer;
            System.arraycopy(buffer, start, larger, 0, kept);
            buffer = larger;
            scanned -= start;
            start = 0;
            size = kept;
        }
        System.arraycopy(chunk, 0, buffer, size, chunk.length);
        size += chunk.length;
    }
}
