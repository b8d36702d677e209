package io.alfred.providers.bedrock;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The headers of one frame. Only those that are texts matter; the others are stepped over. */
final class FrameHeaders {
    private static final int TYPE_TRUE = 0;
    private static final int TYPE_FALSE = 1;
    private static final int TYPE_BYTE = 2;
    private static final int TYPE_SHORT = 3;
    private static final int TYPE_INT = 4;
    private static final int TYPE_LONG = 5;
    private static final int TYPE_BYTES = 6;
    private static final int TYPE_TEXT = 7;
    private static final int TYPE_TIME = 8;
    private static final int TYPE_UUID = 9;

    private final Map<String, String> texts;

    private FrameHeaders(Map<String, String> texts) {
        this.texts = texts;
    }

    /**
     * Reads all that is left in the buffer.
     *
     * @throws FrameException when a header is cut off, of no known type, or comes twice
     */
    static FrameHeaders read(ByteBuffer bytes) throws FrameException {
        Map<String, String> texts = new TreeMap<>();
        while (bytes.hasRemaining()) {
            String name = text(bytes, length(bytes, 1));
            int type = length(bytes, 1);
            if (type == TYPE_TEXT) {
                if (texts.put(name, text(bytes, length(bytes, 2))) != null) {
                    throw new FrameException("a header comes twice");
                }
            } else {
                text(bytes, valueBytes(type, bytes));
            }
        }
        return new FrameHeaders(texts);
    }

    private static int valueBytes(int type, ByteBuffer bytes) throws FrameException {
        return switch (type) {
            case TYPE_TRUE, TYPE_FALSE -> 0;
            case TYPE_BYTE -> 1;
            case TYPE_SHORT -> 2;
            case TYPE_INT -> 4;
            case TYPE_LONG, TYPE_TIME -> 8;
            case TYPE_UUID -> 16;
            case TYPE_BYTES -> length(bytes, 2);
            default -> throw new FrameException("a header is of no known type");
        };
    }

    /** An unsigned number of one or two bytes. */
    private static int length(ByteBuffer bytes, int size) throws FrameException {
        if (bytes.remaining() < size) {
            throw new FrameException("a header is cut off");
        }
        return size == 1 ? bytes.get() & 0xff : bytes.getShort() & 0xffff;
    }

    private static String text(ByteBuffer bytes, int size) throws FrameException {
        if (bytes.remaining() < size) {
            throw new FrameException("a header is cut off");
        }
        byte[] text = new byte[size];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(texts.get(name));
    }
}
