package io.alfred.providers.sign;

/**
 * What a {@link TokenEndpoint} answered.
 *
 * @param status the HTTP status
 * @param body bounded by whoever read it
 */
public record TokenAnswer(int status, byte[] body) {
    /** Without the body, which may hold a token. */
    @Override
    public String toString() {
        return "TokenAnswer[status=" + status + "]";
    }
}
