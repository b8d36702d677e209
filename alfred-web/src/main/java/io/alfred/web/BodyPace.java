package io.alfred.web;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import java.time.Duration;

/** How slowly a body may arrive before its client is taken for one that only holds on. */
public final class BodyPace {
    /** Bytes per second, on average. */
    public static final long BYTES_PER_S_MIN = 1024;

    /** How long a client may be slower than that. */
    public static final Duration SLOW_START = Duration.ofSeconds(10);

    private BodyPace() {}

    /**
     * Whether a body arrives too slowly.
     *
     * @param bytes that have arrived
     * @param taken since the first was waited for
     */
    public static boolean isTooSlow(long bytes, Duration taken) {
        return taken.compareTo(SLOW_START) >= 0 && bytes < BYTES_PER_S_MIN * taken.toSeconds();
    }

    /** The refusal of a body that is too slow, or late. */
    public static AlfredException timeout(long bytes, Duration taken) {
        return new AlfredException(
                ErrorCode.REQUEST_TIMEOUT,
                "only " + bytes + " bytes of the body arrived in " + taken.toMillis() + " ms",
                "send it at once, or faster than " + BYTES_PER_S_MIN + " bytes a second");
    }
}
