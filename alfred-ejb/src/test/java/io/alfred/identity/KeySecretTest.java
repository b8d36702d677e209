package io.alfred.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Set;

class KeySecretTest {
    @Test
    void a_secret_has_the_documented_shape_and_finds_its_own_prefix() {
        KeySecret secret = KeySecret.make();
        assertThat(secret.reveal()).matches("sk-alf-[0-9A-Za-z]{8}-[0-9A-Za-z]{43}");
        assertThat(secret.prefix()).matches("sk-alf-[0-9A-Za-z]{8}");
        assertThat(secret.reveal()).startsWith(secret.prefix() + "-");
        assertThat(KeySecret.prefixOf(secret.reveal())).contains(secret.prefix());
    }

    @Test
    void no_two_secrets_are_equal() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            assertThat(seen.add(KeySecret.make().reveal())).isTrue();
        }
    }

    @Test
    void the_hash_is_the_sha256_of_the_whole_text() throws Exception {
        KeySecret secret = KeySecret.make();
        byte[] expected =
                MessageDigest.getInstance("SHA-256")
                        .digest(secret.reveal().getBytes(StandardCharsets.UTF_8));
        assertThat(secret.hash()).isEqualTo(expected);
        assertThat(KeySecret.hash(secret.reveal())).isEqualTo(expected);
    }

    @Test
    void a_secret_never_prints_itself() {
        KeySecret secret = KeySecret.make();
        assertThat(secret.toString()).isEqualTo(secret.prefix() + "-***");
    }

    @Test
    void other_shapes_have_no_prefix() {
        String secret = KeySecret.make().reveal();
        assertThat(KeySecret.prefixOf("")).isEmpty();
        assertThat(KeySecret.prefixOf(secret + "x")).isEmpty();
        assertThat(KeySecret.prefixOf(secret.substring(0, secret.length() - 1))).isEmpty();
        assertThat(KeySecret.prefixOf(secret + "\n")).isEmpty();
        assertThat(KeySecret.prefixOf(secret.replace("sk-alf", "sk-olf"))).isEmpty();
        assertThat(KeySecret.prefixOf(secret.substring(0, 58) + "ü")).isEmpty();
    }
}
