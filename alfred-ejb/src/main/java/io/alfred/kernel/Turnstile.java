package io.alfred.kernel;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets few works in at a time that need much memory each, and turns the others away.
 *
 * <p>Why not let them wait: whoever waits keeps a thread and a half-read request.
 */
public final class Turnstile {
    private final Semaphore room;
    private final String full;

    /**
     * Makes one.
     *
     * @param atOnce works that may be inside together
     * @param full what the others are told, such as {@code "another bill is being compared"}
     */
    public Turnstile(int atOnce, String full) {
        this.room = new Semaphore(atOnce);
        this.full = full;
    }

    /** The place of one work inside; giving it back twice is the same as once. */
    public final class Place implements AutoCloseable {
        private final AtomicBoolean taken = new AtomicBoolean(true);

        private Place() {}

        @Override
        public void close() {
            if (taken.getAndSet(false)) {
                room.release();
            }
        }
    }

    /**
     * Goes in.
     *
     * @throws AlfredException {@code OVERLOADED} when there is no place
     */
    public Place enter() {
        if (!room.tryAcquire()) {
            throw new AlfredException(
                    ErrorCode.OVERLOADED, full, "send the same request again when it is done");
        }
        return new Place();
    }
}
