package io.alfred.cli.ledger;

import io.alfred.cli.command.ListCommand;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.List;

/** {@code alfred ledger holds}. */
@Command(name = "holds", description = "Lists what is held for calls under way or unresolved.")
final class LedgerHoldsCommand extends ListCommand {
    @Option(names = "--state", paramLabel = "STATE", description = "open or unknown.")
    private @Nullable String state;

    @Option(names = "--tx", paramLabel = "ID", description = "Only of this transaction.")
    private @Nullable String transaction;

    @Override
    protected ApiPath path(Api api) {
        return ApiPath.of("api", "ledger", "holds").with("state", state).with("tx", transaction);
    }

    @Override
    protected List<String> columns() {
        return List.of(
                "created_at",
                "state",
                "wallet",
                "amount",
                "charged",
                "model",
                "deadline_at",
                "tx_id");
    }
}
