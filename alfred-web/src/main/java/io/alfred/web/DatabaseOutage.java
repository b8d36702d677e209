package io.alfred.web;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import jakarta.resource.ResourceException;
import jakarta.transaction.SystemException;

import java.sql.SQLException;
import java.util.Optional;

import javax.transaction.xa.XAException;

/**
 * Recognises a failure whose reason is that the database went away, so that it is told as that and
 * not as a defect of Alfred's.
 */
final class DatabaseOutage {
    /** How far the reason of a wrapped exception is looked for. */
    private static final int CAUSES_MAX = 20;

    private DatabaseOutage() {}

    /** What to tell the client; empty for a failure of another kind. */
    static Optional<AlfredException> in(Throwable failure, String method, String path) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < CAUSES_MAX; i++) {
            if (isOutage(cause)) {
                return Optional.of(explain(method, path));
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    private static boolean isOutage(Throwable cause) {
        if (cause instanceof SQLException sql) {
            String state = sql.getSQLState();
            // connection exceptions, shutdown and recovery, too many connections
            return state != null
                    && (state.startsWith("08") || state.startsWith("57P") || state.equals("53300"));
        }
        return cause instanceof ResourceException
                || cause instanceof SystemException
                || cause instanceof XAException;
    }

    /** A change may have been committed although nobody said so; a read or a call to /v1 not. */
    private static AlfredException explain(String method, String path) {
        boolean changes =
                !method.equals("GET") && !method.equals("HEAD") && !path.startsWith("v1/");
        return changes
                ? new AlfredException(
                        ErrorCode.OUTCOME_UNKNOWN,
                        "the database went away during this operation",
                        "look whether it was carried out before you repeat it")
                : new AlfredException(
                        ErrorCode.OVERLOADED,
                        "the database does not answer",
                        "try again in a few seconds");
    }
}
