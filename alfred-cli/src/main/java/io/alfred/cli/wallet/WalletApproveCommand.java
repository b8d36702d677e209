package io.alfred.cli.wallet;

import picocli.CommandLine.Command;

/** {@code alfred wallet approve}. */
@Command(name = "approve", description = "Approves and does a transfer that another asked for.")
final class WalletApproveCommand extends WalletDecisionCommand {
    WalletApproveCommand() {
        super("approve");
    }
}
