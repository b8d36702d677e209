package io.alfred.web.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.gateway.Presence;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.Optional;

class WatchedClientTest {
    private static final Optional<Boolean> OPEN = Optional.of(true);
    private static final Optional<Boolean> CLOSED = Optional.of(false);
    private static final Optional<Boolean> MISSING = Optional.empty();

    private final Presence presence = new Presence();
    private final WatchedClient client =
            new WatchedClient(
                    new TcpTable.Connection(8080, InetAddress.getLoopbackAddress(), 50_000),
                    presence,
                    /* sinceNanos= */ Long.MAX_VALUE);

    @Test
    void a_client_whose_connection_is_half_closed_has_left() {
        client.look(CLOSED);

        assertThat(presence.isGone()).isTrue();
    }

    @Test
    void a_connection_that_vanished_is_gone_at_the_second_look_that_misses_it() {
        client.look(OPEN);
        client.look(MISSING);
        client.look(OPEN);
        client.look(MISSING);
        assertThat(presence.isGone()).isFalse();

        client.look(MISSING);
        assertThat(presence.isGone()).isTrue();
    }

    @Test
    void a_call_that_has_just_begun_is_no_reason_to_look() {
        // the clock may pass from the largest number to the smallest
        long due = Long.MAX_VALUE + WatchedClient.WAIT_MIN.toNanos();

        assertThat(client.waitsAt(due - 1)).isFalse();
        assertThat(client.waitsAt(due)).isTrue();
    }

    @Test
    void a_connection_that_was_never_seen_says_nothing() {
        for (int i = 0; i < 100; i++) {
            client.look(MISSING);
        }
        assertThat(presence.isGone()).isFalse();
    }
}
