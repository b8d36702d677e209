package io.alfred.cli.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;
import io.alfred.cli.profile.Profiles;
import io.alfred.cli.profile.SecretInput;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.Optional;

/** {@code alfred provider test}: exit code 1 if the provider does not answer as it should. */
@Command(
        name = "test",
        description = {
            "Asks a provider something that costs nothing, to see that address and key work.",
            "With --model it also makes one small call through the gateway, which is charged, and"
                    + " compares the charge with the catalogue."
        },
        footer = {
            "%nExamples:",
            "  alfred provider test groq",
            "  alfred provider test groq --model llama-3.1-8b-instant"
        })
final class ProviderTestCommand extends ApiCommand {
    @Parameters(paramLabel = "PROVIDER")
    private String name;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "Make a call of this model of the provider.")
    private @Nullable String model;

    @Option(
            names = "--key-file",
            paramLabel = "-|FILE",
            description = "The API key that pays for it (default: the one init saved).")
    private @Nullable String keyFile;

    @Override
    public Integer call() {
        Api api = api();
        JsonNode result = api.post(ApiPath.of("api", "providers", name, "test"), Json.object());
        boolean ok = result.path("ok").asBoolean();
        if (ok && model != null && result instanceof ObjectNode told) {
            Optional<String> key =
                    Optional.ofNullable(keyFile)
                            .map(source -> SecretInput.read(source, "API key", globals()));
            Api caller = Profiles.of(globals()).chatConnection(key).api(changeKeys());
            ok = new TrialCall(api, caller, name, model).tell(told);
        }
        output().object(result);
        return ok ? ExitCode.OK : ExitCode.FAILURE;
    }
}
