package io.alfred.web.admin;

import io.alfred.gateway.PersonErasure;
import io.alfred.identity.Caller;
import io.alfred.identity.Directory;
import io.alfred.identity.Enrolment;
import io.alfred.identity.Enrolment.NewUser;
import io.alfred.identity.Role;
import io.alfred.identity.TeamView;
import io.alfred.identity.UserView;
import io.alfred.kernel.Page;
import io.alfred.kernel.Slice;
import io.alfred.web.Allowed;
import io.alfred.web.Field;
import io.alfred.web.RequestCaller;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
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
import java.util.UUID;

/** Users of the orgs that the caller sees. */
@Path("/api/users")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class UsersResource {
    @Inject private RequestCaller caller;
    @Inject private Directory directory;
    @Inject private Enrolment enrolment;
    @Inject private PersonErasure erasure;

    /** A user to be made; {@code role} is member unless told otherwise. */
    public record UserRequest(
            @Nullable String name,
            @Nullable String org,
            @Nullable String team,
            @Nullable String role) {}

    @GET
    @Allowed({Role.FINOPS, Role.AUDITOR})
    public Slice<UserView> list(
            @QueryParam("org") @Nullable String org,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after) {
        return directory.users(caller.get(), Optional.ofNullable(org), Page.of(limit, after));
    }

    @GET
    @Path("/{user}")
    @Allowed({Role.FINOPS, Role.AUDITOR})
    public UserView get(@PathParam("user") String user, @QueryParam("org") @Nullable String org) {
        return directory.user(caller.get(), Optional.ofNullable(org), user);
    }

    @POST
    @Allowed
    public Response create(UserRequest request) {
        Caller actor = caller.get();
        String name = Field.required("name", request.name());
        UUID orgId = directory.orgOrOwn(actor, Optional.ofNullable(request.org()));
        Optional<UUID> team =
                Optional.ofNullable(request.team())
                        .map(t -> directory.team(actor, Optional.of(orgId.toString()), t))
                        .map(TeamView::id);
        Role role = request.role() == null ? Role.MEMBER : Role.parse("role", request.role());
        UserView made = enrolment.createUser(actor, new NewUser(orgId, team, name, role));
        return Response.status(Response.Status.CREATED).entity(made).build();
    }

    /** Erases a person; what is left has a pseudonym for a name. */
    @DELETE
    @Path("/{user}/personal-data")
    @Consumes(MediaType.WILDCARD)
    @Allowed
    public UserView erase(@PathParam("user") String user, @QueryParam("org") @Nullable String org) {
        return erasure.erase(caller.get(), Optional.ofNullable(org), user);
    }
}
