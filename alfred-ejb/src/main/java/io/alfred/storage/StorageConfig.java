package io.alfred.storage;

import io.alfred.kernel.StartupError;

import org.eclipse.microprofile.config.Config;

import java.util.Optional;

/**
 * Settings of the database.
 *
 * @param url {@code alfred.db.url}: JDBC URL of a PostgreSQL database; required
 * @param user {@code alfred.db.user}: role of the application; required
 * @param ownerUser {@code alfred.db.owner.user}: role that owns the schema; when set, the server
 *     migrates the schema at start
 * @param ownerPassword {@code alfred.db.owner.password}
 */
record StorageConfig(
        String url, String user, Optional<String> ownerUser, Optional<String> ownerPassword) {

    static StorageConfig read(Config config) {
        StorageConfig settings =
                new StorageConfig(
                        required(config, "alfred.db.url"),
                        required(config, "alfred.db.user"),
                        config.getOptionalValue("alfred.db.owner.user", String.class),
                        config.getOptionalValue("alfred.db.owner.password", String.class));
        if (!settings.url.startsWith("jdbc:postgresql:")) {
            throw StartupError.config(
                    "alfred.db.url",
                    "is not a PostgreSQL JDBC URL",
                    "write it as jdbc:postgresql://HOST:PORT/DATABASE");
        }
        if (settings.ownerUser.isPresent() && settings.ownerPassword.isEmpty()) {
            throw StartupError.config(
                    "alfred.db.owner.password",
                    "is missing",
                    "set it, or drop alfred.db.owner.user to start without migrating");
        }
        return settings;
    }

    private static String required(Config config, String property) {
        return config.getOptionalValue(property, String.class)
                .orElseThrow(
                        () ->
                                StartupError.config(
                                        property,
                                        "is missing",
                                        "set it, or start with `alfred serve`, which brings its own"
                                                + " database"));
    }
}
