package io.alfred.kernel;

import java.util.Locale;

/**
 * Every error a client can get, with the HTTP status it is told by.
 *
 * <p>The code on the wire is the lower-case name; {@code docs/reference/errors.md} has an anchor
 * for each.
 */
public enum ErrorCode {
    /** Malformed or unsupported request; the message names the field's path. */
    INVALID_REQUEST(400, "invalid_request_error"),
    /** The model has no price, so its worst case cannot be held. */
    MODEL_NOT_PRICED(400, "invalid_request_error"),
    /** No key, or one that Alfred does not know or has revoked. */
    INVALID_API_KEY(401, "authentication_error"),
    /** The key is past its expiry. */
    TOKEN_EXPIRED(401, "authentication_error"),
    /** A wallet of the chain cannot cover the worst case of the call. */
    WALLET_EXHAUSTED(402, "insufficient_quota"),
    /** The wallet, or an ancestor, is frozen. */
    WALLET_FROZEN(403, "permission_error"),
    /** The wallet, or an ancestor, is closed. */
    WALLET_CLOSED(403, "permission_error"),
    /** The key, its user, team or org is suspended. */
    KEY_SUSPENDED(403, "permission_error"),
    /** The caller's role or key scope does not allow this. */
    ROLE_REQUIRED(403, "permission_error"),
    /** No such model; the message names the nearest ones. */
    MODEL_NOT_FOUND(404, "invalid_request_error"),
    /** Alfred does not serve this path. */
    ENDPOINT_NOT_SUPPORTED(404, "invalid_request_error"),
    /** The named object does not exist, or not for this caller. */
    NOT_FOUND(404, "invalid_request_error"),
    /** The path exists, not with this method. */
    METHOD_NOT_ALLOWED(405, "invalid_request_error"),
    /** The body did not arrive in time. */
    REQUEST_TIMEOUT(408, "invalid_request_error"),
    /** The same operation id or Idempotency-Key came with other content. */
    IDEMPOTENCY_CONFLICT(409, "conflict_error"),
    /** The first request with this Idempotency-Key has no outcome yet. */
    REQUEST_IN_PROGRESS(409, "conflict_error"),
    /** The first request with this Idempotency-Key was carried out; its answer is not kept. */
    ALREADY_COMPLETED(409, "conflict_error"),
    /** The object exists already, or is in a state that excludes this. */
    CONFLICT(409, "conflict_error"),
    /** The body is larger than Alfred takes. */
    REQUEST_TOO_LARGE(413, "invalid_request_error"),
    /** The body is not of a media type that Alfred reads. */
    UNSUPPORTED_MEDIA_TYPE(415, "invalid_request_error"),
    /** A rate limit of the caller is reached, or the provider limits the rate of calls. */
    RATE_LIMITED(429, "rate_limit_error"),
    /** The client closed its connection before the answer; seen in the request log only. */
    CLIENT_LEFT(499, "invalid_request_error"),
    /** A defect of Alfred; the request id finds it in the log. */
    INTERNAL_ERROR(500, "server_error"),
    /** No provider gave an answer that can be passed on. */
    UPSTREAM_FAILED(502, "upstream_error"),
    /** A queue is full, the server is stopping, or a provider says that it is overloaded. */
    OVERLOADED(503, "server_error"),
    /** The database did not confirm in time; the transaction id finds what happened. */
    OUTCOME_UNKNOWN(503, "server_error"),
    /** The provider that serves the model is not set up or disabled. */
    PROVIDER_UNAVAILABLE(503, "server_error"),
    /** The provider did not answer in time. */
    UPSTREAM_TIMEOUT(504, "upstream_error");

    private final int status;
    private final String type;

    ErrorCode(int status, String type) {
        this.status = status;
        this.type = type;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** The {@code type} of the OpenAI error object. */
    public String type() {
        return type;
    }

    /** The code as clients see it, such as {@code wallet_exhausted}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Whether an official SDK should try again by itself: only what a short wait can mend and what
     * certainly did not run.
     */
    public boolean retryable() {
        return switch (this) {
            case RATE_LIMITED, OVERLOADED -> true;
            case INVALID_REQUEST,
                    MODEL_NOT_PRICED,
                    INVALID_API_KEY,
                    TOKEN_EXPIRED,
                    WALLET_EXHAUSTED,
                    WALLET_FROZEN,
                    WALLET_CLOSED,
                    KEY_SUSPENDED,
                    ROLE_REQUIRED,
                    MODEL_NOT_FOUND,
                    ENDPOINT_NOT_SUPPORTED,
                    NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    REQUEST_TIMEOUT,
                    IDEMPOTENCY_CONFLICT,
                    REQUEST_IN_PROGRESS,
                    ALREADY_COMPLETED,
                    CONFLICT,
                    REQUEST_TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    CLIENT_LEFT,
                    INTERNAL_ERROR,
                    UPSTREAM_FAILED,
                    OUTCOME_UNKNOWN,
                    PROVIDER_UNAVAILABLE,
                    UPSTREAM_TIMEOUT ->
                    false;
        };
    }
}
