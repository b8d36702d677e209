package io.alfred.cli.bench.gateway;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Two kinds of load on a target. */
final class Arrivals {
    private static final long DRAIN_MAX_S = 60;

    private Arrivals() {}

    /**
     * Open loop: calls arrive at a constant rate, whether or not the earlier ones were answered.
     *
     * @param perSecond calls a second
     */
    static void open(Target target, int perSecond, int seconds) throws InterruptedException {
        long everyNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long calls = (long) perSecond * seconds;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long startNanos = System.nanoTime();
            for (long i = 0; i < calls; i++) {
                long dueNanos = startNanos + i * everyNanos;
                for (long wait = dueNanos - System.nanoTime();
                        wait > 0;
                        wait = dueNanos - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                threads.execute(() -> target.call(dueNanos));
            }
            threads.shutdown();
            if (!threads.awaitTermination(DRAIN_MAX_S, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        }
    }

    /**
     * Closed loop: each connection makes its next call when the last is answered.
     *
     * @return calls a second
     */
    static double closed(Target target, int connections, int seconds) throws InterruptedException {
        long before = target.whole().count();
        long startNanos = System.nanoTime();
        long endNanos = startNanos + TimeUnit.SECONDS.toNanos(seconds);
        CountDownLatch done = new CountDownLatch(connections);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < connections; i++) {
                threads.execute(
                        () -> {
                            while (System.nanoTime() < endNanos) {
                                target.call(System.nanoTime());
                            }
                            done.countDown();
                        });
            }
            done.await();
        }
        double elapsed = (System.nanoTime() - startNanos) / (double) TimeUnit.SECONDS.toNanos(1);
        return (target.whole().count() - before) / elapsed;
    }
}
