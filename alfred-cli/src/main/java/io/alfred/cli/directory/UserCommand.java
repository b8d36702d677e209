package io.alfred.cli.directory;

import io.alfred.cli.command.Group;

import picocli.CommandLine.Command;

/** {@code alfred user}. */
@Command(
        name = "user",
        description = "Users of a team.",
        subcommands = {
            MemberListCommand.class,
            ShowCommand.class,
            UserCreateCommand.class,
            UserEraseCommand.class
        })
public final class UserCommand extends Group {}
