package io.alfred.cli.wallet;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code alfred wallet shortage}. */
@Command(
        name = "shortage",
        description = "Sets what becomes of a wallet's calls that do not fit into what is left.",
        footer = {"%nExample:", "  alfred wallet shortage user:ana lower"})
final class WalletShortageCommand extends ApiCommand {
    @Mixin private WalletOptions wallet;

    @Parameters(
            index = "1",
            paramLabel = "refuse|lower",
            description = "Refuse them, or lower their output limit to what fits.")
    private String choice;

    @Override
    public Integer call() {
        Api api = api();
        output().object(
                        api.put(
                                ApiPath.of("api", "wallets", wallet.ref().id(api), "on-shortage"),
                                Json.object().put("choice", choice)));
        return ExitCode.OK;
    }
}
