package io.alfred.cli.wallet;

import io.alfred.cli.command.Confirmation;

import picocli.CommandLine.Command;

/** {@code alfred wallet close}. */
@Command(name = "close", description = "Closes a wallet for good; running calls still settle.")
final class WalletCloseCommand extends WalletStateCommand {
    WalletCloseCommand() {
        super("close");
    }

    @Override
    void confirm(WalletOptions named) {
        Confirmation.require("Close " + named.ref().name() + " for good?", globals());
    }
}
