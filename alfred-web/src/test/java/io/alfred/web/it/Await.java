package io.alfred.web.it;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for conditions, never for times. */
final class Await {
    /** How long any condition may take on a busy machine. */
    static final Duration LIMIT = Duration.ofMinutes(1);

    private static final Duration POLL_PERIOD = Duration.ofMillis(20);

    private Await() {}

    /** Returns once the condition holds; fails with {@code what} when it does not in time. */
    static void until(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + LIMIT + ": " + what);
            }
            LockSupport.parkNanos(POLL_PERIOD.toNanos());
        }
    }

    static void until(String what, CountDownLatch latch) throws InterruptedException {
        if (!latch.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError(
                    "not within " + LIMIT + ": " + what + " (" + latch.getCount() + " missing)");
        }
    }
}
