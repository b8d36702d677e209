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

/** OpenAI's endpoints for images and sound; sound comes in as a form, and goes out as bytes. */
@Path("/v1")
@Consumes(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class MediaResource {
    @Inject private Relay relay;

    @POST
    @Path("images/generations")
    public void images(@Suspended AsyncResponse response) {
        relay.serve(Endpoint.IMAGES, response);
    }

    @POST
    @Path("audio/speech")
    public void speech(@Suspended AsyncResponse response) {
        relay.serve(Endpoint.SPEECH, response);
    }

    @POST
    @Path("audio/transcriptions")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public void transcriptions(@Suspended AsyncResponse response) {
        relay.serve(Endpoint.TRANSCRIPTIONS, response);
    }

    @POST
    @Path("audio/translations")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public void translations(@Suspended AsyncResponse response) {
        relay.serve(Endpoint.TRANSLATIONS, response);
    }
}
