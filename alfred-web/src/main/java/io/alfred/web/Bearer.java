package io.alfred.web;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

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
        if (authorization == null) {
            throw missing("the request has no API key");
        }
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw missing("the Authorization header is not of the form Bearer KEY");
        }
        String secret = authorization.substring(SCHEME.length()).strip();
        if (secret.isEmpty() || secret.length() > SECRET_CHARS_MAX) {
            throw missing("the Authorization header holds no API key");
        }
        return secret;
    }

    private static AlfredException missing(String message) {
        return new AlfredException(
                ErrorCode.INVALID_API_KEY, message, "send the header Authorization: Bearer KEY");
    }
}
