package io.alfred.gateway;

import io.alfred.catalog.Endpoint;
import io.alfred.idempotency.KeyedRequest;
import io.alfred.identity.Caller;

import java.util.Optional;

/**
 * One request to an endpoint, as received.
 *
 * @param body JSON
 * @param context what its headers say besides
 * @param keyed the same with its Idempotency-Key, if it carries one
 */
public record Call(
        Endpoint endpoint,
        Caller caller,
        byte[] body,
        CallContext context,
        Optional<KeyedRequest> keyed,
        RequestFacts facts) {}
