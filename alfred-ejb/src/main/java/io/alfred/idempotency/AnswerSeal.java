package io.alfred.idempotency;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts an answer so that only whoever sends the same API key and the same Idempotency-Key can
 * read it again: AES-256-GCM under HMAC-SHA-256(API key, Idempotency-Key).
 *
 * <p>Why: an answer may hold a new key's secret. The database knows both inputs by their hashes
 * only, so neither it, nor a backup, nor this server at rest can open what is kept; and every node
 * can, without sharing a keystore.
 */
public final class AnswerSeal {
    private static final String PURPOSE = "alfred idempotent answer 1";
    private static final int IV_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;

    /**
     * Derives the key.
     *
     * @param apiKey the caller's secret as sent; 256 bits of randomness, so one HMAC is enough
     */
    public AnswerSeal(String apiKey, IdempotencyKey idempotencyKey) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(apiKey.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update(new Digest(PURPOSE).add(idempotencyKey.bytes()).bytes());
            key = new SecretKeySpec(mac.doFinal(), "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }

    byte[] seal(KeyedRequest request, byte[] answer) {
        byte[] iv = new byte[IV_BYTES];
        RANDOM.nextBytes(iv);
        try {
            byte[] text = cipher(Cipher.ENCRYPT_MODE, iv, request).doFinal(answer);
            byte[] sealed = Arrays.copyOf(iv, IV_BYTES + text.length);
            System.arraycopy(text, 0, sealed, IV_BYTES, text.length);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    /** The answer; empty when it was sealed by another key or altered. */
    Optional<byte[]> open(KeyedRequest request, byte[] sealed) {
        if (sealed.length <= IV_BYTES) {
            return Optional.empty();
        }
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(sealed, IV_BYTES), request);
            return Optional.of(cipher.doFinal(sealed, IV_BYTES, sealed.length - IV_BYTES));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private Cipher cipher(int mode, byte[] iv, KeyedRequest request)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, iv));
        cipher.updateAAD(request.fingerprint());
        return cipher;
    }

    @Override
    public String toString() {
        return "***";
    }
}
