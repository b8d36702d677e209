package io.alfred.catalog;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a provider is told who calls. */
public enum ProviderAuth {
    /** {@code Authorization: Bearer} with the key. */
    BEARER,
    /** {@code x-api-key}, as Anthropic has it. */
    X_API_KEY,
    /** {@code api-key}, as Azure has it. */
    API_KEY,
    /** {@code x-goog-api-key}, as Google has it. */
    X_GOOG_API_KEY,
    /** The JSON key of a service account, which is exchanged for tokens that last an hour. */
    GOOGLE_SERVICE_ACCOUNT,
    /** AWS Signature Version 4; the key is JSON with {@code access_key_id} and its secret. */
    SIGV4,
    /** Nothing at all, as for a server of one's own. */
    NONE;

    /** The name in files, in the database and on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the credential is a JSON object instead of a word for a header. */
    public boolean takesJson() {
        return this == GOOGLE_SERVICE_ACCOUNT || this == SIGV4;
    }

    /** The way of a name. */
    public static Optional<ProviderAuth> of(String wireName) {
        return Arrays.stream(values()).filter(auth -> auth.wireName().equals(wireName)).findFirst();
    }
}
