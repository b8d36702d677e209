package io.alfred.identity;

import org.eclipse.microprofile.config.Config;

import java.nio.file.Path;

/**
 * Settings of identity.
 *
 * @param adminTokenFile {@code alfred.admin-token-file}: where the admin token is written, mode
 *     0600, when none exists and when it is rotated; default {@code admin.token} in {@code
 *     alfred.data.dir}
 */
record IdentityConfig(Path adminTokenFile) {

    static IdentityConfig read(Config config) {
        return new IdentityConfig(
                config.getOptionalValue("alfred.admin-token-file", String.class)
                        .map(Path::of)
                        .orElseGet(() -> dataDir(config).resolve("admin.token")));
    }

    private static Path dataDir(Config config) {
        return config.getOptionalValue("alfred.data.dir", String.class)
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".alfred"));
    }
}
