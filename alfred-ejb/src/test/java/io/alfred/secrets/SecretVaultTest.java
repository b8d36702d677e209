package io.alfred.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Optional;

class SecretVaultTest {
    private final SecretVault vault = new SecretVault();
    private int readings;

    @Test
    void a_secret_is_read_once_and_kept() {
        read();
        read();
        assertThat(readings).isEqualTo(1);
    }

    @Test
    void a_forgotten_secret_is_read_anew() {
        read();
        vault.forget("provider/p");
        read();
        assertThat(readings).isEqualTo(2);
    }

    @Test
    void what_was_read_while_it_changed_is_not_kept() {
        var before =
                vault.kept(
                        "provider/p",
                        () -> {
                            vault.forget("provider/p");
                            return Optional.empty();
                        });
        assertThat(before).isEmpty();
        read();
        assertThat(readings).isEqualTo(1);
    }

    private void read() {
        var unused =
                vault.kept(
                        "provider/p",
                        () -> {
                            readings++;
                            return Optional.empty();
                        });
    }
}
