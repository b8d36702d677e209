package io.alfred.web.admin;

import io.alfred.identity.AdminTokenFile;
import io.alfred.identity.IssuedKey;
import io.alfred.web.Allowed;
import io.alfred.web.RequestCaller;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import java.util.UUID;

/** {@code POST /api/admin-token/rotate}: a new admin token; the one before stops working. */
@Path("/api/admin-token")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class AdminTokenResource {
    @Inject private RequestCaller caller;
    @Inject private AdminTokenFile token;

    /** The new token, shown once. */
    public record Rotated(UUID id, String prefix, String secret) {
        static Rotated from(IssuedKey issued) {
            return new Rotated(issued.key().id(), issued.key().prefix(), issued.secret());
        }

        @Override
        public String toString() {
            return prefix + "-***";
        }
    }

    @POST
    @Path("/rotate")
    @Allowed(installationOnly = true)
    public Rotated rotate() {
        return Rotated.from(token.rotate(caller.get()));
    }
}
