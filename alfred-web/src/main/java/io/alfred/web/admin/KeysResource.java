package io.alfred.web.admin;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import io.alfred.gateway.KeyDesk;
import io.alfred.identity.Caller;
import io.alfred.identity.Directory;
import io.alfred.identity.IssuedKey;
import io.alfred.identity.KeyRing;
import io.alfred.identity.KeyView;
import io.alfred.identity.Role;
import io.alfred.kernel.AlfredException;
import io.alfred.kernel.Ids;
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

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** API keys. A secret is in the answer that made it and in no other. */
@Path("/api/keys")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class KeysResource {
    private static final String V1 = "v1";
    private static final String API = "api";

    @Inject private RequestCaller caller;
    @Inject private Directory directory;
    @Inject private KeyRing keys;
    @Inject private KeyDesk desk;

    /**
     * A key to be made: for {@code user}, or for a service account of {@code org} with {@code
     * role}. Scopes are {@code ["v1"]} unless told otherwise; it debits its holder's wallet unless
     * {@code wallet} names another one.
     */
    public record NewKey(
            @Nullable String user,
            @Nullable String org,
            @Nullable String name,
            @Nullable List<@Nullable String> scopes,
            @Nullable Instant expiresAt,
            @Nullable String role,
            @Nullable String wallet) {}

    /** A key with its secret, shown once. */
    public record NewKeyAnswer(@JsonUnwrapped KeyView key, String secret) {
        static NewKeyAnswer from(IssuedKey issued) {
            return new NewKeyAnswer(issued.key(), issued.secret());
        }

        @Override
        public String toString() {
            return key.prefix() + "-***";
        }
    }

    /** All keys the caller may see; a member sees its own only. */
    @GET
    @Allowed({Role.FINOPS, Role.AUDITOR, Role.MEMBER})
    public Slice<KeyView> list(
            @QueryParam("user") @Nullable String user,
            @QueryParam("org") @Nullable String org,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after) {
        Caller asker = caller.get();
        Page page = Page.of(limit, after);
        if (asker.role() == Role.MEMBER) {
            return keys.list(asker, Optional.empty(), Optional.of(asker.principalId()), page);
        }
        Optional<UUID> orgId =
                Optional.ofNullable(org).map(name -> directory.org(asker, name).id());
        Optional<UUID> holder =
                Optional.ofNullable(user)
                        .map(name -> directory.user(asker, Optional.ofNullable(org), name).id());
        return keys.list(asker, orgId, holder, page);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed
    public Response create(NewKey request) {
        Caller actor = caller.get();
        List<String> scopes = scopes(request.scopes());
        IssuedKey made =
                desk.create(
                        actor,
                        new KeyDesk.Request(
                                Optional.ofNullable(request.user()),
                                Optional.ofNullable(request.org()),
                                Field.required("name", request.name()),
                                scopes.contains(V1),
                                scopes.contains(API),
                                Optional.ofNullable(request.expiresAt()),
                                Optional.ofNullable(request.role())
                                        .map(role -> Role.parse("role", role)),
                                Optional.ofNullable(request.wallet())));
        return Response.status(Response.Status.CREATED).entity(NewKeyAnswer.from(made)).build();
    }

    @POST
    @Path("/{id}/revoke")
    @Allowed
    public KeyView revoke(@PathParam("id") String id) {
        return keys.revoke(caller.get(), Ids.parse("id", id));
    }

    private static List<String> scopes(@Nullable List<@Nullable String> sent) {
        if (sent == null) {
            return List.of(V1);
        }
        for (int i = 0; i < sent.size(); i++) {
            String scope = sent.get(i);
            if (!V1.equals(scope) && !API.equals(scope)) {
                String path = "scopes[" + i + "]";
                throw AlfredException.invalid(path, path + " is not a scope", "use v1 and api");
            }
        }
        return sent.stream().distinct().map(scope -> Field.required("scopes", scope)).toList();
    }
}
