package io.alfred.web.proxy;

import io.alfred.catalog.Endpoint;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.MediaType;

/**
 * {@code /v1/chat/completions}, which most calls are for.
 *
 * <p>In a class of its own, as JAX-RS compares a request with the longest paths of classes first.
 */
@Path("/v1/chat/completions")
@Consumes(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class ChatResource {
    @Inject private Relay relay;

    @POST
    public void chat(@Suspended AsyncResponse response) {
        relay.serve(Endpoint.CHAT, response);
    }
}
