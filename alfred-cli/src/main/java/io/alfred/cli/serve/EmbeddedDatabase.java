package io.alfred.cli.serve;

import io.alfred.cli.core.DataDir;
import io.alfred.cli.serve.postgres.EmbeddedPostgres;
import io.alfred.cli.serve.postgres.PostgresWatch;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.function.Consumer;

/** The PostgreSQL inside the data directory. */
final class EmbeddedDatabase implements Database {
    private final DataDir dataDir;
    private final Consumer<String> say;
    private @Nullable EmbeddedPostgres postgres;
    private @Nullable PostgresWatch watch;

    EmbeddedDatabase(DataDir dataDir, Consumer<String> say) {
        this.dataDir = dataDir;
        this.say = say;
    }

    @Override
    public DatabaseAccess open() {
        EmbeddedPostgres opened = EmbeddedPostgres.prepare(dataDir);
        postgres = opened;
        opened.start();
        watch = new PostgresWatch(opened, say);
        return new DatabaseAccess(
                opened.url(), opened.app(), Optional.of(opened.owner()), /* embedded= */ true);
    }

    @Override
    public boolean check() {
        return watch == null || watch.check();
    }

    @Override
    public void close() {
        if (postgres != null) {
            postgres.stop();
        }
    }
}
