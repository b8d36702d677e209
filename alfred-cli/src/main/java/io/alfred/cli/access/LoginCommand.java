package io.alfred.cli.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.alfred.cli.command.ApiCommand;
import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.Json;
import io.alfred.cli.core.PrivateFile;
import io.alfred.cli.http.Api;
import io.alfred.cli.http.ApiPath;
import io.alfred.cli.profile.Connection;
import io.alfred.cli.profile.Profiles;
import io.alfred.cli.profile.SecretInput;
import io.alfred.cli.profile.TokenPlace;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.net.URI;
import java.util.Optional;
import java.util.Set;

/** {@code alfred login}: saves an endpoint and a token that works there, or rotates the token. */
@Command(
        name = "login",
        description = "Saves an endpoint and token, or rotates the admin token.",
        footer = {
            "%nExample:",
            "  alfred login --profile prod --endpoint https://alfred.example.com --token-file -"
        })
public final class LoginCommand extends ApiCommand {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    @Spec private CommandSpec spec;

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "The server (default: asked for, or the data directory's own).")
    private @Nullable String endpoint;

    @Option(
            names = "--token-file",
            paramLabel = "-|FILE",
            defaultValue = "-",
            description = "The token: a file, or - for stdin or a prompt (default).")
    private String tokenFile;

    @Option(
            names = "--rotate",
            description =
                    "Replace the admin token by a new one and save it; the old one stops working.")
    private boolean rotate;

    @Override
    public Integer call() {
        return rotate ? rotate() : login();
    }

    private int login() {
        Profiles profiles = Profiles.of(globals());
        URI url = endpoint(profiles);
        String token = SecretInput.read(tokenFile, "Token for " + url, globals());
        JsonNode principal = new Api(url, token).get(ApiPath.of("api", "whoami"));
        profiles.saveServer(url, token);
        output().object(principal);
        output().talk("saved in " + profiles.file());
        return ExitCode.OK;
    }

    private URI endpoint(Profiles profiles) {
        Optional<String> known = profiles.knownEndpoint().map(URI::toString);
        String text =
                Optional.ofNullable(endpoint)
                        .or(() -> asked(known))
                        .or(() -> known)
                        .orElseThrow(
                                () ->
                                        new ParameterException(
                                                spec.commandLine(),
                                                "Name the server with --endpoint"));
        URI url;
        try {
            url = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw notAnAddress(e);
        }
        boolean web = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
        if (!web || url.getHost() == null || url.getUserInfo() != null || url.getQuery() != null) {
            throw notAnAddress(null);
        }
        if ("http".equals(url.getScheme()) && !LOOPBACK.contains(url.getHost())) {
            output().talk("warning: http sends the token in the clear; use https");
        }
        return url;
    }

    private ParameterException notAnAddress(@Nullable Exception cause) {
        return new ParameterException(
                spec.commandLine(),
                "The endpoint must look like https://alfred.example.com, without user or query",
                cause);
    }

    private Optional<String> asked(Optional<String> known) {
        String hint = known.map(url -> " [" + url + "]").orElse("");
        return globals()
                .prompt()
                .flatMap(prompt -> prompt.line("Endpoint" + hint + ": "))
                .map(String::strip)
                .filter(answer -> !answer.isEmpty());
    }

    private int rotate() {
        Profiles profiles = Profiles.of(globals());
        Connection connection = profiles.connection();
        Api api = connection.api(changeKeys());
        boolean asAdmin =
                api.get(ApiPath.of("api", "whoami")).path("kind").asText().equals("installation");
        TokenPlace place = asAdmin ? profiles.tokenPlace(connection) : profiles.adminTokenPlace();
        try (PrivateFile file = PrivateFile.draft(place.file())) {
            JsonNode fresh = api.post(ApiPath.of("api", "admin-token", "rotate"), Json.object());
            String secret = fresh.path("secret").asText();
            if (secret.isEmpty()) {
                throw new CliException(
                        ExitCode.FAILURE, "the server answered without a new token", "try again");
            }
            file.replace(place.content().apply(secret));
            ObjectNode shown = Json.object();
            shown.set("id", fresh.path("id"));
            shown.set("prefix", fresh.path("prefix"));
            output().object(shown);
        }
        output().talk("the new token is in " + place.file() + "; the old one stopped working");
        return ExitCode.OK;
    }
}
