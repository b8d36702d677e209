package io.alfred.storage;

import jakarta.resource.ResourceException;
import jakarta.transaction.SystemException;

import java.sql.SQLException;

import javax.transaction.xa.XAException;

/**
 * Recognises a failure whose reason is that the database went away, so that it is told as that and
 * not as a defect of Alfred's.
 */
public final class DatabaseOutage {
    /** How far the reason of a wrapped exception is looked for. */
    private static final int CAUSES_MAX = 20;

    private DatabaseOutage() {}

    /** Whether the failure, or one that it wraps, comes from a lost or missing connection. */
    public static boolean isBehind(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < CAUSES_MAX; i++) {
            if (isOutage(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
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
}
