package io.alfred.cli.wallet;

import io.alfred.cli.command.Group;

import picocli.CommandLine.Command;

/** {@code alfred wallet}. */
@Command(
        name = "wallet",
        description = "Wallets: limits, grants, what is left.",
        subcommands = {
            WalletListCommand.class,
            WalletShowCommand.class,
            WalletCreateCommand.class,
            WalletGrantCommand.class,
            WalletLimitCommand.class
        })
public final class WalletCommand extends Group {}
