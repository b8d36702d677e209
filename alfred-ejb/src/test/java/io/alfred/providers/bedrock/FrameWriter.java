package io.alfred.providers.bedrock;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

/** Writes frames as Bedrock does. */
final class FrameWriter {
    private FrameWriter() {}

    static byte[] event(String type, String payload) {
        return frame(
                Map.of(
                        ":message-type", "event",
                        ":event-type", type,
                        ":content-type", "application/json"),
                payload);
    }

    static byte[] exception(String type, String payload) {
        return frame(Map.of(":message-type", "exception", ":exception-type", type), payload);
    }

    static byte[] frame(Map<String, String> headers, String payload) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new TreeMap<>(headers)
                .forEach(
                        (name, value) -> {
                            byte[] text = value.getBytes(StandardCharsets.UTF_8);
                            bytes.write(name.length());
                            bytes.writeBytes(name.getBytes(StandardCharsets.UTF_8));
                            bytes.write(7);
                            bytes.write(text.length >> 8);
                            bytes.write(text.length);
                            bytes.writeBytes(text);
                        });
        return frame(bytes.toByteArray(), payload.getBytes(StandardCharsets.UTF_8));
    }

    /** A frame with headers as they are. */
    static byte[] frame(byte[] headers, byte[] payload) {
        int length = 16 + headers.length + payload.length;
        ByteBuffer frame = ByteBuffer.allocate(length).putInt(length).putInt(headers.length);
        frame.putInt(crc(frame.array(), 8)).put(headers).put(payload);
        return frame.putInt(crc(frame.array(), length - 4)).array();
    }

    /** A prelude with a sound checksum, whatever it claims. */
    static byte[] prelude(int frameBytes, int headerBytes) {
        ByteBuffer prelude = ByteBuffer.allocate(12).putInt(frameBytes).putInt(headerBytes);
        return prelude.putInt(crc(prelude.array(), 8)).array();
    }

    private static int crc(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
