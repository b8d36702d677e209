package io.alfred.cli.db;

import io.alfred.cli.core.GlobalOptions;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code alfred db}. */
@Command(
        name = "db",
        description = "Prepares a PostgreSQL of your own.",
        subcommands = InitSqlCommand.class)
public final class DbCommand {
    @Mixin private GlobalOptions globals;

    GlobalOptions globals() {
        return globals;
    }
}
