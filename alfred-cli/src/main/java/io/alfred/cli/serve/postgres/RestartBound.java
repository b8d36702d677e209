package io.alfred.cli.serve.postgres;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** How often something may be restarted: five times within any minute. */
final class RestartBound {
    static final int RESTARTS_MAX = 5;
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final Deque<Long> restartsNanos = new ArrayDeque<>();

    /** Counts a restart at {@code nowNanos} if the bound allows it. */
    boolean mayRestart(long nowNanos) {
        while (!restartsNanos.isEmpty()
                && nowNanos - restartsNanos.getFirst() >= WINDOW.toNanos()) {
            restartsNanos.removeFirst();
        }
        if (restartsNanos.size() >= RESTARTS_MAX) {
            return false;
        }
        restartsNanos.addLast(nowNanos);
        return true;
    }
}
