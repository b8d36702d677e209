package io.alfred.cli.wallet;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code alfred wallet show}. */
@Command(name = "show", description = "Shows a wallet.")
final class WalletShowCommand extends ApiCommand {
    @Mixin private WalletOptions wallet;

    @Override
    public Integer call() {
        output().object(wallet.ref().find(api()));
        return ExitCode.OK;
    }
}
