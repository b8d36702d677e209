package io.alfred.gateway;

import org.jspecify.annotations.Nullable;

/**
 * Whether the client of one call still waits for its answer.
 *
 * <p>Who notices that it left says so once, on any thread; a wait for the provider ends then at
 * once, as if interrupted. Why not simply interrupt the call's thread: that would also close the
 * database's connection, or cut short the end of another call's books.
 */
public final class Presence {
    private @Nullable Thread waiting;
    private boolean gone;

    /** The client left. */
    public synchronized void leave() {
        gone = true;
        if (waiting != null) {
            waiting.interrupt();
        }
    }

    public synchronized boolean isGone() {
        return gone;
    }

    /** From here to {@link #endWait} the calling thread waits for nothing but the provider. */
    synchronized void beginWait() {
        waiting = Thread.currentThread();
        if (gone) {
            waiting.interrupt();
        }
    }

    /** Leaves no interrupt behind. */
    synchronized void endWait() {
        waiting = null;
        if (gone) {
            Thread.interrupted();
        }
    }
}
