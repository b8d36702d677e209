package io.alfred.cli.provider;

import io.alfred.cli.command.Group;

import picocli.CommandLine.Command;

/** {@code alfred provider}. */
@Command(
        name = "provider",
        description = "Providers of models, and the keys used there.",
        subcommands = {
            ProviderCatalogCommand.class,
            ProviderListCommand.class,
            ProviderShowCommand.class,
            ProviderSetCommand.class,
            ProviderTestCommand.class
        })
public final class ProviderCommand extends Group {}
