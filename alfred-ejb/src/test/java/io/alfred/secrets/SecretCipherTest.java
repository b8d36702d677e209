package io.alfred.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.kernel.AlfredException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

class SecretCipherTest {
    private static final String VALUE = "sk-provider-key-0123456789";

    @TempDir Path directory;

    @Test
    void a_secret_opens_under_its_own_name_only() {
        SecretCipher cipher = new SecretCipher(new byte[32]);
        byte[] stored = cipher.encrypt("provider/openai", VALUE);
        assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain(VALUE);
        assertThat(cipher.decrypt("provider/openai", stored).reveal()).isEqualTo(VALUE);
        assertThatThrownBy(() -> cipher.decrypt("provider/other", stored))
                .isInstanceOf(AlfredException.class)
                .hasMessageContaining("provider/other");
    }

    @Test
    void an_altered_ciphertext_does_not_open() {
        SecretCipher cipher = new SecretCipher(new byte[32]);
        byte[] stored = cipher.encrypt("provider/openai", VALUE);
        stored[stored.length - 1] ^= 1;
        assertThatThrownBy(() -> cipher.decrypt("provider/openai", stored))
                .isInstanceOf(AlfredException.class);
    }

    @Test
    void a_secret_prints_as_stars() {
        assertThat(new Secret(VALUE)).hasToString("***");
    }

    @Test
    void the_keystore_is_made_private_and_opens_again() throws Exception {
        SecretsConfig settings = settings();
        LocalKeystore keystore = new LocalKeystore(settings);
        assertThat(keystore.exists()).isFalse();
        keystore.create();
        assertThat(keystore.exists()).isTrue();
        assertThat(keystore.open()).hasSize(32);
        assertThat(new LocalKeystore(settings).open()).isEqualTo(keystore.open());
        assertThat(mode(settings.keystoreFile())).isEqualTo("rw-------");
        assertThat(mode(settings.passwordFile())).isEqualTo("rw-------");
        assertThat(mode(directory.resolve("secrets"))).isEqualTo("rwx------");
    }

    @Test
    void a_keystore_with_a_foreign_password_says_which_setting_to_check() throws Exception {
        SecretsConfig settings = settings();
        LocalKeystore keystore = new LocalKeystore(settings);
        keystore.create();
        Files.writeString(settings.passwordFile(), "something else\n");
        assertThatThrownBy(keystore::open)
                .isInstanceOf(AlfredException.class)
                .hasMessageContaining(SecretsConfig.KEYSTORE_FILE);
        Files.delete(settings.passwordFile());
        assertThatThrownBy(keystore::open)
                .isInstanceOf(AlfredException.class)
                .hasMessageContaining(SecretsConfig.PASSWORD_FILE);
    }

    @Test
    void a_given_password_file_is_used_and_kept() throws Exception {
        SecretsConfig settings = settings();
        Files.createDirectories(settings.passwordFile().getParent());
        Files.writeString(settings.passwordFile(), "given by the operator\n");
        LocalKeystore keystore = new LocalKeystore(settings);
        keystore.create();
        assertThat(keystore.open()).hasSize(32);
        assertThat(Files.readString(settings.passwordFile())).isEqualTo("given by the operator\n");
    }

    private SecretsConfig settings() {
        return new SecretsConfig(
                directory.resolve("secrets/keystore.p12"),
                directory.resolve("secrets/keystore.password"));
    }

    private static String mode(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
