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

/** The endpoints of OpenAI's protocol that take JSON, but for {@link ChatResource}. */
@Path("/v1")
@Consumes(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class OpenAiResource {
    @Inject private Relay relay;

    @POST
    @Path("responses")
    public void responses(@Suspended AsyncResponse response) {
        relay.serve(Endpoint.RESPONSES, response);
    }

    @POST
    @Path("completions")
    public void completions(@Suspended AsyncResponse response) {
        relay.serve(Endpoint.COMPLETIONS, response);
    }

    @POST
    @Path("embeddings")
    public void embeddings(@Suspended AsyncResponse response) {
        relay.serve(Endpoint.EMBEDDINGS, response);
    }

    @POST
    @Path("moderations")
    public void moderations(@Suspended AsyncResponse response) {
        relay.serve(Endpoint.MODERATIONS, response);
    }
}
