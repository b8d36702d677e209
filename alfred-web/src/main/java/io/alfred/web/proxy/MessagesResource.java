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

/** The endpoints of Anthropic's protocol. */
@Path("/v1/messages")
@Consumes(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class MessagesResource {
    @Inject private Relay relay;

    @POST
    public void create(@Suspended AsyncResponse response) {
        relay.serve(Endpoint.MESSAGES, response);
    }

    @POST
    @Path("count_tokens")
    public void count(@Suspended AsyncResponse response) {
        relay.serve(Endpoint.COUNT_TOKENS, response);
    }
}
