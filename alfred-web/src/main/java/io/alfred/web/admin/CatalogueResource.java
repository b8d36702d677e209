package io.alfred.web.admin;

import io.alfred.catalog.Catalog;
import io.alfred.catalog.CatalogDiff;
import io.alfred.catalog.ProviderFacts;
import io.alfred.gateway.ModelAdmin;
import io.alfred.identity.Role;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.ErrorCode;
import io.alfred.kernel.Page;
import io.alfred.kernel.Slice;
import io.alfred.web.Allowed;
import io.alfred.web.Json;
import io.alfred.web.RequestCaller;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** What is published about providers and their prices, and newer files of it. */
@Path("/api/catalog")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class CatalogueResource {
    @Inject private RequestCaller caller;
    @Inject private Catalog catalog;
    @Inject private ModelAdmin models;

    /** A provider that can be set up. */
    public record FactsJson(
            String provider,
            String title,
            String baseUrl,
            String protocol,
            String auth,
            String keyVariable,
            String docs,
            List<String> regions,
            String priceVersion,
            String source) {
        static FactsJson from(ProviderFacts facts) {
            return new FactsJson(
                    facts.name(),
                    facts.title(),
                    facts.baseUrl(),
                    facts.protocol().wireName(),
                    facts.auth().wireName(),
                    facts.keyVariable(),
                    facts.docs(),
                    facts.regions(),
                    facts.priceVersion(),
                    facts.source());
        }
    }

    /** One field that differs; prices in credits per million tokens or per unit. */
    public record ChangeJson(
            String model, String field, Optional<String> before, Optional<String> after) {}

    /** What a file changes, or would change. */
    public record DiffJson(
            String provider,
            Optional<String> versionBefore,
            String versionAfter,
            boolean applied,
            List<ChangeJson> changes) {
        static DiffJson from(CatalogDiff diff, boolean applied) {
            return new DiffJson(
                    diff.provider(),
                    diff.versionBefore(),
                    diff.versionAfter(),
                    applied,
                    diff.changes().stream()
                            .map(
                                    change ->
                                            new ChangeJson(
                                                    change.model(),
                                                    change.field(),
                                                    change.before(),
                                                    change.after()))
                            .toList());
        }
    }

    @GET
    @Allowed({Role.FINOPS, Role.AUDITOR, Role.MEMBER})
    public Slice<FactsJson> list(
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after) {
        return NamedList.slice(
                catalog.facts().stream().map(FactsJson::from).toList(),
                FactsJson::provider,
                Page.of(limit, after));
    }

    @PUT
    @Path("/{provider}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(installationOnly = true)
    public DiffJson replace(
            @PathParam("provider") String provider,
            @QueryParam("dry_run") @Nullable String dryRun,
            InputStream file)
            throws IOException {
        String content = text(file);
        return Flag.of("dry_run", dryRun)
                ? DiffJson.from(models.compare(provider, content), /* applied= */ false)
                : DiffJson.from(
                        models.replace(caller.get(), provider, content), /* applied= */ true);
    }

    private static String text(InputStream file) throws IOException {
        byte[] bytes = file.readNBytes(Json.BODY_BYTES_MAX + 1);
        if (bytes.length > Json.BODY_BYTES_MAX) {
            throw new AlfredException(
                    ErrorCode.REQUEST_TOO_LARGE,
                    "the file is larger than " + Json.BODY_BYTES_MAX + " bytes",
                    "send one provider at a time, without models that nobody calls");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
