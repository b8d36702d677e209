package io.alfred.web.admin;

import io.alfred.identity.Caller;
import io.alfred.identity.Directory;
import io.alfred.identity.Enrolment;
import io.alfred.identity.Role;
import io.alfred.identity.TeamView;
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
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/** Teams of the orgs that the caller sees. */
@Path("/api/teams")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class TeamsResource {
    @Inject private RequestCaller caller;
    @Inject private Directory directory;
    @Inject private Enrolment enrolment;

    /** A team to be made; {@code org} by id or name, needed unless the caller belongs to one. */
    public record NewTeam(@Nullable String name, @Nullable String org) {}

    @GET
    @Allowed({Role.FINOPS, Role.AUDITOR})
    public Slice<TeamView> list(
            @QueryParam("org") @Nullable String org,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after) {
        return directory.teams(caller.get(), Optional.ofNullable(org), Page.of(limit, after));
    }

    @GET
    @Path("/{team}")
    @Allowed({Role.FINOPS, Role.AUDITOR})
    public TeamView get(@PathParam("team") String team, @QueryParam("org") @Nullable String org) {
        return directory.team(caller.get(), Optional.ofNullable(org), team);
    }

    @POST
    @Allowed
    public Response create(NewTeam request) {
        Caller actor = caller.get();
        String name = Field.required("name", request.name());
        TeamView made =
                enrolment.createTeam(
                        actor, directory.orgOrOwn(actor, Optional.ofNullable(request.org())), name);
        return Response.status(Response.Status.CREATED).entity(made).build();
    }
}
