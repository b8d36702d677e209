package io.alfred.cli.wallet;

import picocli.CommandLine.Command;

/** {@code alfred wallet reject}. */
@Command(name = "reject", description = "Rejects a transfer that waits for approval.")
final class WalletRejectCommand extends WalletDecisionCommand {
    WalletRejectCommand() {
        super("reject");
    }
}
