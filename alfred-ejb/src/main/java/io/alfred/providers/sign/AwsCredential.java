package io.alfred.providers.sign;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.providers.ExactJson;
import io.alfred.secrets.Secret;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * An access key of AWS, kept as one secret: {@code
 * {"access_key_id":…,"secret_access_key":…,"session_token":…}}, the last of which may be left out.
 *
 * <p>It prints as {@code ***}. No record, because a record would print its parts.
 */
public final class AwsCredential {
    private static final String ID = "access_key_id";
    private static final String KEY = "secret_access_key";
    private static final String TOKEN = "session_token";
    private static final Set<String> MEMBERS = Set.of(ID, KEY, TOKEN);

    private final String accessKeyId;
    private final String secretAccessKey;
    private final Optional<String> sessionToken;

    private AwsCredential(
            String accessKeyId, String secretAccessKey, Optional<String> sessionToken) {
        this.accessKeyId = accessKeyId;
        this.secretAccessKey = secretAccessKey;
        this.sessionToken = sessionToken;
    }

    /** Whether a secret is meant as one of these, and not as a key that is sent as it is. */
    public static boolean isIn(Secret secret) {
        return secret.reveal().stripLeading().startsWith("{");
    }

    /**
     * Reads the secret.
     *
     * @throws AlfredException {@code PROVIDER_UNAVAILABLE} without a word of the secret
     */
    public static AwsCredential read(Secret secret) {
        JsonNode json = json(secret);
        json.fieldNames()
                .forEachRemaining(
                        name -> {
                            if (!MEMBERS.contains(name)) {
                                throw unusable("has a member besides its two or three");
                            }
                        });
        Optional<String> token =
                json.path(TOKEN).isMissingNode() || json.path(TOKEN).isNull()
                        ? Optional.empty()
                        : Optional.of(member(json, TOKEN));
        return new AwsCredential(member(json, ID), member(json, KEY), token);
    }

    private static JsonNode json(Secret secret) {
        try {
            return ExactJson.readObject(secret.reveal().getBytes(StandardCharsets.UTF_8));
        } catch (AlfredException e) {
            // Its message may quote a name of the secret, so it is not passed on as a cause.
            throw unusable("is not one JSON object");
        }
    }

    private static String member(JsonNode json, String name) {
        String text = json.path(name).isTextual() ? json.path(name).textValue().strip() : "";
        boolean printable = text.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (text.isEmpty() || !printable) {
            throw unusable("has no usable \"" + name + "\"");
        }
        return text;
    }

    private static AlfredException unusable(String why) {
        return new AlfredException(
                ErrorCode.PROVIDER_UNAVAILABLE,
                "the provider's AWS credential " + why,
                "store it as {\"access_key_id\":\"…\",\"secret_access_key\":\"…\"}, for temporary"
                        + " ones with \"session_token\"");
    }

    String accessKeyId() {
        return accessKeyId;
    }

    String secretAccessKey() {
        return secretAccessKey;
    }

    Optional<String> sessionToken() {
        return sessionToken;
    }

    @Override
    public String toString() {
        return "***";
    }
}
