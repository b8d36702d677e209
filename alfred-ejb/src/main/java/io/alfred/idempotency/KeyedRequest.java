package io.alfred.idempotency;

import java.security.MessageDigest;
import java.util.Optional;
import java.util.UUID;

/**
 * A request that carries an {@link IdempotencyKey}: who sent it, and what it says.
 *
 * <p>A key belongs to one API key, so that callers cannot meet by chance or guess each other's.
 */
public final class KeyedRequest {
    private final UUID callerKeyId;
    private final byte[] keyHash;
    private final byte[] fingerprint;

    /**
     * What a request says; two requests are the same when all of it is.
     *
     * @param path as sent, undecoded
     * @param query as sent, undecoded
     */
    public record Content(String method, String path, Optional<String> query, byte[] body) {}

    public KeyedRequest(UUID callerKeyId, IdempotencyKey key, Content content) {
        this.callerKeyId = callerKeyId;
        this.keyHash =
                new Digest("alfred idempotency key 1").add(callerKeyId).add(key.bytes()).bytes();
        this.fingerprint =
                new Digest("alfred request 1")
                        .add(content.method())
                        .add(content.path())
                        .add(content.query().map(query -> "?" + query).orElse(""))
                        .add(content.body())
                        .bytes();
    }

    UUID callerKeyId() {
        return callerKeyId;
    }

    byte[] keyHash() {
        return keyHash.clone();
    }

    byte[] fingerprint() {
        return fingerprint.clone();
    }

    boolean says(byte[] otherFingerprint) {
        return MessageDigest.isEqual(fingerprint, otherFingerprint);
    }
}
