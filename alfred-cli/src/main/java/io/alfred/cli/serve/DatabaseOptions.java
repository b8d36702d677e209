package io.alfred.cli.serve;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.serve.postgres.Login;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A PostgreSQL of the operator's own: by option, else by {@code ALFRED_DB_*}. */
final class DatabaseOptions {
    @Option(
            names = "--db-url",
            paramLabel = "JDBC_URL",
            description = {
                "Your own PostgreSQL instead of the one inside,",
                "e.g. jdbc:postgresql://db.example.com/alfred ($ALFRED_DB_URL)."
            })
    private @Nullable String url;

    @Option(
            names = "--db-user",
            paramLabel = "U",
            description = "Role the server works with ($ALFRED_DB_USER).")
    private @Nullable String user;

    @Option(
            names = "--db-password-file",
            paramLabel = "F",
            description =
                    "File with that role's password ($ALFRED_DB_PASSWORD holds the password).")
    private @Nullable Path passwordFile;

    @Option(
            names = "--db-owner-user",
            paramLabel = "O",
            description = "Role the server migrates with ($ALFRED_DB_OWNER_USER).")
    private @Nullable String ownerUser;

    @Option(
            names = "--db-owner-password-file",
            paramLabel = "G",
            description = "File with its password ($ALFRED_DB_OWNER_PASSWORD holds the password).")
    private @Nullable Path ownerPasswordFile;

    /** Empty when the embedded PostgreSQL is wanted. */
    Optional<ExternalDatabase> external(Settings settings) {
        Optional<String> jdbcUrl = Optional.ofNullable(url).or(() -> settings.get("ALFRED_DB_URL"));
        Optional<Login> login =
                login(user, passwordFile, settings, "ALFRED_DB_USER", "ALFRED_DB_PASSWORD");
        if (jdbcUrl.isEmpty()) {
            if (user != null || passwordFile != null || ownerUser != null) {
                throw new CliException(
                        ExitCode.USAGE, "--db-user without --db-url", "say which database to use");
            }
            return Optional.empty();
        }
        return Optional.of(
                new ExternalDatabase(
                        jdbcUrl.get(),
                        login.orElseThrow(
                                () ->
                                        new CliException(
                                                ExitCode.USAGE,
                                                "--db-url without a role",
                                                "add --db-user and --db-password-file")),
                        login(
                                ownerUser,
                                ownerPasswordFile,
                                settings,
                                "ALFRED_DB_OWNER_USER",
                                "ALFRED_DB_OWNER_PASSWORD")));
    }

    private static Optional<Login> login(
            @Nullable String user,
            @Nullable Path passwordFile,
            Settings settings,
            String userVariable,
            String passwordVariable) {
        Optional<String> name = Optional.ofNullable(user).or(() -> settings.get(userVariable));
        return name.map(
                role ->
                        new Login(
                                role,
                                passwordFile == null
                                        ? settings.get(passwordVariable).orElse("")
                                        : read(passwordFile)));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.FAILURE,
                    "cannot read the password file " + file,
                    "make it readable for this user",
                    e);
        }
    }
}
