package io.alfred.kernel;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Does one thing again and again, on a thread of its own, until it is stopped; whatever a round
 * throws, the next one comes.
 *
 * <p>Why not the container's scheduler: it ends a task for good that let an exception out, and has
 * one thread for all tasks, so that one that waits for the ledger would silence the heartbeat.
 */
public final class Rounds {
    /** How long {@link #stop} waits for a round under way. */
    public static final Duration STOP_MAX = Duration.ofSeconds(5);

    private static final System.Logger LOG = System.getLogger(Rounds.class.getName());

    private final Rhythm rhythm;
    private final Round round;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;
    private long failuresInARow;

    /** One round; it may throw whatever it likes. */
    @FunctionalInterface
    public interface Round {
        void run() throws Exception;
    }

    /**
     * When rounds come.
     *
     * @param name of the thread, and of the task in the server's log
     * @param first how long after the start the first round begins
     * @param pause between the end of a round and the next; asked after each round, never throws
     */
    public record Rhythm(String name, Duration first, Supplier<Duration> pause) {
        /** A first round after {@code first}, then a pause that is always the same. */
        public static Rhythm of(String name, Duration first, Duration pause) {
            return new Rhythm(name, first, () -> pause);
        }

        /** The first round comes after one pause. */
        public static Rhythm every(String name, Duration pause) {
            return of(name, pause, pause);
        }
    }

    private Rounds(ThreadFactory threads, Rhythm rhythm, Round round) {
        this.rhythm = rhythm;
        this.round = round;
        this.thread = threads.newThread(this::run);
        thread.setName(rhythm.name());
    }

    /**
     * Begins.
     *
     * @param threads the container's, so that a round may use what the container gives
     */
    public static Rounds start(ThreadFactory threads, Rhythm rhythm, Round round) {
        Rounds rounds = new Rounds(threads, rhythm, round);
        rounds.thread.start();
        return rounds;
    }

    /** Lets no further round begin, and waits for one under way up to {@link #STOP_MAX}. */
    public void stop() {
        stopped.countDown();
        try {
            if (!thread.join(STOP_MAX)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0} is left in its last round",
                        rhythm.name());
            }
        } catch (InterruptedException e) {
            // A container in a hurry: the round ends by itself.
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Duration pause = rhythm.first();
        while (!isStoppedAfter(pause)) {
            try {
                round.run();
                succeeded();
            } catch (InterruptedException e) {
                // The container interrupts its threads when it takes the application down.
                Thread.currentThread().interrupt();
                return;
            } catch (Throwable e) {
                // Errors too: a moment without memory must not end a heartbeat.
                failed(e);
            }
            pause = rhythm.pause().get();
        }
    }

    private boolean isStoppedAfter(Duration pause) {
        try {
            return stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void succeeded() {
        if (failuresInARow > 0) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "{0} works again after {1} rounds that failed",
                    rhythm.name(),
                    failuresInARow);
            failuresInARow = 0;
        }
    }

    /** Loud once: a database that is away for an hour would else fill the log. */
    private void failed(Throwable e) {
        failuresInARow++;
        boolean loud = failuresInARow == 1 && stopped.getCount() > 0;
        LOG.log(
                loud ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                rhythm.name() + " failed; it is tried again",
                e);
    }
}
