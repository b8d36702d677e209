package io.alfred.cli.model;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.Optional;

/** {@code alfred model show}. */
@Command(name = "show", description = "Shows a model.")
final class ModelShowCommand extends ApiCommand {
    private static final int MODELS_MAX = 100_000;

    @Parameters(paramLabel = "PROVIDER/MODEL")
    private String id;

    @Option(
            names = "--org",
            paramLabel = "ORG",
            description = "At the price that this org pays (default: the caller's).")
    private @Nullable String org;

    private @Nullable String provider() {
        int slash = id.indexOf('/');
        return slash < 1 ? null : id.substring(0, slash);
    }

    @Override
    public Integer call() {
        ApiPath path = ApiPath.of("api", "models").with("provider", provider()).with("org", org);
        Api.Items all = api().list(path, MODELS_MAX, Optional.empty());
        for (JsonNode model : all.items()) {
            if (model.path("id").asText().equals(id)) {
                output().object(model);
                return ExitCode.OK;
            }
        }
        throw new CliException(
                ExitCode.NOT_FOUND,
                "model_not_found: there is no model \"" + id + "\"",
                "`alfred model list` names them all");
    }
}
