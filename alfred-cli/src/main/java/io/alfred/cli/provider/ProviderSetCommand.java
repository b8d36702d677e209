package io.alfred.cli.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.http.ApiPath;
import io.alfred.cli.profile.SecretInput;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.net.URI;
import java.util.Objects;
import java.util.stream.Stream;

/** {@code alfred provider set}: adds a provider or changes what is given. */
@Command(
        name = "set",
        description = "Adds a provider, or changes its address, protocol, key or state.",
        footer = {
            "%nExamples:",
            "  alfred provider set openai --key-file - < openai.key",
            "  alfred provider set anthropic --key-file - < anthropic.key",
            "  alfred provider set google-vertex --key-file account.json --base-url \\",
            "    https://europe-west4-aiplatform.googleapis.com/v1/projects/P/locations/europe-west4"
        })
final class ProviderSetCommand extends ApiCommand {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "PROVIDER")
    private String name;

    @Option(
            names = "--base-url",
            paramLabel = "URL",
            description = "Where its API is, such as https://api.openai.com/v1.")
    private @Nullable URI baseUrl;

    @Option(
            names = "--protocol",
            paramLabel = "PROTOCOL",
            description = {
                "What its API speaks: openai, anthropic, gemini, vertex, bedrock or cohere",
                "(default: as the catalogue says, else openai)."
            })
    private @Nullable String protocol;

    @Option(
            names = "--auth",
            paramLabel = "AUTH",
            description = {
                "How it is told who calls: bearer, x-api-key, api-key, x-goog-api-key,",
                "google-service-account, sigv4 or none (default: as is usual for it)."
            })
    private @Nullable String auth;

    @Option(
            names = "--key-file",
            paramLabel = "-|FILE",
            description = "Its API key: a file, or - for stdin.")
    private @Nullable String keyFile;

    @Option(names = "--state", paramLabel = "STATE", description = "active or disabled.")
    private @Nullable String state;

    @Override
    public Integer call() {
        if (Stream.of(baseUrl, protocol, auth, keyFile, state).allMatch(Objects::isNull)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Nothing to set: give --base-url, --protocol, --auth, --key-file or --state");
        }
        ObjectNode body = Json.object();
        if (baseUrl != null) {
            body.put("base_url", baseUrl.toString());
        }
        if (protocol != null) {
            body.put("protocol", protocol);
        }
        if (auth != null) {
            body.put("auth", auth);
        }
        if (keyFile != null) {
            body.put("api_key", SecretInput.read(keyFile, "API key of " + name, globals()));
        }
        if (state != null) {
            body.put("state", state);
        }
        output().object(api().put(ApiPath.of("api", "providers", name), body));
        return ExitCode.OK;
    }
}
