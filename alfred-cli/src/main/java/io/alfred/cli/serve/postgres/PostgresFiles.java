package io.alfred.cli.serve.postgres;

import io.alfred.cli.core.DataDir;

import java.nio.file.Path;

/** Where the embedded PostgreSQL keeps what, inside a data directory. */
record PostgresFiles(Path root) {
    static PostgresFiles in(DataDir dataDir) {
        return new PostgresFiles(dataDir.root());
    }

    /** One folder of programs per PostgreSQL version. */
    Path programs() {
        return root.resolve("pg-bin");
    }

    Path cluster() {
        return root.resolve("pg");
    }

    /** A cluster being made; renamed to {@link #cluster()} when it is complete. */
    Path unfinishedCluster() {
        return root.resolve("pg.new");
    }

    Path postmasterPid() {
        return cluster().resolve("postmaster.pid");
    }

    /** {@code {"port"}}: clients may rely on it from one start to the next. */
    Path port() {
        return root.resolve("pg.json");
    }

    Path log() {
        return root.resolve("log").resolve("postgres.log");
    }

    Path secrets() {
        return root.resolve("secrets");
    }
}
