package io.alfred.cli.directory;

import io.alfred.cli.command.Group;

import picocli.CommandLine.Command;

/** {@code alfred team}. */
@Command(
        name = "team",
        description = "Teams of an organization.",
        subcommands = {MemberListCommand.class, ShowCommand.class, TeamCreateCommand.class})
public final class TeamCommand extends Group {}
