package io.alfred.providers.sign;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.kernel.AlfredException;
import io.alfred.providers.ExactJson;
import io.alfred.secrets.Secret;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The key file of a Google service account.
 *
 * @param keyId Google's name of the key, for the head of an assertion
 * @param tokenUri where the assertion is exchanged
 */
record ServiceAccountKey(
        String clientEmail, RSAPrivateKey privateKey, Optional<String> keyId, URI tokenUri) {
    /** Least bits of a modulus. */
    static final int KEY_BITS_MIN = 2_048;

    private static final String FIELD = "key";
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final String FIX =
            "give the JSON file that Google made for a service account, unchanged";

    /**
     * Reads the JSON of a key file.
     *
     * @param trusted whether an assertion may be sent to an address
     * @throws AlfredException {@code INVALID_REQUEST} when it is no usable key; nothing of the key
     *     is in it
     */
    static ServiceAccountKey parse(Secret json, Predicate<URI> trusted) {
        ObjectNode file;
        try {
            file = ExactJson.readObject(json.reveal().getBytes(StandardCharsets.UTF_8));
        } catch (AlfredException notJson) {
            throw unusable("is not one JSON object");
        }
        if (!file.path("type").asText("").equals("service_account")) {
            throw unusable("is not of type \"service_account\"");
        }
        URI tokenUri = uri(text(file, "token_uri"));
        if (!trusted.test(tokenUri)) {
            throw unusable("names a token_uri that is not https on a host of googleapis.com");
        }
        return new ServiceAccountKey(
                text(file, "client_email"),
                privateKey(text(file, "private_key")),
                Optional.of(file.path("private_key_id").asText("")).filter(id -> !id.isEmpty()),
                tokenUri);
    }

    /** Whoever gets an assertion can ask Google for a token with it. */
    static boolean ofGoogle(URI uri) {
        String host = Optional.ofNullable(uri.getHost()).orElse("").toLowerCase(Locale.ROOT);
        return "https".equalsIgnoreCase(uri.getScheme())
                && (host.equals("googleapis.com") || host.endsWith(".googleapis.com"))
                && uri.getRawUserInfo() == null
                && (uri.getPort() == -1 || uri.getPort() == 443);
    }

    private static String text(ObjectNode file, String name) {
        if (!file.path(name).isTextual() || file.path(name).textValue().isBlank()) {
            throw unusable("has no " + name);
        }
        return file.path(name).textValue();
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException malformed) {
            throw unusable("has a token_uri that is no address");
        }
    }

    private static RSAPrivateKey privateKey(String pem) {
        int begin = pem.indexOf(BEGIN);
        int end = pem.indexOf(END);
        if (begin < 0 || end < begin) {
            throw unusable("has a private_key that is no PKCS #8 key in PEM");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(pem.substring(begin + BEGIN.length(), end));
            if (KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der))
                            instanceof RSAPrivateKey key
                    && key.getModulus().bitLength() >= KEY_BITS_MIN) {
                return key;
            }
        } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
            // told below, without a cause that may quote the key
        }
        throw unusable("has a private_key that is no RSA key of " + KEY_BITS_MIN + " bits or more");
    }

    private static AlfredException unusable(String why) {
        return AlfredException.invalid(FIELD, "the service account's key " + why, FIX);
    }

    /** Nothing of the key, nor whose it is. */
    @Override
    public String toString() {
        return "ServiceAccountKey[***]";
    }
}
