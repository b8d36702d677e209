package io.alfred.gateway;

import java.util.Map;

/** What a client gets, apart from errors, which are exceptions. */
public sealed interface Reply {

    /** Response headers, by name. */
    Map<String, String> headers();

    /** A complete body. */
    record Whole(int status, Map<String, String> headers, String contentType, byte[] body)
            implements Reply {}

    /** Server-sent events, to be relayed and closed by whoever got this. */
    record Streamed(Map<String, String> headers, RelayedStream stream) implements Reply {}
}
