package io.alfred.providers.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.providers.http.AnswerJson;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Decodes {@code application/vnd.amazon.eventstream} from pieces of any size; used by one thread.
 *
 * <p>A frame is: its length, the length of its headers and a CRC-32 of these two (12 bytes); the
 * headers; the payload; a CRC-32 of all before it. Memory grows with the bytes that came, never
 * with a length that a frame claims. After an exception nothing more can be read.
 */
public final class EventStreamFrames {
    /** Bytes of one frame, prelude and checksums included. */
    public static final int FRAME_BYTES_MAX = 16 * 1024 * 1024;

    /** Bytes of the headers of one frame. */
    static final int HEADER_BYTES_MAX = 128 * 1024;

    private static final int PRELUDE_BYTES = 12;
    private static final int CHECKED_PRELUDE_BYTES = 8;
    private static final int CHECKSUM_BYTES = 4;
    private static final int FRAME_BYTES_MIN = PRELUDE_BYTES + CHECKSUM_BYTES;
    private static final int ROOM_BYTES = 8 * 1024;

    private byte[] buffer = new byte[ROOM_BYTES];
    private int start;
    private int end;
    private @Nullable FrameException damage;

    /**
     * One message.
     *
     * @param type of the event, or the name of the exception or error
     * @param failed whether it is an exception or an error; its payload then has the name also as
     *     {@code __type}
     */
    public record Frame(String type, boolean failed, JsonNode payload) {}

    /**
     * The frames that these bytes complete. Damage behind a whole frame is told by the next call,
     * so that what comes out does not depend on how the bytes were split.
     *
     * @throws FrameException when the bytes cannot be frames
     */
    public List<Frame> feed(byte[] bytes) throws FrameException {
        return feed(bytes, 0, bytes.length);
    }

    /** The same of a part of an array. */
    public List<Frame> feed(byte[] bytes, int offset, int length) throws FrameException {
        if (damage != null) {
            throw damage;
        }
        append(bytes, offset, length);
        List<Frame> frames = new ArrayList<>();
        try {
            while (end - start >= PRELUDE_BYTES) {
                int frameBytes = frameBytes();
                if (end - start < frameBytes) {
                    break;
                }
                frames.add(frame(frameBytes));
                start += frameBytes;
            }
        } catch (FrameException e) {
            damage = e;
            if (frames.isEmpty()) {
                throw e;
            }
        }
        return frames;
    }

    /** Whether the stream may end here: whole so far, and not in the middle of a frame. */
    public boolean atBoundary() {
        return start == end && damage == null;
    }

    private void append(byte[] bytes, int offset, int length) {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
        if (buffer.length - end < length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, end + length));
        } else if (end == 0 && length <= ROOM_BYTES && buffer.length > ROOM_BYTES) {
            // One large frame must not keep its memory for the rest of a long stream.
            buffer = new byte[ROOM_BYTES];
        }
        System.arraycopy(bytes, offset, buffer, end, length);
        end += length;
    }

    /** The length of the frame that begins here, from a prelude that is whole and sound. */
    private int frameBytes() throws FrameException {
        ByteBuffer prelude = ByteBuffer.wrap(buffer, start, PRELUDE_BYTES);
        int frameBytes = prelude.getInt();
        int headerBytes = prelude.getInt();
        if (prelude.getInt() != crc(CHECKED_PRELUDE_BYTES)) {
            throw new FrameException("the checksum of a prelude is wrong");
        }
        if (frameBytes < FRAME_BYTES_MIN || frameBytes > FRAME_BYTES_MAX) {
            throw new FrameException("a frame is shorter or longer than a frame can be");
        }
        if (headerBytes < 0
                || headerBytes > HEADER_BYTES_MAX
                || headerBytes > frameBytes - FRAME_BYTES_MIN) {
            throw new FrameException("a frame has longer headers than it has room for");
        }
        return frameBytes;
    }

    private Frame frame(int frameBytes) throws FrameException {
        int checked = frameBytes - CHECKSUM_BYTES;
        if (ByteBuffer.wrap(buffer, start + checked, CHECKSUM_BYTES).getInt() != crc(checked)) {
            throw new FrameException("the checksum of a frame is wrong");
        }
        int headerBytes = ByteBuffer.wrap(buffer, start + 4, 4).getInt();
        int headersAt = start + PRELUDE_BYTES;
        FrameHeaders headers = FrameHeaders.read(ByteBuffer.wrap(buffer, headersAt, headerBytes));
        int payloadAt = headersAt + headerBytes;
        byte[] payload = Arrays.copyOfRange(buffer, payloadAt, start + checked);
        return switch (headers.text(":message-type").orElse("")) {
            case "event" -> new Frame(type(headers, ":event-type"), false, json(payload));
            case "exception" -> failed(type(headers, ":exception-type"), json(payload));
            case "error" -> failed(type(headers, ":error-code"), message(headers));
            default -> throw new FrameException("a frame is no event, exception or error");
        };
    }

    private static String type(FrameHeaders headers, String name) throws FrameException {
        return headers.text(name).orElseThrow(() -> new FrameException("a frame has no type"));
    }

    private static ObjectNode message(FrameHeaders headers) {
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        headers.text(":error-message").ifPresent(text -> payload.put("message", text));
        return payload;
    }

    private static Frame failed(String type, ObjectNode payload) {
        return new Frame(type, true, payload.put("__type", type));
    }

    private static ObjectNode json(byte[] payload) throws FrameException {
        if (payload.length == 0) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (AnswerJson.exact(payload) instanceof ObjectNode object) {
            return object;
        }
        throw new FrameException("a frame's payload is not a JSON object");
    }

    private int crc(int length) {
        CRC32 crc = new CRC32();
        crc.update(buffer, start, length);
        return (int) crc.getValue();
    }
}
