package io.alfred.cli.alert;

import io.alfred.cli.command.Group;

import picocli.CommandLine.Command;

/** {@code alfred alert}. */
@Command(
        name = "alert",
        description = "What has to be looked at.",
        subcommands = {AlertListCommand.class, AlertAckCommand.class})
public final class AlertCommand extends Group {}
