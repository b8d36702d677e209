package io.alfred.providers;

import java.util.OptionalInt;

/**
 * A provider gave no answer that can be passed on.
 *
 * <p>The message is Alfred's own: raw text of a provider or of the network stack is never in it,
 * and there is no cause.
 */
public final class UpstreamException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Kind {
        /** No answer, or not the whole of it, in time; the provider may have worked on the call. */
        TIMEOUT,
        /** No connection came about: the provider certainly did not see the call. */
        UNREACHABLE,
        /** The answer broke off or is not what the protocol says. */
        BAD_ANSWER,
        /** The provider answered with a failure of its own, or limits the rate (status 429). */
        SERVER_ERROR,
        /** The provider refuses Alfred's own account: key, rights or quota. */
        OUR_ACCOUNT,
        /** The call was given up by Alfred: closed or interrupted. */
        CANCELLED
    }

    private final Kind kind;
    private final int status;
    private final long elapsedMs;

    private UpstreamException(Kind kind, String message, int status, long elapsedMs) {
        super(message);
        this.kind = kind;
        this.status = status;
        this.elapsedMs = elapsedMs;
    }

    public static UpstreamException of(Kind kind, String message, long elapsedMs) {
        return new UpstreamException(kind, message, 0, elapsedMs);
    }

    /** A failure that came with an HTTP status. */
    public static UpstreamException answered(
            Kind kind, String message, int status, long elapsedMs) {
        return new UpstreamException(kind, message, status, elapsedMs);
    }

    public Kind kind() {
        return kind;
    }

    /**
     * Whether the provider may have served the call, and bill it, although no answer came through.
     *
     * <p>Certainly not when it was never reached or said itself, by status or error, that it
     * failed.
     */
    public boolean maybeServed() {
        return switch (kind) {
            case TIMEOUT, CANCELLED -> true;
            case BAD_ANSWER -> status == 0 || status / 100 == 2;
            case UNREACHABLE, SERVER_ERROR, OUR_ACCOUNT -> false;
        };
    }

    /** The provider's HTTP status, when there was one. */
    public OptionalInt status() {
        return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
    }

    /** Milliseconds from the start of the call to the failure. */
    public long elapsedMs() {
        return elapsedMs;
    }
}
