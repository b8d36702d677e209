package io.alfred.gateway;

import io.alfred.catalog.Endpoint;
import io.alfred.idempotency.KeyedRequest;
import io.alfred.identity.Caller;
import io.alfred.limits.Permit;

import java.util.Optional;

/**
 * One request to an endpoint, as received.
 *
 * @param permit of the rate limits; whoever makes the call closes it afterwards
 * @param body JSON
 * @param keyed the same with its Idempotency-Key, if it carries one
 */
public record Call(
        Endpoint endpoint,
        Caller caller,
        Permit permit,
        byte[] body,
        Optional<KeyedRequest> keyed,
        RequestFacts facts) {}
