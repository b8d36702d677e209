package io.alfred.cli.db;

import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.GlobalOptions;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;

/** {@code alfred db init-sql}. */
@Command(
        name = "init-sql",
        description = {
            "Prints the SQL that prepares a managed PostgreSQL: roles, database, grants.",
            "A DBA runs it with psql; it can be run again."
        })
public final class InitSqlCommand implements Callable<Integer> {
    @Mixin private GlobalOptions globals;

    @Override
    public Integer call() throws IOException {
        try (InputStream in = InitSqlCommand.class.getResourceAsStream("init.sql")) {
            if (in == null) {
                throw new IllegalStateException("this build lacks init.sql");
            }
            globals.output().text(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        return ExitCode.OK;
    }
}
