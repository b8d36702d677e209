package io.alfred.cli.model;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.Optional;

/** {@code alfred model show}. */
@Command(name = "show", description = "Shows a model.")
final class ModelShowCommand extends ApiCommand {
    private static final int MODELS_MAX = 100_000;

    @Parameters(paramLabel = "PROVIDER/MODEL")
    private String id;

    @Override
    public Integer call() {
        Api.Items all = api().list(ApiPath.of("api", "models"), MODELS_MAX, Optional.empty());
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
