package io.alfred.providers.sign;

import io.alfred.providers.UpstreamException;
import io.alfred.providers.UpstreamException.Kind;

/**
 * Why there is no access token.
 *
 * @param status 0 where there was no answer
 */
record TokenFailure(Kind kind, String message, int status) {
    static TokenFailure of(int status) {
        if (status >= 400 && status < 500 && status != 408 && status != 429) {
            return new TokenFailure(
                    Kind.OUR_ACCOUNT,
                    "Google refuses the service account that Alfred uses",
                    status);
        }
        return new TokenFailure(Kind.SERVER_ERROR, "Google gave no access token", status);
    }

    /** Whatever went wrong on the way there, the provider itself never saw the call. */
    static TokenFailure of(Kind kind) {
        Kind told =
                switch (kind) {
                    case OUR_ACCOUNT -> Kind.OUR_ACCOUNT;
                    case SERVER_ERROR -> Kind.SERVER_ERROR;
                    case TIMEOUT, UNREACHABLE, BAD_ANSWER, CANCELLED -> Kind.UNREACHABLE;
                };
        return new TokenFailure(told, "Google could not be asked for an access token", 0);
    }

    UpstreamException thrown(long elapsedMs) {
        return status == 0
                ? UpstreamException.of(kind, message, elapsedMs)
                : UpstreamException.answered(kind, message, status, elapsedMs);
    }
}
