package io.alfred.cli.verify;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Ed25519 keys a checkpoint may be signed with, by key id. */
public final class TrustedKeys {
    private static final int KEY_ID_CHARS = 16;
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN PUBLIC KEY-----([^-]+)-----END PUBLIC KEY-----");
    private static final Pattern JSON =
            Pattern.compile("\"public_key\"\\s*:\\s*\"([A-Za-z0-9+/=]+)\"");

    private final Map<String, PublicKey> keys;

    private TrustedKeys(Map<String, PublicKey> keys) {
        this.keys = keys;
    }

    /** No key: signatures cannot be checked. */
    public static TrustedKeys none() {
        return new TrustedKeys(Map.of());
    }

    /**
     * Reads keys, each as base64 of its X.509 form, as PEM, or as the JSON that {@code audit key}
     * prints.
     */
    public static TrustedKeys parse(List<String> texts) throws MalformedException {
        Map<String, PublicKey> keys = new HashMap<>();
        for (String text : texts) {
            byte[] spki = decode(text);
            try {
                keys.put(
                        keyId(spki),
                        KeyFactory.getInstance("Ed25519")
                                .generatePublic(new X509EncodedKeySpec(spki)));
            } catch (GeneralSecurityException e) {
                throw new MalformedException("it is not an Ed25519 public key (X.509)", e);
            }
        }
        return new TrustedKeys(Map.copyOf(keys));
    }

    /** First 16 hex digits of SHA-256 over the key's X.509 form. */
    static String keyId(byte[] spki) {
        return Hash.over(spki).hex().substring(0, KEY_ID_CHARS);
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    /** Says what is wrong with a signature, null if nothing is. */
    @Nullable String objection(String keyId, byte[] body, byte[] signature) {
        PublicKey key = keys.get(keyId);
        if (key == null) {
            return "it is signed with key " + keyId + ", which is not the key given";
        }
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initVerify(key);
            ed25519.update(body);
            return ed25519.verify(signature) ? null : "its signature does not match";
        } catch (GeneralSecurityException e) {
            return "its signature does not match";
        }
    }

    private static byte[] decode(String text) throws MalformedException {
        Matcher pem = PEM.matcher(text);
        Matcher json = JSON.matcher(text);
        String base64 = pem.find() ? pem.group(1) : json.find() ? json.group(1) : text;
        try {
            return Base64.getMimeDecoder()
                    .decode(base64.strip().getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("it is not base64, PEM or JSON", e);
        }
    }
}
