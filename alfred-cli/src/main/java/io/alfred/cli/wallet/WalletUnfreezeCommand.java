package io.alfred.cli.wallet;

import picocli.CommandLine.Command;

/** {@code alfred wallet unfreeze}. */
@Command(
        name = "unfreeze",
        description = "Lets a frozen wallet spend; its present rate counts as usual from now on.")
final class WalletUnfreezeCommand extends WalletStateCommand {
    WalletUnfreezeCommand() {
        super("unfreeze");
    }
}
