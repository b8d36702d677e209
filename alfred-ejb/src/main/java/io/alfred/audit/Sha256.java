package io.alfred.audit;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 in the three shapes that chain and tree need. */
final class Sha256 {
    /** Bytes of a digest. */
    static final int LENGTH = 32;

    private static final MessageDigest FRESH = fresh();

    private Sha256() {}

    static byte[] of(byte[]... parts) {
        MessageDigest digest = digest();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    /** RFC 6962 section 2.1: the hash of a leaf. */
    static byte[] leaf(byte[] data) {
        MessageDigest digest = digest();
        digest.update((byte) 0);
        digest.update(data);
        return digest.digest();
    }

    /** RFC 6962 section 2.1: the hash of an inner node. */
    static byte[] node(byte[] left, byte[] right) {
        MessageDigest digest = digest();
        digest.update((byte) 1);
        digest.update(left);
        digest.update(right);
        return digest.digest();
    }

    static MessageDigest digest() {
        try {
            // Looking the algorithm up again costs as much as hashing a row.
            return (MessageDigest) FRESH.clone();
        } catch (CloneNotSupportedException e) {
            return fresh();
        }
    }

    private static MessageDigest fresh() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
