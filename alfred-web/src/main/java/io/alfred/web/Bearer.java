package io.alfred.web;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import jakarta.ws.rs.core.HttpHeaders;

import org.jspecify.annotations.Nullable;

/** Reads the {@code Authorization} header. */
public final class Bearer {
    private static final String SCHEME = "Bearer ";

    /** Longest secret that is looked at, characters; Alfred's own have 59. */
    private static final int SECRET_CHARS_MAX = 512;

    private Bearer() {}

    /**
     * The secret of a bearer header.
     *
     * @throws AlfredException {@code INVALID_API_KEY} when there is none
     */
    public static String secretOf(@Nullable String authorization) {
        return secretOf(authorization, HttpHeaders.AUTHORIZATION + ": Bearer KEY");
    }

    /**
     * The same.
     *
     * @param expected the header that is asked for when there is none
     */
    static String secretOf(@Nullable String authorization, String expected) {
        if (authorization == null) {
            throw missing("the request has no API key", expected);
        }
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw missing("the Authorization header is not of the form Bearer KEY", expected);
        }
        return secret(authorization.substring(SCHEME.length()), HttpHeaders.AUTHORIZATION);
    }

    /** A secret without the spaces around it. */
    static String secret(String text, String header) {
        String secret = text.strip();
        if (secret.isEmpty() || secret.length() > SECRET_CHARS_MAX) {
            throw missing(
                    "the " + header + " header holds no API key",
                    header.equals(HttpHeaders.AUTHORIZATION)
                            ? header + ": Bearer KEY"
                            : header + ": KEY");
        }
        return secret;
    }

    private static AlfredException missing(String message, String expected) {
        return new AlfredException(
                ErrorCode.INVALID_API_KEY, message, "send the header " + expected);
    }
}
