package io.alfred.cli.serve.postgres;

import io.alfred.cli.core.CliException;
import io.alfred.cli.core.ExitCode;
import io.alfred.cli.core.PrivateFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/** The generated passwords of the embedded PostgreSQL: one 0600 file per role. */
record PostgresPasswords(Path folder) {
    static final String SUPERUSER = "postgres";
    static final String OWNER = "alfred_owner";
    static final String APP = "alfred_app";
    private static final int PASSWORD_BYTES = 32;

    Path file(String role) {
        return folder.resolve("pg-" + role + ".password");
    }

    /** The role's password, made at the first call. */
    Login loginOrNew(String role) {
        if (!Files.exists(file(role))) {
            byte[] random = new byte[PASSWORD_BYTES];
            new SecureRandom().nextBytes(random);
            PrivateFile.write(
                    file(role), Base64.getUrlEncoder().withoutPadding().encodeToString(random));
        }
        return login(role);
    }

    /** The role's password; an error if it was lost. */
    Login login(String role) {
        try {
            return new Login(role, Files.readString(file(role)).strip());
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.FAILURE,
                    "cannot read " + file(role) + ", the password of the database in this folder",
                    "restore it from a backup and run as the user that owns it",
                    e);
        }
    }
}
