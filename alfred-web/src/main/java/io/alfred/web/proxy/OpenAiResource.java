package io.alfred.web.proxy;

import io.alfred.catalog.Endpoint;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

/** The endpoints of OpenAI's protocol that take JSON. */
@Path("/v1")
@Consumes(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class OpenAiResource {
    @Inject private Relay relay;

    @POST
    @Path("chat/completions")
    public void chat(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
        relay.serve(Endpoint.CHAT, request, response);
    }

    @POST
    @Path("responses")
    public void responses(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
        relay.serve(Endpoint.RESPONSES, request, response);
    }

    @POST
    @Path("completions")
    public void completions(
            @Context HttpServletRequest request, @Suspended AsyncResponse response) {
        relay.serve(Endpoint.COMPLETIONS, request, response);
    }

    @POST
    @Path("embeddings")
    public void embeddings(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
        relay.serve(Endpoint.EMBEDDINGS, request, response);
    }

    @POST
    @Path("moderations")
    public void moderations(
            @Context HttpServletRequest request, @Suspended AsyncResponse response) {
        relay.serve(Endpoint.MODERATIONS, request, response);
    }
}
