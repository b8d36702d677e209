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

    private final Semaphore freeKib =
            new Semaphore((int) (Runtime.getRuntime().maxMemory() / 8 / KIB));

    /**
     * Takes room for a body before it is read.
     *
     * @param announcedBytes its Content-Length, or negative when it is not known
     * @return what to give back when the call is over, KiB
     * @throws AlfredException {@code OVERLOADED} when there is none
     */
    int take(long announcedBytes) {
        long bytes =
                announcedBytes < 0
                        ? BoundedBody.BODY_BYTES_MAX
                        : Math.min(announcedBytes, BoundedBody.BODY_BYTES_MAX);
        int kib = (int) (bytes / KIB) + 1;
        if (!freeKib.tryAcquire(kib)) {
            throw new AlfredException(
                    ErrorCode.OVERLOADED,
                    "the bodies of the calls under way fill the memory set aside for them",
                    "try again in a few seconds");
        }
        return kib;
    }

    void giveBack(int kib) {
        freeKib.release(kib);
    }
}
