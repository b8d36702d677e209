package io.alfred.gateway;

import io.alfred.catalog.Endpoint;
import io.alfred.idempotency.KeyedRequest;
import io.alfred.identity.Caller;
import io.alfred.limits.Permit;

import java.util.Map;
import java.util.Optional;

/**
 * One request to an endpoint, as received.
 *
 * @param permit of the rate limits; whoever makes the call closes it afterwards
 * @param body JSON, or the form of an endpoint that takes one
 * @param headers those that mean something to the provider
 * @param context what its headers say besides
 * @param keyed the same with its Idempotency-Key, if it carries one
 * @param contentType of the body, as received
 * @param client whether it still waits
 */
public record Call(
        Endpoint endpoint,
        Caller caller,
        Permit permit,
        byte[] body,
        Map<String, String> headers,
        CallContext context,
        Optional<KeyedRequest> keyed,
        RequestFacts facts,
        String contentType,
        Presence client) {}
