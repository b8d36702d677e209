package io.alfred.cli.wallet;

import picocli.CommandLine.Command;

/** {@code alfred wallet freeze}. */
@Command(name = "freeze", description = "Stops new calls of a wallet and all below it.")
final class WalletFreezeCommand extends WalletStateCommand {
    WalletFreezeCommand() {
        super("freeze");
    }
}
