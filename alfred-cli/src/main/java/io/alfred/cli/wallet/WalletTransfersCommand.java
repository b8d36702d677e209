package io.alfred.cli.wallet;

import io.alfred.cli.command.ListCommand;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.List;

/** {@code alfred wallet transfers}. */
@Command(name = "transfers", description = "Lists transfers that need or needed approval.")
final class WalletTransfersCommand extends ListCommand {
    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "pending, approved, done, rejected, expired or failed.")
    private @Nullable String state;

    @Override
    protected ApiPath path(Api api) {
        return ApiPath.of("api", "transfers").with("state", state);
    }

    @Override
    protected List<String> columns() {
        return List.of("requested_at", "state", "amount", "from", "to", "expires_at", "id");
    }
}
