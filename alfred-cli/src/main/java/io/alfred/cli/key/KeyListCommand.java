package io.alfred.cli.key;

import io.alfred.cli.command.ListCommand;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.List;

/** {@code alfred key list}. */
@Command(name = "list", description = "Lists the keys, without their secrets.")
final class KeyListCommand extends ListCommand {
    @Option(names = "--user", paramLabel = "USER", description = "Only of this user.")
    private @Nullable String user;

    @Override
    protected ApiPath path(Api api) {
        return ApiPath.of("api", "keys").with("user", user);
    }

    @Override
    protected List<String> columns() {
        return List.of(
                "prefix", "name", "user", "scopes", "state", "created_at", "expires_at", "id");
    }
}
