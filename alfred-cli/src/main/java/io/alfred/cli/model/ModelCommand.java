package io.alfred.cli.model;

import io.alfred.cli.command.Group;

import picocli.CommandLine.Command;

/** {@code alfred model}. */
@Command(
        name = "model",
        description = "Models and their prices.",
        subcommands = {
            ModelListCommand.class,
            ModelShowCommand.class,
            ModelSetPriceCommand.class,
            ModelUnsetPriceCommand.class,
            ModelSyncCommand.class
        })
public final class ModelCommand extends Group {}
