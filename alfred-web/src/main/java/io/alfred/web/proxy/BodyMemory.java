package io.alfred.web.proxy;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import jakarta.enterprise.context.ApplicationScoped;

import java.util.concurrent.Semaphore;

/**
 * Bounds the memory of all request bodies together, because a bound on each alone lets a few dozen
 * callers fill the heap.
 *
 * <p>A quarter of the heap, for the bytes and the trees that are read from them; while a call is
 * priced and sent, other copies of its parts come and go.
 */
@ApplicationScoped
public class BodyMemory {
    private static final int KIB = 1024;

    private final long allBytes;
    private final Semaphore freeKib;

    public BodyMemory() {
        this(Runtime.getRuntime().maxMemory() / 4);
    }

    BodyMemory(long bytes) {
        allBytes = bytes;
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
         * @throws AlfredException {@code OVERLOADED} when it is not there, {@code
         *     REQUEST_TOO_LARGE} when it never will be
         */
        void growTo(long bytes) {
            if (bytes > allBytes) {
                throw new AlfredException(
                        ErrorCode.REQUEST_TOO_LARGE,
                        "the body holds more values than the server has memory for",
                        "send fewer fields and list items");
            }
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
