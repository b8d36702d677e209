package io.alfred.cli.limit;

import io.alfred.cli.command.Group;

import picocli.CommandLine.Command;

/** {@code alfred limit}. */
@Command(
        name = "limit",
        description = "Rate limits of keys, users, teams and orgs.",
        subcommands = {LimitListCommand.class, LimitSetCommand.class, LimitRemoveCommand.class})
public final class LimitCommand extends Group {}
