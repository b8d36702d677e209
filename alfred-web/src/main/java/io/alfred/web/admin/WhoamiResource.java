package io.alfred.web.admin;

import io.alfred.identity.Caller;
import io.alfred.identity.Directory;
import io.alfred.identity.OrgView;
import io.alfred.identity.Role;
import io.alfred.identity.UserView;
import io.alfred.web.Allowed;
import io.alfred.web.RequestCaller;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** {@code GET /api/whoami}: who the key belongs to and what it may do. */
@Path("/api/whoami")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class WhoamiResource {
    @Inject private RequestCaller caller;
    @Inject private Directory directory;

    /** The caller; org and user by name. */
    public record Whoami(
            UUID principalId,
            String kind,
            String role,
            List<String> scopes,
            Optional<String> org,
            Optional<String> user) {}

    @GET
    @Allowed({Role.FINOPS, Role.AUDITOR, Role.MEMBER})
    public Whoami get() {
        Caller asker = caller.get();
        List<String> scopes = new ArrayList<>();
        if (asker.scopeApi()) {
            scopes.add("api");
        }
        if (asker.scopeV1()) {
            scopes.add("v1");
        }
        return new Whoami(
                asker.principalId(),
                asker.kind(),
                asker.role().wireName(),
                scopes,
                asker.orgId().flatMap(directory::orgOf).map(OrgView::name),
                asker.userId().flatMap(directory::userOf).map(UserView::name));
    }
}
