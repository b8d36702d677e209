package io.alfred.cli.serve.postgres;

import io.alfred.cli.core.CliException;

import java.util.function.Consumer;

/**
 * Brings PostgreSQL back when it died while Alfred serves.
 *
 * <p>Bounded: the sixth death within a minute is taken as a defect that restarting does not cure.
 * Called by one thread, about once a second.
 */
public final class PostgresWatch {
    private final EmbeddedPostgres postgres;
    private final Consumer<String> say;
    private final RestartBound bound = new RestartBound();

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
        if (!bound.mayRestart(System.nanoTime())) {
            say.accept(
                    "PostgreSQL died again after "
                            + RestartBound.RESTARTS_MAX
                            + " restarts in a minute");
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
}
