package io.alfred.providers.sign;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.providers.http.AnswerJson;
import io.alfred.secrets.Secret;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A token with the time until which it is handed out.
 *
 * @param usableUntil before its end, so that it lasts for the call it is handed out for
 */
record AccessToken(Secret value, Instant usableUntil) {
    /** Seconds before its end from which on a token is not handed out any more. */
    static final long MARGIN_SECONDS = 60;

    /** Most seconds that an answer is believed about a token's life. */
    static final long LIFE_SECONDS_MAX = 3_600;

    private static final int CHARS_MAX = 16_384;

    /** What may stand in a header (RFC 6750, {@code b68token}), so that no answer adds one. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]{1," + CHARS_MAX + "}");

    /**
     * The token in an answer; empty when it has none that can be used.
     *
     * @param askedAt from when its life is counted, which is on the safe side
     */
    static Optional<AccessToken> in(byte[] body, Instant askedAt) {
        JsonNode answer = AnswerJson.parse(body);
        if (answer == null
                || !answer.path("access_token").isTextual()
                || !answer.path("token_type").asText("Bearer").equalsIgnoreCase("bearer")
                || !answer.path("expires_in").isIntegralNumber()) {
            return Optional.empty();
        }
        String token = answer.path("access_token").textValue();
        JsonNode life = answer.path("expires_in");
        long seconds = life.canConvertToLong() ? life.longValue() : LIFE_SECONDS_MAX;
        if (!TOKEN.matcher(token).matches() || life.bigIntegerValue().signum() <= 0) {
            return Optional.empty();
        }
        long usable = Math.min(seconds, LIFE_SECONDS_MAX) - MARGIN_SECONDS;
        return Optional.of(new AccessToken(new Secret(token), askedAt.plusSeconds(usable)));
    }

    boolean usable(Instant now) {
        return now.isBefore(usableUntil);
    }
}
