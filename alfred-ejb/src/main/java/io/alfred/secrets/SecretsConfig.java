package io.alfred.secrets;

import org.eclipse.microprofile.config.Config;

import java.nio.file.Path;

/**
 * Settings of the secret store.
 *
 * @param keystoreFile {@code alfred.secrets.keystore-file}: PKCS#12 file with the key that encrypts
 *     the stored secrets, mode 0600; made at first use; every node needs the same one; default
 *     {@code secrets/keystore.p12} in {@code alfred.data.dir}
 * @param passwordFile {@code alfred.secrets.keystore-password-file}: its password, mode 0600; made
 *     at first use; default {@code secrets/keystore.password}
 */
record SecretsConfig(Path keystoreFile, Path passwordFile) {
    static final String KEYSTORE_FILE = "alfred.secrets.keystore-file";
    static final String PASSWORD_FILE = "alfred.secrets.keystore-password-file";

    static SecretsConfig read(Config config) {
        Path dataDir =
                config.getOptionalValue("alfred.data.dir", String.class)
                        .map(Path::of)
                        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".alfred"));
        return new SecretsConfig(
                path(config, KEYSTORE_FILE, dataDir, "secrets/keystore.p12"),
                path(config, PASSWORD_FILE, dataDir, "secrets/keystore.password"));
    }

    private static Path path(Config config, String property, Path dataDir, String fallback) {
        return config.getOptionalValue(property, String.class)
                .map(Path::of)
                .orElseGet(() -> dataDir.resolve(fallback));
    }
}
