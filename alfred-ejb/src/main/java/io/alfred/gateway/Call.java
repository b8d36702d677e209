package io.alfred.gateway;

import io.alfred.catalog.Endpoint;
import io.alfred.idempotency.KeyedRequest;
import io.alfred.identity.Caller;

import java.util.Optional;

/**
 * One request to an endpoint, as received.
 *
 * @param body JSON, or the form of an endpoint that takes one
 * @param keyed the same with its Idempotency-Key, if it carries one
 * @param contentType of the body, as received
 */
public record Call(
        Endpoint endpoint,
        Caller caller,
        byte[] body,
        Optional<KeyedRequest> keyed,
        RequestFacts facts,
        String contentType) {

    /** A call whose body is JSON. */
    public Call(
            Endpoint endpoint,
            Caller caller,
            byte[] body,
            Optional<KeyedRequest> keyed,
            RequestFacts facts) {
        this(endpoint, caller, body, keyed, facts, "application/json");
    }
}
