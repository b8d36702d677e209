package io.alfred.idempotency;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer as the first caller got it.
 *
 * @param mediaType empty when there is no body
 * @param headers those that belong to the outcome
 */
public record KeptAnswer(int status, String mediaType, Map<String, String> headers, byte[] body) {
    /** The largest body that is kept, bytes; the answers of changes are far smaller. */
    public static final int BODY_BYTES_MAX = 1 << 20;

    private static final int FORMAT = 1;

    boolean fits() {
        return body.length <= BODY_BYTES_MAX;
    }

    /** All but the status. */
    byte[] encoded() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length + 256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            out.writeUTF(mediaType);
            out.writeInt(headers.size());
            for (Map.Entry<String, String> header : headers.entrySet()) {
                out.writeUTF(header.getKey());
                out.writeUTF(header.getValue());
            }
            out.writeInt(body.length);
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static KeptAnswer decoded(int status, byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != FORMAT) {
                throw new IllegalStateException("an answer of another version of Alfred");
            }
            String mediaType = in.readUTF();
            Map<String, String> headers = new LinkedHashMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                headers.put(in.readUTF(), in.readUTF());
            }
            byte[] body = in.readNBytes(in.readInt());
            return new KeptAnswer(status, mediaType, headers, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "KeptAnswer[" + status + "]";
    }
}
