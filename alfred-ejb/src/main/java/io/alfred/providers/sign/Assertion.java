package io.alfred.providers.sign;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.providers.ExactJson;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;

/** A JSON Web Token (RFC 7519) signed with RS256, by which a service account asks for a token. */
final class Assertion {
    /** Seconds from its making to its end, the most that Google takes. */
    static final long LIFE_SECONDS = 3_600;

    private Assertion() {}

    /** Three parts in base64url, joined by dots; a credential until its end. */
    static String of(ServiceAccountKey key, String scope, Instant now) {
        ObjectNode head =
                JsonNodeFactory.instance.objectNode().put("alg", "RS256").put("typ", "JWT");
        key.keyId().ifPresent(id -> head.put("kid", id));
        ObjectNode claims =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("iss", key.clientEmail())
                        .put("scope", scope)
                        .put("aud", key.tokenUri().toString())
                        .put("iat", now.getEpochSecond())
                        .put("exp", now.getEpochSecond() + LIFE_SECONDS);
        String signed = base64(ExactJson.write(head)) + "." + base64(ExactJson.write(claims));
        return signed + "." + base64(signature(key, signed));
    }

    private static byte[] signature(ServiceAccountKey key, String signed) {
        try {
            Signature rsa = Signature.getInstance("SHA256withRSA");
            rsa.initSign(key.privateKey());
            rsa.update(signed.getBytes(StandardCharsets.US_ASCII));
            return rsa.sign();
        } catch (GeneralSecurityException unable) {
            // no cause: a provider of cryptography may quote what it was given
            throw new IllegalStateException("this JDK cannot sign with RS256");
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
