package io.alfred.cli.wallet;

import io.alfred.cli.command.ListCommand;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.List;

/** {@code alfred wallet model-limits}. */
@Command(name = "model-limits", description = "Lists a wallet's limits for models.")
final class WalletModelLimitsCommand extends ListCommand {
    @Mixin private WalletOptions wallet;

    @Override
    protected ApiPath path(Api api) {
        return ApiPath.of("api", "wallets", wallet.ref().id(api), "model-limits");
    }

    @Override
    protected List<String> columns() {
        return List.of("models", "state", "allotted", "held", "spent", "free", "id");
    }
}
