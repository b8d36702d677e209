package io.alfred.cli.wallet;

import io.alfred.cli.command.ListCommand;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.List;

/** {@code alfred wallet list}. */
@Command(name = "list", description = "Lists the wallets; amounts are credits.")
final class WalletListCommand extends ListCommand {
    @Option(names = "--org", paramLabel = "ORG", description = "Only of this organization.")
    private @Nullable String org;

    @Override
    protected ApiPath path(Api api) {
        return ApiPath.of("api", "wallets").with("org", org);
    }

    @Override
    protected List<String> columns() {
        return List.of("owner", "org", "state", "allotted", "held", "spent", "free", "id");
    }
}
