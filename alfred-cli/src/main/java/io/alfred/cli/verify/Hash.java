package io.alfred.cli.verify;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** A SHA-256 hash; as text, 64 lower-case hex digits. */
final class Hash {
    static final int BYTES = 32;

    private static final HexFormat HEX = HexFormat.of();

    private final byte[] bytes;

    private Hash(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The hash over the parts, one after the other. */
    static Hash over(byte[]... parts) {
        MessageDigest digest = digest();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return new Hash(digest.digest());
    }

    /** A fresh SHA-256. */
    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** What stands before the first row of a chain. */
    static Hash genesis(String chain) {
        return over(("alfred-audit-v1:" + chain).getBytes(StandardCharsets.UTF_8));
    }

    /** What stands before the first checkpoint. */
    static Hash zero() {
        return new Hash(new byte[BYTES]);
    }

    static Hash ofBytes(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a hash has " + BYTES + " bytes");
        }
        return new Hash(bytes.clone());
    }

    /** Reads hex; upper case and other lengths are refused. */
    static Hash parse(String hex) throws MalformedException {
        if (hex.length() != 2 * BYTES || !hex.chars().allMatch(Hash::isLowerHex)) {
            throw new MalformedException("a hash is not 64 lower-case hex digits");
        }
        return new Hash(HEX.parseHex(hex));
    }

    byte[] bytes() {
        return bytes.clone();
    }

    String hex() {
        return HEX.formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return hex();
    }

    private static boolean isLowerHex(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
}
