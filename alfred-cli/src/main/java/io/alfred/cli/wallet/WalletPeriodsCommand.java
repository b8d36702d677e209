package io.alfred.cli.wallet;

import io.alfred.cli.command.ListCommand;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.List;

/** {@code alfred wallet periods}. */
@Command(name = "periods", description = "Lists a wallet's periods that are over, newest first.")
final class WalletPeriodsCommand extends ListCommand {
    @Mixin private WalletOptions wallet;

    @Override
    protected ApiPath path(Api api) {
        return ApiPath.of("api", "wallets", wallet.ref().id(api), "periods");
    }

    @Override
    protected List<String> columns() {
        return List.of("number", "started_at", "ended_at", "allotted", "held", "spent");
    }
}
