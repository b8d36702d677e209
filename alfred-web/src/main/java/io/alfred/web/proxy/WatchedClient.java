package io.alfred.web.proxy;

import io.alfred.gateway.Presence;

import java.util.Optional;

/** One client under watch, told what each look at the connections showed. */
final class WatchedClient {
    /**
     * Looks in a row that do not find a connection before it counts as gone: the list is not read
     * in one piece, so that a single look may miss one.
     */
    static final int MISSED_MAX = 2;

    private final TcpTable.Connection connection;
    private final Presence presence;
    private boolean seen;
    private int missed;

    WatchedClient(TcpTable.Connection connection, Presence presence) {
        this.connection = connection;
        this.presence = presence;
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
