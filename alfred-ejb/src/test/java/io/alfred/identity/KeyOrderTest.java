package io.alfred.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alfred.kernel.AlfredException;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

class KeyOrderTest {
    private static final Optional<UUID> WALLET = Optional.of(new UUID(7, 7));

    @Test
    void a_key_without_a_scope_is_refused() {
        assertThatThrownBy(() -> order(false, false, Optional.empty()))
                .isInstanceOfSatisfying(
                        AlfredException.class, e -> assertThat(e.param()).contains("scopes"));
    }

    @Test
    void an_expiry_in_the_past_is_refused() {
        assertThatThrownBy(() -> order(true, false, Optional.of(Instant.now().minusSeconds(1))))
                .isInstanceOfSatisfying(
                        AlfredException.class, e -> assertThat(e.param()).contains("expires_at"));
        assertThat(order(true, false, Optional.of(Instant.now().plusSeconds(60))).expiresAt())
                .isPresent();
    }

    @Test
    void a_v1_key_without_a_wallet_cannot_be_made() {
        assertThatThrownBy(() -> new KeyOrder("ci", true, true, Optional.empty(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new KeyOrder("ci", false, true, Optional.empty(), Optional.empty()).scopeApi())
                .isTrue();
    }

    private static KeyOrder order(boolean v1, boolean api, Optional<Instant> expiresAt) {
        return new KeyOrder("ci", v1, api, WALLET, expiresAt);
    }
}
