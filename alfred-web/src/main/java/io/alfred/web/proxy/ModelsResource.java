package io.alfred.web.proxy;

import io.alfred.catalog.Catalog;
import io.alfred.catalog.Model;
import io.alfred.gateway.Exchange;
import io.alfred.web.Bearer;
import io.alfred.web.observe.RequestLogFilter;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** {@code GET /v1/models}: the models that a call would reach. */
@Path("/v1/models")
@Produces(MediaType.APPLICATION_JSON)
public class ModelsResource {
    @Inject private Exchange exchange;
    @Inject private Catalog catalog;

    /** A model in the OpenAI shape; {@code created} is unknown to the catalogue and always 0. */
    public record ModelObject(String id, String object, long created, String ownedBy) {
        static ModelObject of(Model model) {
            return new ModelObject(model.id(), "model", 0, model.provider());
        }
    }

    /** A list in the OpenAI shape. */
    public record ModelList(String object, List<ModelObject> data) {}

    @GET
    public ModelList list(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @Context HttpServletRequest request) {
        exchange.admit(Bearer.secretOf(authorization), RequestLogFilter.facts(request));
        return new ModelList("list", catalog.available().stream().map(ModelObject::of).toList());
    }

    @GET
    @Path("/{id: .+}")
    public ModelObject get(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @PathParam("id") String id,
            @Context HttpServletRequest request) {
        exchange.admit(Bearer.secretOf(authorization), RequestLogFilter.facts(request));
        return ModelObject.of(catalog.resolve(id));
    }
}
