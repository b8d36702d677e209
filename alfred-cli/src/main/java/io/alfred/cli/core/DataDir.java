package io.alfred.cli.core;

import com.fasterxml.jackson.databind.JsonNode;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The directory a server of this machine and its operator share: {@code --data}, else {@code
 * $ALFRED_DATA}, else {@code ~/.alfred}.
 */
public record DataDir(Path root) {
    public DataDir {
        root = root.toAbsolutePath().normalize();
    }

    /** Resolves the directory; it need not exist. */
    public static DataDir resolve(@Nullable Path option, Environment environment) {
        if (option != null) {
            return new DataDir(option);
        }
        return new DataDir(
                environment
                        .variable("ALFRED_DATA")
                        .map(Path::of)
                        .orElseGet(() -> environment.home().resolve(".alfred")));
    }

    /** Written by the server: {@code {"url"}}. */
    public Path endpointFile() {
        return root.resolve("endpoint.json");
    }

    /** Written by the server at its first start; 0600. */
    public Path adminTokenFile() {
        return root.resolve("admin.token");
    }

    /** Written by the server, outside the database. */
    public Path checkpointsFile() {
        return root.resolve("audit").resolve("checkpoints.jsonl");
    }

    /** What {@code init} and {@code login} save when no profile was named; 0600. */
    public Path profileFile() {
        return root.resolve("profile.json");
    }

    /** What {@code login --profile NAME} saves; 0600. */
    public Path profileFile(String name) {
        return root.resolve("profiles").resolve(name + ".json");
    }

    /** Where the server of this directory listens, if it wrote that down. */
    public Optional<URI> endpoint() {
        return read(endpointFile())
                .map(text -> Json.parse(text, endpointFile().toString()))
                .map(node -> node.path("url"))
                .filter(JsonNode::isTextual)
                .map(node -> URI.create(node.textValue()));
    }

    /** The owner token of the server of this directory. */
    public Optional<String> adminToken() {
        return read(adminTokenFile()).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static Optional<String> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.FAILURE,
                    "cannot read " + file,
                    "run as the user that owns it, or choose another --data",
                    e);
        }
    }
}
