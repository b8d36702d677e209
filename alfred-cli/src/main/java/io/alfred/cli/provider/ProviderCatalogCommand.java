package io.alfred.cli.provider;

import io.alfred.cli.command.ListCommand;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import picocli.CommandLine.Command;

import java.util.List;

/** {@code alfred provider catalog}: the providers that Alfred knows, set up or not. */
@Command(
        name = "catalog",
        description = "Lists the providers that can be set up by name, with what they speak.")
final class ProviderCatalogCommand extends ListCommand {
    @Override
    protected ApiPath path(Api api) {
        return ApiPath.of("api", "catalog");
    }

    @Override
    protected List<String> columns() {
        return List.of("provider", "title", "protocol", "auth", "key_variable", "base_url");
    }
}
