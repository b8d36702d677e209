package io.alfred.cli.serve.postgres;

import io.alfred.cli.core.CliException;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Brings PostgreSQL back when it died while Alfred serves.
 *
 * <p>Bounded: the sixth death within a minute is taken as a defect that restarting does not cure.
 * Called by one thread, about once a second.
 */
public final class PostgresWatch {
    static final int RESTARTS_MAX = 5;
    static final Duration WINDOW = Duration.ofMinutes(1);

    private final EmbeddedPostgres postgres;
    private final Consumer<String> say;
    private final Deque<Long> restartsNanos = new ArrayDeque<>();

    /**
     * @param say gets one sentence per event
     */
    public PostgresWatch(EmbeddedPostgres postgres, Consumer<String> say) {
        this.postgres = postgres;
        this.say = say;
    }

    /** Looks once and restarts if needed; false when it gave up. */
    public boolean check() {
        if (postgres.alive()) {
            return true;
        }
        if (!mayRestart(System.nanoTime())) {
            say.accept("PostgreSQL died again after " + RESTARTS_MAX + " restarts in a minute");
            return false;
        }
        try {
            postgres.revive();
            say.accept("PostgreSQL had died and was started again");
        } catch (CliException e) {
            say.accept(e.sentence());
        }
        return true;
    }

    /** Counts a restart at {@code nowNanos} if the bound allows it. */
    boolean mayRestart(long nowNanos) {
        while (!restartsNanos.isEmpty()
                && nowNanos - restartsNanos.getFirst() >= WINDOW.toNanos()) {
            restartsNanos.removeFirst();
        }
        if (restartsNanos.size() >= RESTARTS_MAX) {
            return false;
        }
        restartsNanos.addLast(nowNanos);
        return true;
    }
}
