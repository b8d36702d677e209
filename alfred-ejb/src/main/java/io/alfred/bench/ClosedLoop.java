package io.alfred.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** Callers that begin their next request when the one before is answered, until the time is up. */
final class ClosedLoop {
    private static final System.Logger LOG = System.getLogger(ClosedLoop.class.getName());

    private ClosedLoop() {}

    /** One caller's side of a request; not shared between callers. */
    interface Request {
        /**
         * Makes one request and notes its latencies.
         *
         * @return operations that were acknowledged
         */
        int make(Watch watch) throws Exception;
    }

    /** Where one caller notes its latencies. */
    static final class Watch {
        private final LongStream.Builder first = LongStream.builder();
        private final LongStream.Builder second = LongStream.builder();
        private long requests;
        private long operations;
        private long failures;

        /** The hold, or the whole transaction of a baseline, took that long. */
        void first(long sinceNanos) {
            first.add(micros(sinceNanos));
        }

        /** What came after the hold took that long. */
        void second(long sinceNanos) {
            second.add(micros(sinceNanos));
        }

        private static long micros(long sinceNanos) {
            return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - sinceNanos);
        }
    }

    /** Runs one caller per request on {@code threads}, all starting together. */
    static BenchSample run(List<? extends Request> callers, int durationMs, ExecutorService threads)
            throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        long durationNanos = TimeUnit.MILLISECONDS.toNanos(durationMs);
        List<Future<Watch>> running = new ArrayList<>();
        for (Request caller : callers) {
            running.add(
                    threads.submit(
                            () -> {
                                go.await();
                                return loop(caller, System.nanoTime() + durationNanos);
                            }));
        }
        long startedNanos = System.nanoTime();
        go.countDown();
        List<Watch> watches = new ArrayList<>();
        for (Future<Watch> each : running) {
            watches.add(result(each));
        }
        return sample(watches, Watch.micros(startedNanos));
    }

    /** At least one request, however late the caller comes to it. */
    private static Watch loop(Request caller, long deadlineNanos) {
        Watch watch = new Watch();
        do {
            try {
                watch.operations += caller.make(watch);
                watch.requests++;
            } catch (Exception e) {
                LOG.log(System.Logger.Level.WARNING, "a caller of the benchmark gives up", e);
                watch.failures++;
                return watch;
            }
        } while (System.nanoTime() < deadlineNanos);
        return watch;
    }

    private static Watch result(Future<Watch> caller) throws InterruptedException {
        try {
            return caller.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a caller of the benchmark died", e.getCause());
        }
    }

    private static BenchSample sample(List<Watch> watches, long elapsedMicros) {
        return new BenchSample(
                elapsedMicros,
                watches.stream().mapToLong(watch -> watch.requests).sum(),
                watches.stream().mapToLong(watch -> watch.operations).sum(),
                watches.stream().mapToLong(watch -> watch.failures).sum(),
                BenchSample.Latency.of(
                        watches.stream().flatMapToLong(watch -> watch.first.build()).toArray()),
                BenchSample.Latency.of(
                        watches.stream().flatMapToLong(watch -> watch.second.build()).toArray()));
    }
}
