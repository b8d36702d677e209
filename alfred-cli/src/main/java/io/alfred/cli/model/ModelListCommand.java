package io.alfred.cli.model;

import io.alfred.cli.command.ListCommand;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import picocli.CommandLine.Command;

import java.util.List;

/** {@code alfred model list}. */
@Command(
        name = "list",
        description =
                "Lists the models; prices are credits for a million tokens or characters, an image,"
                        + " a minute.")
final class ModelListCommand extends ListCommand {
    @Override
    protected ApiPath path(Api api) {
        return ApiPath.of("api", "models");
    }

    @Override
    protected List<String> columns() {
        return List.of(
                "id",
                "kind",
                "input",
                "cached_read",
                "output",
                "per_image",
                "per_1m_characters",
                "per_minute",
                "context_tokens",
                "max_output_tokens",
                "available");
    }
}
