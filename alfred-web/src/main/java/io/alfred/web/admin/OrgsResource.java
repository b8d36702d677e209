package io.alfred.web.admin;

import io.alfred.identity.Directory;
import io.alfred.identity.Enrolment;
import io.alfred.identity.OrgRules;
import io.alfred.identity.OrgView;
import io.alfred.identity.Role;
import io.alfred.kernel.Page;
import io.alfred.kernel.Slice;
import io.alfred.web.Allowed;
import io.alfred.web.Field;
import io.alfred.web.RequestCaller;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;

import java.util.OptionalLong;

/** Orgs. Everybody sees their own; only the installation's operator sees and makes others. */
@Path("/api/orgs")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class OrgsResource {
    @Inject private RequestCaller caller;
    @Inject private Directory directory;
    @Inject private Enrolment enrolment;

    @Inject private OrgRules rules;

    public record NewOrg(@Nullable String name) {}

    /** Bounds calls that name no limit; {@code max_output_tokens} null lifts it. */
    public record OutputDefault(@Nullable Long maxOutputTokens) {}

    @GET
    @Allowed({Role.FINOPS, Role.AUDITOR, Role.MEMBER})
    public Slice<OrgView> list(
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after) {
        return directory.orgs(caller.get(), Page.of(limit, after));
    }

    @GET
    @Path("/{org}")
    @Allowed({Role.FINOPS, Role.AUDITOR, Role.MEMBER})
    public OrgView get(@PathParam("org") String org) {
        return directory.org(caller.get(), org);
    }

    @PUT
    @Path("/{org}/output-default")
    @Allowed
    public OrgView outputDefault(@PathParam("org") String reference, OutputDefault request) {
        Long tokens = request.maxOutputTokens();
        return rules.defaultMaxOutputTokens(
                caller.get(),
                directory.org(caller.get(), reference).id(),
                tokens == null ? OptionalLong.empty() : OptionalLong.of(tokens));
    }

    @POST
    @Allowed(installationOnly = true)
    public Response create(NewOrg request) {
        OrgView made = enrolment.createOrg(caller.get(), Field.required("name", request.name()));
        return Response.status(Response.Status.CREATED).entity(made).build();
    }
}
