package io.alfred.web.proxy;

import io.alfred.gateway.Presence;

import java.time.Duration;
import java.util.Optional;

/** One client under watch, told what each look at the connections showed. */
final class WatchedClient {
    /**
     * Looks in a row that do not find a connection before it counts as gone: the list is not read
     * in one piece, so that a single look may miss one.
     */
    static final int MISSED_MAX = 2;

    /** A call that has lasted for less is no reason to look. */
    static final Duration WAIT_MIN = Duration.ofMillis(50);

    private final TcpTable.Connection connection;
    private final Presence presence;
    private final long sinceNanos;
    private boolean seen;
    private int missed;

    /**
     * @param sinceNanos of {@link System#nanoTime}
     */
    WatchedClient(TcpTable.Connection connection, Presence presence, long sinceNanos) {
        this.connection = connection;
        this.presence = presence;
        this.sinceNanos = sinceNanos;
    }

    /** Whether the client has waited long enough to be looked for. */
    boolean waitsAt(long nanos) {
        return nanos - sinceNanos >= WAIT_MIN.toNanos();
    }

    TcpTable.Connection connection() {
        return connection;
    }

    /**
     * What a look showed.
     *
     * <p>A connection that was never in the list says nothing: something between may have put
     * another address into the request.
     *
     * @param open as {@link TcpTable#isOpen} tells
     */
    void look(Optional<Boolean> open) {
        if (open.isPresent()) {
            seen = true;
            missed = 0;
        } else if (seen) {
            missed++;
        }
        if (missed >= MISSED_MAX || !open.orElse(true)) {
            presence.leave();
        }
    }
}
