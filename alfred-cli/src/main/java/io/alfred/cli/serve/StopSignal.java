package io.alfred.cli.serve;

import io.alfred.cli.core.ExitCode;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGTERM, SIGINT and SIGHUP into a request that the supervisor's main thread obeys.
 *
 * <p>Why: all starting and stopping stays on one thread, in order. The JVM's shutdown waits here
 * until that thread is done, then ends with code 0 instead of 128 + signal.
 */
final class StopSignal {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(110);

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);

    /** Listens to the signals from now on. */
    static StopSignal install() {
        StopSignal signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(signal::onShutdown, "stop-signal"));
        return signal;
    }

    boolean isRequested() {
        return requested.getCount() == 0;
    }

    /** Waits for the request; false when {@code limit} passed without one. */
    boolean await(Duration limit) throws InterruptedException {
        return requested.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The main thread has stopped everything. */
    void done() {
        done.countDown();
    }

    private void onShutdown() {
        if (done.getCount() == 0) {
            return;
        }
        requested.countDown();
        boolean clean = false;
        try {
            clean = done.await(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(clean ? ExitCode.OK : ExitCode.FAILURE);
    }
}
