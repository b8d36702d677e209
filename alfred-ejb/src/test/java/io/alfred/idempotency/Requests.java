package io.alfred.idempotency;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/** Requests for tests. */
final class Requests {
    static final UUID CALLER = new UUID(1, 2);

    private Requests() {}

    static KeyedRequest.Content content(String body) {
        return new KeyedRequest.Content(
                "POST", "/api/x", Optional.empty(), body.getBytes(StandardCharsets.UTF_8));
    }

    static KeyedRequest keyed(String key, String body) {
        return new KeyedRequest(CALLER, new IdempotencyKey(key), content(body));
    }
}
