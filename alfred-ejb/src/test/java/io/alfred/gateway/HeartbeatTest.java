package io.alfred.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.alfred.catalog.ClientProtocol;

import org.junit.jupiter.api.Test;

class HeartbeatTest {
    @Test
    void a_waiting_client_hears_what_its_protocol_has_for_that() {
        assertThat(Heartbeat.of(ClientProtocol.OPENAI)).asString().isEqualTo(": waiting\n\n");
        assertThat(Heartbeat.of(ClientProtocol.ANTHROPIC))
                .asString()
                .isEqualTo("event: ping\ndata: {\"type\": \"ping\"}\n\n");
    }
}
