package io.alfred.web.proxy;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import org.jspecify.annotations.Nullable;

/** Takes the API key out of an {@code Authorization} header. */
final class BearerToken {
    private BearerToken() {}

    /**
     * The secret behind {@code Bearer}.
     *
     * @throws AlfredException {@code INVALID_API_KEY} when there is none
     */
    static String of(@Nullable String authorization) {
        if (authorization == null
                || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)
                || authorization.substring(7).isBlank()) {
            throw new AlfredException(
                    ErrorCode.INVALID_API_KEY,
                    "the request carries no API key",
                    "send the header Authorization: Bearer sk-alf-…");
        }
        return authorization.substring(7).strip();
    }
}
