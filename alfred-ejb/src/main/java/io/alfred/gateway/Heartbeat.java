package io.alfred.gateway;

import io.alfred.catalog.ClientProtocol;

import java.nio.charset.StandardCharsets;

/** What a waiting client hears; it finds out whether the client is still there. */
final class Heartbeat {
    /** A comment, which no client shows. */
    private static final byte[] COMMENT = bytes(": waiting\n\n");

    private static final byte[] PING = bytes("event: ping\ndata: {\"type\": \"ping\"}\n\n");

    private Heartbeat() {}

    /** The bytes are shared: nobody may write into them. */
    static byte[] of(ClientProtocol protocol) {
        return switch (protocol) {
            case OPENAI -> COMMENT;
            case ANTHROPIC -> PING;
        };
    }

    private static byte[] bytes(String event) {
        return event.getBytes(StandardCharsets.US_ASCII);
    }
}
