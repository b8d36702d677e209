package io.alfred.cli.directory;

import io.alfred.cli.command.Group;

import picocli.CommandLine.Command;

/** {@code alfred org}. */
@Command(
        name = "org",
        description = "Organizations.",
        subcommands = {
            OrgListCommand.class,
            ShowCommand.class,
            OrgCreateCommand.class,
            OrgSetCommand.class
        })
public final class OrgCommand extends Group {}
