package io.alfred.idempotency;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** SHA-256 over parts that cannot run into each other: each is preceded by its length. */
final class Digest {
    private final MessageDigest sha256;

    /**
     * Begins a digest.
     *
     * @param purpose keeps digests made for different ends apart
     */
    Digest(String purpose) {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        add(purpose);
    }

    Digest add(byte[] part) {
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
        sha256.update(part);
        return this;
    }

    Digest add(String part) {
        return add(part.getBytes(StandardCharsets.UTF_8));
    }

    Digest add(UUID part) {
        return add(
                ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(part.getMostSignificantBits())
                        .putLong(part.getLeastSignificantBits())
                        .array());
    }

    /** The 32 bytes; the digest is used up. */
    byte[] bytes() {
        return sha256.digest();
    }
}
