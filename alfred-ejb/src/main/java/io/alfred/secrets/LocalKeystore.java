package io.alfred.secrets;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.PrivateFile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Base64;

import javax.crypto.spec.SecretKeySpec;

/**
 * The PKCS#12 file with the AES-256 key under which secrets are stored, and the file with its
 * password.
 *
 * <p>Two files, so that the keystore may lie with the backups and the password elsewhere. A
 * keystore without its password, or with a wrong one, is never replaced: the secrets in the
 * database would be lost.
 */
final class LocalKeystore {
    private static final String TYPE = "PKCS12";
    private static final String ENTRY = "alfred-secrets-1";
    private static final int KEY_BYTES = 32;

    private final SecretsConfig settings;

    LocalKeystore(SecretsConfig settings) {
        this.settings = settings;
    }

    boolean exists() {
        return Files.exists(settings.keystoreFile());
    }

    /** Makes the key and the files; an existing password file is used as it is. */
    void create() {
        byte[] key = new byte[KEY_BYTES];
        SecureRandom random = new SecureRandom();
        random.nextBytes(key);
        try {
            if (!Files.exists(settings.passwordFile())) {
                byte[] password = new byte[KEY_BYTES];
                random.nextBytes(password);
                PrivateFile.replace(
                        settings.passwordFile(),
                        Base64.getUrlEncoder().withoutPadding().encodeToString(password) + "\n");
            }
            char[] password = password();
            KeyStore store = KeyStore.getInstance(TYPE);
            store.load(null, password);
            store.setEntry(
                    ENTRY,
                    new KeyStore.SecretKeyEntry(new SecretKeySpec(key, "AES")),
                    new KeyStore.PasswordProtection(password));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            store.store(bytes, password);
            PrivateFile.replace(settings.keystoreFile(), bytes.toByteArray());
        } catch (IOException | GeneralSecurityException e) {
            throw broken(
                    SecretsConfig.KEYSTORE_FILE, "cannot be made", "make its folder writable", e);
        }
    }

    /** The AES-256 key. */
    byte[] open() {
        char[] password;
        try {
            password = password();
        } catch (IOException e) {
            throw broken(
                    SecretsConfig.PASSWORD_FILE,
                    "cannot be read",
                    "restore the file that belongs to the keystore",
                    e);
        }
        try {
            KeyStore store = KeyStore.getInstance(TYPE);
            try (var in = Files.newInputStream(settings.keystoreFile())) {
                store.load(in, password);
            }
            Key key = store.getKey(ENTRY, password);
            if (key == null || key.getEncoded().length != KEY_BYTES) {
                throw broken(
                        SecretsConfig.KEYSTORE_FILE,
                        "holds no key of Alfred",
                        "restore the keystore that Alfred made",
                        null);
            }
            return key.getEncoded();
        } catch (IOException | GeneralSecurityException e) {
            throw broken(
                    SecretsConfig.KEYSTORE_FILE,
                    "cannot be opened",
                    "check that the file is whole and belongs to the password in "
                            + SecretsConfig.PASSWORD_FILE,
                    e);
        }
    }

    private char[] password() throws IOException {
        Path file = settings.passwordFile();
        return Files.readString(file, StandardCharsets.UTF_8).strip().toCharArray();
    }

    static AlfredException broken(
            String property,
            String problem,
            String fix,
            @org.jspecify.annotations.Nullable Throwable cause) {
        String message = "the secret store is not usable: " + property + " " + problem;
        return cause == null
                ? new AlfredException(ErrorCode.INTERNAL_ERROR, message, fix)
                : new AlfredException(ErrorCode.INTERNAL_ERROR, message, fix, cause);
    }
}
