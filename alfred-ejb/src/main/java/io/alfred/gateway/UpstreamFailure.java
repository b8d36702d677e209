package io.alfred.gateway;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.providers.UpstreamException;

/** Tells the client of a call that its provider failed on, and what became of the money. */
final class UpstreamFailure {
    /** The status of Anthropic's that says to come back in a moment. */
    private static final int OVERLOADED = 529;

    private UpstreamFailure() {}

    /** Before anything went to the provider. */
    static AlfredException leftInTime(OpenCall call) {
        return clientLeft(call, "no wallet was charged; ");
    }

    /** While the provider worked on it. */
    static AlfredException clientLeft(OpenCall call, UpstreamException e) {
        return clientLeft(
                call,
                e.maybeServed()
                        ? "it may have been served, so its price stays held until that is known; "
                        : "no wallet was charged; ");
    }

    private static AlfredException clientLeft(OpenCall call, String money) {
        return new AlfredException(
                        ErrorCode.CLIENT_LEFT,
                        "the connection was closed before the answer",
                        money + "keep both of its directions open until the answer has come")
                .inTransaction(call.txId());
    }

    static AlfredException explain(OpenCall call, UpstreamException e) {
        String provider = call.model().provider();
        String attempt =
                " (attempts: "
                        + provider
                        + ", "
                        + (e.status().isPresent() ? "status " + e.status().getAsInt() : e.kind())
                        + ", "
                        + e.elapsedMs()
                        + " ms)";
        boolean ours = e.kind() == UpstreamException.Kind.OUR_ACCOUNT;
        boolean limited = !ours && e.status().orElse(0) == 429;
        boolean overloaded = !ours && e.status().orElse(0) == OVERLOADED;
        ErrorCode code =
                e.kind() == UpstreamException.Kind.TIMEOUT
                        ? ErrorCode.UPSTREAM_TIMEOUT
                        : limited
                                ? ErrorCode.RATE_LIMITED
                                : overloaded ? ErrorCode.OVERLOADED : ErrorCode.UPSTREAM_FAILED;
        return new AlfredException(
                        code,
                        e.getMessage() + attempt,
                        ours
                                ? "an operator has to look at `alfred provider test "
                                        + provider
                                        + "`"
                                : e.maybeServed()
                                        ? "it may have been served, so its price stays held until"
                                                + " that is known"
                                        : "no wallet was charged; try again")
                .inTransaction(call.txId());
    }
}
