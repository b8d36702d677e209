package io.alfred.cli.model;

import io.alfred.cli.command.ListCommand;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.List;

/** {@code alfred model list}. */
@Command(
        name = "list",
        description =
                "Lists the models; prices are credits for a million tokens or characters, an image,"
                        + " a minute.")
final class ModelListCommand extends ListCommand {
    @Option(names = "--provider", paramLabel = "NAME", description = "Of this provider only.")
    private @Nullable String provider;

    @Option(
            names = "--org",
            paramLabel = "ORG",
            description = "At the prices that this org pays (default: the caller's).")
    private @Nullable String org;

    @Override
    protected ApiPath path(Api api) {
        return ApiPath.of("api", "models").with("provider", provider).with("org", org);
    }

    @Override
    protected List<String> columns() {
        return List.of(
                "id",
                "kind",
                "input",
                "cached_read",
                "output",
                "audio_input",
                "audio_output",
                "per_image",
                "per_1m_characters",
                "per_minute",
                "context_tokens",
                "max_output_tokens",
                "available");
    }
}
