package io.alfred.cli.provider;

import com.fasterxml.jackson.databind.JsonNode;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.http.ApiPath;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code alfred provider test}: exit code 1 if the provider does not answer as it should. */
@Command(
        name = "test",
        description = "Asks a provider for its models, to see that address and key work.")
final class ProviderTestCommand extends ApiCommand {
    @Parameters(paramLabel = "PROVIDER")
    private String name;

    @Override
    public Integer call() {
        JsonNode result = api().post(ApiPath.of("api", "providers", name, "test"), Json.object());
        output().object(result);
        return result.path("ok").asBoolean() ? ExitCode.OK : ExitCode.FAILURE;
    }
}
