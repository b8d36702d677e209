package io.alfred.web.proxy;

import io.alfred.catalog.Catalog;
import io.alfred.catalog.Model;
import io.alfred.catalog.ModelKind;
import io.alfred.gateway.Exchange;
import io.alfred.web.AnthropicClient;
import io.alfred.web.Bearer;
import io.alfred.web.observe.RequestLogFilter;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * {@code GET /v1/models}: the models that a call would reach, in the shape of the client's
 * protocol.
 *
 * <p>A client of Anthropic's sees those that {@code /v1/messages} would reach.
 */
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

    /** A model in Anthropic's shape, which has the epoch for an unknown time. */
    public record ModelInfo(String type, String id, String displayName, Instant createdAt) {
        static ModelInfo of(Model model) {
            return new ModelInfo("model", model.id(), model.name(), Instant.EPOCH);
        }
    }

    /** A list in Anthropic's shape; always whole. */
    public record ModelPage(
            List<ModelInfo> data,
            boolean hasMore,
            @Nullable String firstId,
            @Nullable String lastId) {
        static ModelPage of(List<ModelInfo> models) {
            return models.isEmpty()
                    ? new ModelPage(models, false, null, null)
                    : new ModelPage(models, false, models.getFirst().id(), models.getLast().id());
        }
    }

    @GET
    public Object list(@Context HttpServletRequest request) {
        if (admit(request)) {
            return ModelPage.of(
                    catalog.available().stream()
                            .filter(ModelsResource::takesMessages)
                            .map(ModelInfo::of)
                            .toList());
        }
        return new ModelList("list", catalog.available().stream().map(ModelObject::of).toList());
    }

    @GET
    @Path("/{id: .+}")
    public Object get(@PathParam("id") String id, @Context HttpServletRequest request) {
        boolean anthropic = admit(request);
        Model model = catalog.resolve(id);
        return anthropic ? ModelInfo.of(model) : ModelObject.of(model);
    }

    /** Lets the caller in, and says whether it speaks Anthropic's protocol. */
    private boolean admit(HttpServletRequest request) {
        boolean anthropic = AnthropicClient.asks(request);
        String secret =
                anthropic
                        ? AnthropicClient.secretOf(request)
                        : Bearer.secretOf(request.getHeader(HttpHeaders.AUTHORIZATION));
        exchange.admit(secret, RequestLogFilter.facts(request));
        return anthropic;
    }

    /** Any chat can be told to any provider. */
    private static boolean takesMessages(Model model) {
        return model.kind() == ModelKind.CHAT;
    }
}
