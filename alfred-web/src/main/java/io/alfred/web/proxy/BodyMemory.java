package io.alfred.web.proxy;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import jakarta.enterprise.context.ApplicationScoped;

import java.util.concurrent.Semaphore;

/**
 * Bounds the memory of all request bodies together, because a bound on each alone lets a few dozen
 * callers fill the heap.
 *
 * <p>An eighth of the heap: the tree that is read from a body takes several times its bytes.
 */
@ApplicationScoped
public class BodyMemory {
    private static final int KIB = 1024;

    private final Semaphore freeKib;

    public BodyMemory() {
        this(Runtime.getRuntime().maxMemory() / 8);
    }

    BodyMemory(long bytes) {
        freeKib = new Semaphore((int) (bytes / KIB));
    }

    /** Room for one body, empty at first. */
    Room room() {
        return new Room();
    }

    /** What one body takes of the memory; not safe for several threads at once. */
    final class Room implements AutoCloseable {
        private int kib;

        private Room() {}

        /**
         * Takes what is missing for so many bytes.
         *
         * @throws AlfredException {@code OVERLOADED} when it is not there
         */
        void growTo(long bytes) {
            int missing = (int) ((bytes + KIB - 1) / KIB) - kib;
            if (missing <= 0) {
                return;
            }
            if (!freeKib.tryAcquire(missing)) {
                throw new AlfredException(
                        ErrorCode.OVERLOADED,
                        "the bodies of the calls under way fill the memory set aside for them",
                        "try again in a few seconds");
            }
            kib += missing;
        }

        /** Gives all of it back. */
        @Override
        public void close() {
            freeKib.release(kib);
            kib = 0;
        }
    }
}
