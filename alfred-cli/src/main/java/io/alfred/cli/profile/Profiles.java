package io.alfred.cli.profile;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.DataDir;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.GlobalOptions;
import io.alfred.cli.core.PrivateFile;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds the server: {@code --profile NAME}, else what {@code login} saved without a name, else the
 * data directory's {@code endpoint.json} and {@code admin.token}.
 *
 * <p>Endpoint and token always come from the same place, so that no token reaches another server.
 */
public final class Profiles {
    private final DataDir dataDir;
    private final Optional<String> name;

    private Profiles(DataDir dataDir, Optional<String> name) {
        this.dataDir = dataDir;
        this.name = name;
    }

    public static Profiles of(GlobalOptions globals) {
        return new Profiles(globals.dataDir(), globals.profile());
    }

    /** The file of the profile chosen. */
    public Path file() {
        return name.map(dataDir::profileFile).orElseGet(dataDir::profileFile);
    }

    /** The server and its token; {@link ExitCode#AUTH} where nobody signed in. */
    public Connection connection() {
        Profile profile = load();
        if (profile.url().isPresent() && profile.token().isPresent()) {
            return new Connection(profile.url().get(), profile.token().get(), false);
        }
        requireDefault();
        URI url = ownEndpoint();
        String token =
                dataDir.adminToken()
                        .orElseThrow(
                                () ->
                                        new CliException(
                                                ExitCode.AUTH,
                                                "there is no token in " + dataDir.adminTokenFile(),
                                                "run `alfred login`"));
        return new Connection(url, token, true);
    }

    /** The server and the key {@code init} saved. */
    public Connection chatConnection(Optional<String> givenKey) {
        Profile profile = load();
        String key =
                givenKey.or(profile::apiKey)
                        .orElseThrow(
                                () ->
                                        new CliException(
                                                ExitCode.AUTH,
                                                "no API key is saved in " + file(),
                                                "run `alfred key create --user NAME --save`, or"
                                                        + " give one with --key-file"));
        return new Connection(url(profile), key, false);
    }

    public void saveApiKey(String key) {
        PrivateFile.write(file(), load().withApiKey(key).text());
    }

    /** Whether a key for {@code chat} is there. */
    public boolean hasApiKey() {
        return load().apiKey().isPresent();
    }

    public void saveServer(URI url, String token) {
        PrivateFile.write(file(), load().withServer(url, token, knownEndpoint()).text());
    }

    /** Where the connection's token is kept, so that a new one can replace it. */
    public TokenPlace tokenPlace(Connection connection) {
        return connection.ownDataDir()
                ? adminTokenPlace()
                : new TokenPlace(
                        file(),
                        token ->
                                load().withServer(connection.url(), token, knownEndpoint()).text());
    }

    /** The data directory's {@code admin.token}. */
    public TokenPlace adminTokenPlace() {
        return new TokenPlace(dataDir.adminTokenFile(), token -> token + "\n");
    }

    /** Forgets what was saved; false if there was nothing. */
    public boolean delete() {
        try {
            return Files.deleteIfExists(file());
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILURE, "cannot delete " + file(), "", e);
        }
    }

    /** Where the server of the data directory listens, if there is one. */
    public Optional<URI> knownEndpoint() {
        return load().url().or(dataDir::endpoint);
    }

    private URI url(Profile profile) {
        if (profile.url().isPresent()) {
            return profile.url().get();
        }
        requireDefault();
        return ownEndpoint();
    }

    private URI ownEndpoint() {
        return dataDir.endpoint()
                .orElseThrow(
                        () ->
                                new CliException(
                                        ExitCode.UNREACHABLE,
                                        "no server has run with the data directory "
                                                + dataDir.root(),
                                        "start one with `alfred serve`, or name another with"
                                                + " `alfred login`"));
    }

    private void requireDefault() {
        if (name.isPresent()) {
            throw new CliException(
                    ExitCode.AUTH,
                    "nobody signed in with the profile \"" + name.get() + "\"",
                    "run `alfred login --profile " + name.get() + "`");
        }
    }

    private Profile load() {
        Path file = file();
        if (!Files.exists(file)) {
            return Profile.EMPTY;
        }
        try {
            return Profile.parse(Files.readString(file), file.toString());
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.FAILURE, "cannot read " + file, "run as the user that owns it", e);
        }
    }
}
