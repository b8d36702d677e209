package io.alfred.cli.provider;

import io.alfred.cli.command.ListCommand;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import picocli.CommandLine.Command;

import java.util.List;

/** {@code alfred provider list}. */
@Command(name = "list", description = "Lists the providers.")
final class ProviderListCommand extends ListCommand {
    @Override
    protected ApiPath path(Api api) {
        return ApiPath.of("api", "providers");
    }

    @Override
    protected List<String> columns() {
        return List.of("name", "state", "has_key", "models", "builtin", "protocol", "base_url");
    }
}
