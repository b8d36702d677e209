package io.alfred.cli.key;

import io.alfred.cli.command.Group;

import picocli.CommandLine.Command;

/** {@code alfred key}. */
@Command(
        name = "key",
        description = "API keys of applications and people.",
        subcommands = {KeyListCommand.class, KeyCreateCommand.class, KeyRevokeCommand.class})
public final class KeyCommand extends Group {}
