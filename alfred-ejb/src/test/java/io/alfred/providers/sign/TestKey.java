package io.alfred.providers.sign;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.secrets.Secret;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;

/** A service account's key file with a key of its own. */
public record TestKey(KeyPair pair) {
    public static final String EMAIL = "robot@acme-prod.iam.gserviceaccount.com";

    public static TestKey ofBits(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return new TestKey(generator.generateKeyPair());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public PublicKey verifier() {
        return pair.getPublic();
    }

    String pem() {
        return "-----BEGIN PRIVATE KEY-----\n" // secret-hook:allow
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    ObjectNode file(String tokenUri) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "service_account")
                .put("project_id", "acme-prod")
                .put("private_key_id", "key-7")
                .put("private_key", pem())
                .put("client_email", EMAIL)
                .put("token_uri", tokenUri);
    }

    public Secret json(String tokenUri) {
        return new Secret(file(tokenUri).toString());
    }
}
