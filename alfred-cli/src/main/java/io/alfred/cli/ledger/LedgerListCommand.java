package io.alfred.cli.ledger;

import io.alfred.cli.command.ListCommand;
import io.alfred.cli.command.WalletRef;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.List;

/** {@code alfred ledger list}. */
@Command(name = "list", description = "Lists the entries, newest first; amounts are credits.")
final class LedgerListCommand extends ListCommand {
    @Option(
            names = "--wallet",
            paramLabel = "WALLET",
            description = "Only of this wallet: its id, or its owner such as user:ana.")
    private @Nullable String wallet;

    @Option(names = "--org", paramLabel = "ORG", description = "The organization of --wallet.")
    private @Nullable String org;

    @Option(names = "--tx", paramLabel = "ID", description = "Only of this transaction.")
    private @Nullable String transaction;

    @Override
    protected ApiPath path(Api api) {
        String walletId = wallet == null ? null : new WalletRef(wallet, org).id(api);
        return ApiPath.of("api", "ledger", "entries")
                .with("wallet", walletId)
                .with("tx", transaction);
    }

    @Override
    protected List<String> columns() {
        return List.of(
                "recorded_at",
                "kind",
                "wallet",
                "amount",
                "provider",
                "model",
                "prompt_tokens",
                "completion_tokens",
                "tx_id");
    }
}
