package io.alfred.secrets;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;

import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/**
 * Encrypts a secret so that it opens under its own name only: AES-256-GCM with the name as
 * associated data.
 *
 * <p>Each ciphertext starts with the id of its key, so that the key can be replaced one day.
 */
final class SecretCipher {
    private static final int KEY_ID = 1;
    private static final int KEY_BYTES = 32;
    private static final int IV_BYTES = 12;
    private static final int TAG_BYTES = 16;

    private final Aead aead;

    @AccessesPartialKey
    SecretCipher(byte[] key) {
        try {
            AeadConfig.register();
            AesGcmParameters parameters =
                    AesGcmParameters.builder()
                            .setKeySizeBytes(KEY_BYTES)
                            .setIvSizeBytes(IV_BYTES)
                            .setTagSizeBytes(TAG_BYTES)
                            .setVariant(AesGcmParameters.Variant.TINK)
                            .build();
            AesGcmKey aesKey =
                    AesGcmKey.builder()
                            .setParameters(parameters)
                            .setKeyBytes(SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get()))
                            .setIdRequirement(KEY_ID)
                            .build();
            aead =
                    KeysetHandle.newBuilder()
                            .addEntry(KeysetHandle.importKey(aesKey).makePrimary())
                            .build()
                            .getPrimitive(RegistryConfiguration.get(), Aead.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is not available", e);
        }
    }

    byte[] encrypt(String name, String value) {
        try {
            return aead.encrypt(value.getBytes(StandardCharsets.UTF_8), bindingOf(name));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the secret was not encrypted", e);
        }
    }

    /**
     * Opens a stored secret.
     *
     * @throws AlfredException {@code INTERNAL_ERROR} when the keystore is another one or the row
     *     was altered or moved to another name
     */
    Secret decrypt(String name, byte[] ciphertext) {
        try {
            return new Secret(
                    new String(aead.decrypt(ciphertext, bindingOf(name)), StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AlfredException(
                    ErrorCode.INTERNAL_ERROR,
                    "secret \""
                            + name
                            + "\" does not open with the key in "
                            + SecretsConfig.KEYSTORE_FILE,
                    "use the keystore it was stored with, or store the secret again",
                    e);
        }
    }

    private static byte[] bindingOf(String name) {
        return ("alfred|" + name).getBytes(StandardCharsets.UTF_8);
    }
}
